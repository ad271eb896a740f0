//! The first administrator.

use serde::Serialize;

use super::Page;
use crate::html::Text;

/// Creates the first administrator. The form posts `csrf`, `token`, `username`, `email` and `new-password`; its
/// button is `setup-submit`.
#[derive(Clone, Debug, Serialize)]
pub struct SetUp {
    /// Where the form is posted.
    pub action: String,
    /// The one-time token of the set-up link, in the hidden input `token`.
    pub token: String,
    /// The username entered before.
    pub username: String,
    /// The mail address entered before.
    pub email: String,
    /// What the platform asks of a password, one sentence each.
    pub rules: Vec<Text>,
    /// What went wrong as a whole.
    pub alert: Option<Text>,
    /// What is wrong with the username.
    pub username_problem: Option<Text>,
    /// What is wrong with the mail address.
    pub email_problem: Option<Text>,
    /// What is wrong with the password.
    pub new_password_problem: Option<Text>,
}

impl Page for SetUp {
    const TEMPLATE: &'static str = "set-up.html";
}
