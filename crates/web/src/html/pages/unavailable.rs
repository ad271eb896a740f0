//! Not now: too many attempts, too much load, or a database that does not answer.

use serde::Serialize;

use super::Page;

/// Asks for patience. Answered with 429 or 503 and `Retry-After`.
#[derive(Clone, Debug, Serialize)]
pub struct Unavailable {
    /// Why.
    pub trouble: Trouble,
    /// Seconds until another attempt makes sense, when known: the value of `Retry-After`.
    pub retry_after: Option<u32>,
    /// The address to try again, when a GET can.
    pub retry: Option<String>,
    /// What finds this request in the log: the request id.
    pub reference: String,
}

/// Why a request is not answered now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Trouble {
    /// This person, client or network asked too often (429).
    RateLimited,
    /// The server has more to do than it can (503).
    Busy,
    /// Something the server needs does not answer (503).
    Unavailable,
}

impl Page for Unavailable {
    const TEMPLATE: &'static str = "unavailable.html";
}
