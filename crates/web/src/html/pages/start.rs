//! The page at `/`.

use serde::Serialize;

use super::Page;

/// Says what this server is and what to do next.
#[derive(Clone, Debug, Serialize)]
pub struct Start {
    /// Whether the first administrator is still to be created.
    pub set_up_pending: bool,
    /// The issuer identifier of the realm.
    pub issuer: String,
    /// Address of its discovery document (OpenID Connect Discovery 4).
    pub discovery: String,
    /// Path of the account pages.
    pub account: String,
    /// Path of the development mailbox, where it exists.
    pub mailbox: Option<String>,
    /// Address of the documentation; without it the guides are named by their path in the repository.
    pub docs: Option<String>,
}

impl Page for Start {
    const TEMPLATE: &'static str = "start.html";
}
