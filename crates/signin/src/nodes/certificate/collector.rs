//! Taking the certificate that came with the request.

use durward_journey::catalog::Facts;
use durward_journey::input::Input;
use durward_journey::message::Message;
use durward_model::http::CertificateSource;
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::{Act, Acting, Node, Settings, Turn};

/// Where a certificate may come from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Method {
    /// Our own TLS listener.
    Request,
    /// The header of a trusted proxy.
    Header,
    /// Whichever there is.
    #[default]
    Either,
}

/// Takes the certificate of the client: of our own TLS connection, or of one that a trusted proxy speaks for.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(in super::super) struct CertificateCollectorNode {
    certificate_collection_method: Method,
}

impl Node for CertificateCollectorNode {
    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, _: &'a Input) -> Acting<'a> {
        let presented = turn.cx.origin.client_certificate.as_deref();
        let wanted = presented.filter(|presented| {
            matches!(
                (self.certificate_collection_method, presented.source),
                (Method::Either, _)
                    | (Method::Request, CertificateSource::Connection)
                    | (Method::Header, CertificateSource::Proxy)
            )
        });
        match wanted {
            Some(presented) => {
                super::keep(turn.state, &presented.chain);
                Act::now("collected")
            }
            None => {
                turn.state.notice = Some(Message::key("certificate-missing"));
                Act::now("notCollected")
            }
        }
    }
}

impl Settings for CertificateCollectorNode {
    const NAME: &'static str = "CertificateCollectorNode";

    fn schema() -> Value {
        json!({
            "type": "object",
            "additionalProperties": false,
            "properties": {
                "certificateCollectionMethod": {
                    "title": "Where it comes from",
                    "description": "`REQUEST`: our own TLS listener. `HEADER`: a header of a trusted proxy. Both are set up in the process settings, `client_certificates`.",
                    "type": "string",
                    "enum": ["REQUEST", "HEADER", "EITHER"],
                    "default": "EITHER"
                }
            }
        })
    }

    fn facts(&self) -> Facts {
        Facts::decision(["collected", "notCollected"])
    }
}
