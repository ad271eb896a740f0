//! A new password.

use serde::Serialize;

use super::{Account, Page};
use crate::html::Text;

/// Changes the password. The form posts `csrf`, `password` (the present one) and `new-password` to `{base}/password`; its
/// button is `password-submit`.
#[derive(Clone, Debug, Serialize)]
pub struct AccountPassword {
    /// What the account pages share.
    pub account: Account,
    /// What the realm asks of a password, one sentence each.
    pub rules: Vec<Text>,
    /// What is wrong with the present password as entered.
    pub password_problem: Option<Text>,
    /// What is wrong with the new password as entered.
    pub new_password_problem: Option<Text>,
}

impl Page for AccountPassword {
    const TEMPLATE: &'static str = "account/password.html";
}
