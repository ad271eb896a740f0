//! The answer to an application by way of the browser.

use serde::Serialize;

use super::Page;
use crate::html::{App, Hidden};

/// Posts parameters to an application (OAuth 2.0 Form Post Response Mode): by itself with JavaScript, by a
/// button without. It carries no CSRF token, which is none of the application's business; the page's policy
/// must name the origin of `action` ([`crate::html::content_security_policy`]).
#[derive(Clone, Debug, Serialize)]
pub struct FormPost {
    /// The application's redirect URI.
    pub action: String,
    /// The response parameters.
    pub fields: Vec<Hidden>,
    /// The application.
    pub app: Option<App>,
}

impl Page for FormPost {
    const TEMPLATE: &'static str = "form-post.html";
}
