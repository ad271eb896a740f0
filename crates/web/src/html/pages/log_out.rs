//! The question whether to sign out.

use serde::Serialize;

use super::{Page, Person};
use crate::html::{App, Hidden};

/// Asks whether to sign out. The form posts `csrf`, the hidden inputs and the button `logout-confirm` (value `1`).
#[derive(Clone, Debug, Serialize)]
pub struct LogOut {
    /// Where the form is posted.
    pub action: String,
    /// What identifies the request: `id_token_hint`, `post_logout_redirect_uri`, `state`.
    pub hidden: Vec<Hidden>,
    /// Who is signed in, when known.
    pub person: Option<Person>,
    /// The application that asks, when known.
    pub app: Option<App>,
    /// Where staying signed in leads.
    pub stay: Option<String>,
}

impl Page for LogOut {
    const TEMPLATE: &'static str = "log-out.html";
}
