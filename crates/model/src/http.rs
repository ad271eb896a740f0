//! Requests that leave the process. The implementation (with its guard against private targets) is
//! given at wiring; use cases only know this trait.

use std::fmt;
use std::future::Future;
use std::net::IpAddr;
use std::pin::Pin;

/// An outbound request.
#[derive(Debug, Clone)]
pub struct Outbound {
    /// `GET` or `POST`.
    pub method: Method,
    /// Absolute `https` (or, where allowed, `http`) address.
    pub url: String,
    /// Header fields, names in lower case.
    pub headers: Vec<(String, String)>,
    /// Body of a `POST`.
    pub body: Vec<u8>,
    /// Longest answer accepted, in bytes.
    pub max_bytes: usize,
}

/// The methods use cases send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Read.
    Get,
    /// Send.
    Post,
}

/// The answer to an [`Outbound`] request.
#[derive(Debug, Clone)]
pub struct Answer {
    /// HTTP status code.
    pub status: u16,
    /// Value of `Content-Type`, empty when absent.
    pub content_type: String,
    /// Seconds the answer may be cached for, from `Cache-Control: max-age`.
    pub max_age: Option<u32>,
    /// The body, at most `max_bytes` long.
    pub body: Vec<u8>,
}

/// Why there is no answer.
#[derive(Debug, Clone)]
pub enum Failure {
    /// The target is not allowed by `outbound.allow`.
    Refused(String),
    /// No connection, a timeout, or a broken answer.
    Unreachable(String),
    /// The answer was longer than allowed.
    TooLarge,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(why) => write!(f, "outbound request refused: {why}"),
            Self::Unreachable(why) => write!(f, "no answer: {why}"),
            Self::TooLarge => f.write_str("the answer is too large"),
        }
    }
}

impl std::error::Error for Failure {}

/// What the client of a request has proved to hold the key of. Nothing is said of who issued it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientCertificate {
    /// Certificates in DER, the client's own first.
    pub chain: Vec<Vec<u8>>,
    /// Who saw the proof.
    pub source: CertificateSource,
}

/// Who saw that a client holds the key of its certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CertificateSource {
    /// We did: it is a TLS connection of ours.
    Connection,
    /// A trusted proxy, which says so in a header.
    Proxy,
}

/// Where clients can present certificates.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum CertificateDoor {
    /// Nowhere.
    #[default]
    Nowhere,
    /// At the addresses of everything: a proxy passes certificates on.
    Everywhere,
    /// At an origin of its own, where they are asked for one: scheme and authority, without a trailing slash.
    At(String),
}

/// Sends requests to other servers.
pub trait HttpClient: Send + Sync + 'static {
    /// Sends `request`. Redirects are not followed.
    fn send(
        &self,
        request: Outbound,
    ) -> Pin<Box<dyn Future<Output = Result<Answer, Failure>> + Send + '_>>;

    /// The address to connect to for `host`, a name or a number, in a protocol other than HTTP; held to the same rules.
    /// Connect to what is given back: the name may lead elsewhere a moment later.
    fn resolve<'a>(
        &'a self,
        host: &'a str,
    ) -> Pin<Box<dyn Future<Output = Result<IpAddr, Failure>> + Send + 'a>> {
        let refused = Failure::Refused(format!("{host} cannot be asked from here"));
        Box::pin(std::future::ready(Err(refused)))
    }

    /// Certificate authorities trusted besides those of the system, as PEM.
    fn authorities(&self) -> &[Vec<u8>] {
        &[]
    }
}
