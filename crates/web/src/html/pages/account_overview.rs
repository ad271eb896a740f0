//! Who am I, and what is there to see.

use durward_model::Timestamp;
use serde::Serialize;

use super::{Account, Page};
use crate::html::moment;

/// The first account page.
#[derive(Clone, Debug, Serialize)]
pub struct AccountOverview {
    /// What the account pages share.
    pub account: Account,
    /// Whether the mail address was verified.
    pub email_verified: bool,
    /// The telephone number, when known.
    pub phone: Option<String>,
    /// When the account was made.
    #[serde(serialize_with = "moment::optional_millis")]
    pub member_since: Option<Timestamp>,
    /// When the password was last changed, when known.
    #[serde(serialize_with = "moment::optional_millis")]
    pub password_changed: Option<Timestamp>,
    /// Days after which another password must be chosen, when they are few; 0 for at once.
    pub password_expires_in: Option<i64>,
    /// How many sign-in methods there are besides the password; recovery codes are none.
    pub methods: usize,
    /// How many sessions there are, this one included.
    pub sessions: usize,
    /// How many applications have access.
    pub apps: usize,
}

impl Page for AccountOverview {
    const TEMPLATE: &'static str = "account/overview.html";
}
