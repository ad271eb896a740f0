//! The pages: one file each, a struct that holds all a page shows.
//!
//! The struct is the contract between a handler and a template of `portal/templates/`. The names of form
//! fields, which handlers read back, are documented on the struct of the page that has the form.

mod account_apps;
mod account_methods;
mod account_overview;
mod account_password;
mod account_profile;
mod account_sessions;
mod callbacks;
mod consent;
mod device;
mod error;
mod form_post;
mod log_out;
mod logged_out;
mod mailbox;
mod not_found;
mod not_me;
mod onward;
mod outcome;
mod recover;
mod resume;
mod set_up;
mod sign_in;
mod signed_in;
mod start;
mod unavailable;

use serde::Serialize;

pub use account_apps::{AccountApps, Grant, Sharing};
pub use account_methods::{AccountMethods, Method};
pub use account_overview::AccountOverview;
pub use account_password::AccountPassword;
pub use account_profile::AccountProfile;
pub use account_sessions::{AccountSessions, Device, DeviceKind, RememberedBrowser, Session};
pub use callbacks::{Attribute, Callback, Fields, Level, Purpose};
pub use consent::{Consent, Scope};
pub use device::{DeviceCode, DeviceConfirm, DeviceDone};
pub use error::{ErrorPage, Fault};
pub use form_post::FormPost;
pub use log_out::LogOut;
pub use logged_out::LoggedOut;
pub use mailbox::{Mail, Mailbox, MailboxMessage};
pub use not_found::NotFound;
pub use not_me::NotMe;
pub use onward::Onward;
pub use outcome::Outcome;
pub use recover::Recover;
pub use resume::Resume;
pub use set_up::SetUp;
pub use sign_in::SignIn;
pub use signed_in::SignedIn;
pub use start::Start;
pub use unavailable::{Trouble, Unavailable};

use super::Text;

/// A page with a template of its own.
pub trait Page: Serialize {
    /// The template's path below `portal/templates/`.
    const TEMPLATE: &'static str;
}

/// A signed-in person, as pages name them.
#[derive(Clone, Debug, Serialize)]
pub struct Person {
    /// The name others see; the username when there is none.
    pub name: String,
    /// The name they sign in with.
    pub username: String,
    /// Their mail address, when known.
    pub email: Option<String>,
}

/// What the account pages share. Addresses are made from `base`: `{base}`, `{base}/sessions`, `{base}/password`,
/// `{base}/methods`, `{base}/apps`.
#[derive(Clone, Debug, Serialize)]
pub struct Account {
    /// Path of the account pages, without a slash at the end: `/realms/acme/account`.
    pub base: String,
    /// Whose account it is.
    pub person: Person,
    /// Where "Sign out" leads: the page that asks for confirmation.
    pub sign_out: String,
    /// What was just done, shown with `role="status"`.
    pub notice: Option<Text>,
    /// What went wrong, shown with `role="alert"`.
    pub alert: Option<Text>,
}
