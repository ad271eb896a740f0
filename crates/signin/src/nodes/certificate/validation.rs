//! Whether the certificate is believed.

use durward_journey::catalog::Facts;
use durward_journey::input::Input;
use durward_model::service::Certificates;
use durward_store::{Error, services};
use durward_x509::{Policy, Refusal};
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::{Act, Acting, Node, Reason, Settings, Turn, factor};

/// Verifies the certificate that was collected by the realm's settings `certificates`: a path to a trusted authority,
/// dates, use, revocation.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in super::super) struct CertificateValidationNode {}

impl Node for CertificateValidationNode {
    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, _: &'a Input) -> Acting<'a> {
        Box::pin(validate(turn))
    }
}

async fn validate(turn: &mut Turn<'_>) -> Result<Act, Error> {
    turn.state.shared.remove(super::VERIFIED);
    let presented = super::kept(turn.state);
    if presented.is_empty() {
        return Ok(Act::Leave("notFound".into()));
    }
    let cx = turn.cx;
    let settings = services::settings::<Certificates>(cx).await?;
    let verified = match Policy::read(&settings) {
        Ok(policy) => {
            let http = cx.platform.http.as_ref();
            let verifier = turn.certificates;
            verifier.verify(http, cx.now, &policy, &presented).await
        }
        Err(error) => {
            tracing::error!(%error, realm = %cx.realm.path, "no certificate can be verified");
            Err(Refusal::Untrusted)
        }
    };
    let refusal = match verified {
        Ok(certificate) => {
            let fingerprint = Value::String(certificate.fingerprint);
            let state = &mut turn.state.shared;
            state.insert(super::VERIFIED.to_owned(), fingerprint);
            return Ok(Act::Leave("true".into()));
        }
        Err(refusal) => refusal,
    };
    let reason = Reason::Certificate(refusal.as_str());
    factor::refuse(turn, None, reason, "certificate-refused");
    let outcome = match refusal {
        Refusal::Unreadable => "notFound",
        Refusal::Expired | Refusal::NotYetValid => "expired",
        Refusal::Revoked => "revoked",
        Refusal::Untrusted | Refusal::Usage => "pathValidationFailed",
        Refusal::StatusUnknown => "false",
    };
    Ok(Act::Leave(outcome.into()))
}

impl Settings for CertificateValidationNode {
    const NAME: &'static str = "CertificateValidationNode";

    fn schema() -> Value {
        json!({"type": "object", "additionalProperties": false, "properties": {}})
    }

    fn facts(&self) -> Facts {
        Facts::decision([
            "true",
            "false",
            "notFound",
            "expired",
            "pathValidationFailed",
            "revoked",
        ])
    }
}
