//! Mail through a server.
//!
//! The server's name is looked up under the rules for everything that leaves the process, and the address that was
//! found is connected to; its certificate is held against the name.

use std::fmt;
use std::net::IpAddr;
use std::sync::Mutex;
use std::time::{Duration, UNIX_EPOCH};

use durward_model::{Invalid, Secret};
use durward_store::Cx;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp::PoolConfig;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use serde::{Deserialize, Serialize};

use super::{Refusal, Taken};
use crate::template::{Addressed, Rendered};

/// How long one exchange with the server may take.
const TIMEOUT: Duration = Duration::from_secs(20);
/// Connections kept open to one server.
const CONNECTIONS: u32 = 4;

/// How the connection is kept secret (R-COM-17).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Security {
    /// TLS from the start.
    #[default]
    #[serde(rename = "SSL")]
    Ssl,
    /// Plain, then TLS; nothing is sent to a server that does not offer it.
    #[serde(rename = "Start TLS")]
    StartTls,
    /// Not at all. For a server on the same machine or network.
    #[serde(rename = "Non SSL")]
    None,
}

/// A mail server (R-COM-16).
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct SmtpSettings {
    hostname: String,
    #[serde(default = "submissions")]
    port: u16,
    #[serde(default)]
    security: Security,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    username: String,
}

/// RFC 8314 3.3.
fn submissions() -> u16 {
    465
}

impl SmtpSettings {
    pub(super) fn validate(&self) -> Result<(), Invalid> {
        let named = |byte: u8| byte.is_ascii_alphanumeric() || b".-_".contains(&byte);
        let host = (1..=253).contains(&self.hostname.len())
            && (self.hostname.bytes().all(named) || self.hostname.parse::<IpAddr>().is_ok());
        if !host {
            return Err(Invalid::new(
                "hostname",
                "Give the name of the mail server, without a port.",
            ));
        }
        if self.port == 0 {
            return Err(Invalid::new("port", "Give a port from 1 to 65535."));
        }
        Ok(())
    }
}

/// Mail servers refuse mail from nobody.
pub(super) fn check_from(from: &str) -> Result<(), Invalid> {
    if from.is_empty() || from.parse::<Mailbox>().is_ok() {
        return Ok(());
    }
    Err(Invalid::new(
        "from",
        "Give an address, such as Acme <no-reply@acme.example>.",
    ))
}

type Connections = AsyncSmtpTransport<Tokio1Executor>;

/// A mail server, ready to be used.
pub(crate) struct Smtp {
    settings: SmtpSettings,
    password: Option<Secret<String>>,
    /// Connections to the address the name led to last.
    open: Mutex<Option<(IpAddr, Connections)>>,
}

impl fmt::Debug for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Smtp({}:{})", self.settings.hostname, self.settings.port)
    }
}

impl Smtp {
    pub(super) fn new(settings: SmtpSettings, password: Option<Secret<String>>) -> Self {
        Self {
            settings,
            password,
            open: Mutex::new(None),
        }
    }

    pub(super) async fn send(
        &self,
        cx: &Cx,
        addressed: &Addressed<'_>,
        rendered: &Rendered,
        from: &str,
    ) -> Result<Taken, Refusal> {
        let mail = mail(addressed, rendered, from)?;
        let address = cx.platform.http.resolve(&self.settings.hostname).await?;
        let server = self.connections(cx, address)?;
        match server.send(mail).await {
            Ok(response) => Ok(Taken {
                transport: "smtp",
                provider_id: response
                    .first_line()
                    .map(|line| line.chars().take(200).collect()),
                readable: false,
            }),
            Err(error) => Err(refusal(&error)),
        }
    }

    /// Connections to `address`, kept while the name leads there.
    fn connections(&self, cx: &Cx, address: IpAddr) -> Result<Connections, Refusal> {
        let mut open = self
            .open
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some((known, connections)) = &*open
            && *known == address
        {
            return Ok(connections.clone());
        }
        let connections = self.connect(cx, address)?;
        *open = Some((address, connections.clone()));
        Ok(connections)
    }

    fn connect(&self, cx: &Cx, address: IpAddr) -> Result<Connections, Refusal> {
        let tls = match self.settings.security {
            Security::None => Tls::None,
            Security::Ssl => Tls::Wrapper(self.parameters(cx)?),
            Security::StartTls => Tls::Required(self.parameters(cx)?),
        };
        let mut builder = Connections::builder_dangerous(address.to_string())
            .port(self.settings.port)
            .tls(tls)
            .hello_name(hello(&cx.platform.public_url))
            .timeout(Some(TIMEOUT))
            .pool_config(PoolConfig::new().max_size(CONNECTIONS));
        if !self.settings.username.is_empty() {
            let password = self
                .password
                .as_ref()
                .map(|password| password.expose().clone())
                .unwrap_or_default();
            let credentials = Credentials::new(self.settings.username.clone(), password);
            builder = builder.credentials(credentials);
        }
        Ok(builder.build())
    }

    fn parameters(&self, cx: &Cx) -> Result<TlsParameters, Refusal> {
        let wrong = |error: lettre::transport::smtp::Error| Refusal::later(&chain(&error));
        let mut builder = TlsParameters::builder(self.settings.hostname.clone());
        for pem in cx.platform.http.authorities() {
            builder = builder.add_root_certificate(Certificate::from_pem(pem).map_err(wrong)?);
        }
        builder.build().map_err(wrong)
    }
}

/// How we call ourselves (RFC 5321 4.1.1.1): by the host people reach us at.
fn hello(public_url: &str) -> ClientId {
    let host = public_url
        .split_once("://")
        .map_or(public_url, |(_, rest)| rest);
    let host = host.rsplit_once(':').map_or(host, |(host, _)| host);
    ClientId::Domain(host.to_owned())
}

/// The mail itself.
fn mail(addressed: &Addressed<'_>, rendered: &Rendered, from: &str) -> Result<Message, Refusal> {
    let from: Mailbox = from.parse().map_err(|_| {
        Refusal::later("it has no valid sender; set `from` of the channel or of the service email")
    })?;
    let to = addressed
        .to
        .parse()
        .map_err(|_| Refusal::never("the recipient's address is not valid"))?;
    let domain = from.email.domain().to_owned();
    let millis = u64::try_from(addressed.created_at.millis()).unwrap_or_default();
    let builder = Message::builder()
        .from(from)
        .to(Mailbox::new(None, to))
        .subject(rendered.subject.as_str())
        .date(UNIX_EPOCH + Duration::from_millis(millis))
        // The same at every attempt: mail systems recognise what they have already taken.
        .message_id(Some(format!("<{}@{domain}>", addressed.id)))
        // RFC 3834 5: nobody's absence notice should answer it.
        .raw_header(raw("Auto-Submitted", "auto-generated"))
        .raw_header(raw("Content-Language", &rendered.language));
    let built = match &rendered.html {
        Some(html) if rendered.text.is_empty() => {
            builder.singlepart(SinglePart::html(html.clone()))
        }
        Some(html) => builder.multipart(MultiPart::alternative_plain_html(
            rendered.text.clone(),
            html.clone(),
        )),
        None => builder
            .header(ContentType::TEXT_PLAIN)
            .body(rendered.text.clone()),
    };
    built.map_err(|error| Refusal::never(&format!("the mail cannot be written: {error}")))
}

fn raw(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

/// A server that says 5xx to the message means it (RFC 5321 4.2.1); to our credentials or to TLS, an administrator can
/// mend it.
fn refusal(error: &lettre::transport::smtp::Error) -> Refusal {
    let ours = error.status().is_some_and(|code| {
        let code = code.to_string();
        ["530", "534", "535", "538"].contains(&code.as_str())
    });
    Refusal {
        lasting: error.is_permanent() && !ours,
        why: chain(error),
    }
}

/// An error with all its causes, on one line.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(one) = cause {
        let more = one.to_string();
        if !text.contains(&more) {
            text = format!("{text}: {more}");
        }
        cause = one.source();
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
