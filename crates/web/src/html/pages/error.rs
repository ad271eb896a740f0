//! A request that cannot be answered otherwise.

use serde::Serialize;

use super::Page;
use crate::html::{Link, Text};

/// Says what happened, what the person can do, and what to tell whoever can help.
#[derive(Clone, Debug, Serialize)]
pub struct ErrorPage {
    /// The heading.
    pub title: Text,
    /// What happened.
    pub what: Text,
    /// What to do now.
    pub next: Text,
    /// The protocol's error code, such as `invalid_request`.
    pub code: Option<String>,
    /// The public description of the error, as developers read it.
    pub detail: Option<String>,
    /// What finds this request in the log: the request id.
    pub reference: String,
    /// A way out.
    pub back: Option<Link>,
}

/// The usual faults, each with a translated title, explanation and advice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// `client_id` is missing, unknown or of an inactive app.
    UnknownApp,
    /// `redirect_uri` is missing or not registered for the app.
    RedirectUri,
    /// The request is malformed, or contradicts itself.
    Request,
    /// The sign-in took too long, was finished already or belongs to another browser.
    Expired,
    /// The form's CSRF token is missing or wrong.
    Csrf,
    /// The one-time link was used already, is too old or was not copied whole.
    Link,
    /// The person is signed in and may not do this.
    Forbidden,
    /// The realm is not active.
    RealmInactive,
    /// A fault of the server.
    Internal,
}

impl ErrorPage {
    /// The page for one of the usual faults; `reference` is the request id.
    #[must_use]
    pub fn new(fault: Fault, reference: impl Into<String>) -> Self {
        let [title, what, next] = fault.keys();
        Self {
            title: Text::message(title),
            what: Text::message(what),
            next: Text::message(next),
            code: None,
            detail: None,
            reference: reference.into(),
            back: None,
        }
    }

    /// Adds the protocol's error code and its public description.
    #[must_use]
    pub fn code(mut self, code: impl Into<String>, detail: Option<String>) -> Self {
        self.code = Some(code.into());
        self.detail = detail;
        self
    }
}

impl Fault {
    fn keys(self) -> [&'static str; 3] {
        match self {
            Self::UnknownApp => [
                "error-request-title",
                "error-unknown-app-what",
                "error-app-next",
            ],
            Self::RedirectUri => [
                "error-request-title",
                "error-redirect-uri-what",
                "error-app-next",
            ],
            Self::Request => [
                "error-request-title",
                "error-request-what",
                "error-app-next",
            ],
            Self::Expired => [
                "error-expired-title",
                "error-expired-what",
                "error-expired-next",
            ],
            Self::Csrf => ["error-csrf-title", "error-csrf-what", "error-csrf-next"],
            Self::Link => ["error-link-title", "error-link-what", "error-link-next"],
            Self::Forbidden => [
                "error-forbidden-title",
                "error-forbidden-what",
                "error-forbidden-next",
            ],
            Self::RealmInactive => ["error-realm-title", "error-realm-what", "error-realm-next"],
            Self::Internal => [
                "error-internal-title",
                "error-internal-what",
                "error-internal-next",
            ],
        }
    }
}

impl Page for ErrorPage {
    const TEMPLATE: &'static str = "error.html";
}
