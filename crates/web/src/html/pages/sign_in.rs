//! A step of a journey: signing in, and every other journey.

use serde::Serialize;

use super::{Fields, Page};
use crate::html::{App, Link, Text};

/// A step of a journey. The form posts `csrf`, `run` and the callbacks' fields ([`Fields`]); its button is
/// `login-submit`.
#[derive(Clone, Debug, Serialize)]
pub struct SignIn {
    /// Where the form is posted.
    pub action: String,
    /// Identifier of the journey run, in the hidden input `run`.
    pub run: String,
    /// The step, for `data-step`: the node's type or id.
    pub step: String,
    /// The heading; "Sign in" without one.
    pub header: Option<Text>,
    /// A paragraph below the heading.
    pub description: Option<Text>,
    /// The application that waits for this sign-in.
    pub app: Option<App>,
    /// What went wrong with the last attempt, shown with `role="alert"`.
    pub alert: Option<Text>,
    /// What the step asks.
    pub fields: Fields,
    /// What the button says; "Sign in" or "Continue" without it.
    pub submit: Option<Text>,
    /// Ways out of the step: register, recover.
    pub links: Vec<Link>,
}

impl Page for SignIn {
    const TEMPLATE: &'static str = "sign-in.html";
}
