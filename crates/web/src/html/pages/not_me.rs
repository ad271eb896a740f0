//! "This was not me".

use serde::Serialize;

use super::Page;

/// Asks whether to take the account back, or says that it was done. The form posts `csrf` and `token`; its button is
/// `not-me-confirm`.
#[derive(Clone, Debug, Serialize)]
pub struct NotMe {
    /// Where the form is posted.
    pub action: String,
    /// What the link carries, in the hidden input `token`; none once it was used.
    pub token: Option<String>,
    /// Where a new password is chosen.
    pub recover: String,
}

impl Page for NotMe {
    const TEMPLATE: &'static str = "not-me.html";
}
