//! What an application may know and do, to be allowed or denied.

use serde::Serialize;

use super::{Page, Person};
use crate::html::{App, Hidden, Text};

/// Asks whether an application may have what it asks for. The form posts `csrf`, the hidden inputs and
/// one of the buttons `consent-allow` and `consent-deny` (value `1`).
#[derive(Clone, Debug, Serialize)]
pub struct Consent {
    /// Where the form is posted.
    pub action: String,
    /// What identifies the waiting request.
    pub hidden: Vec<Hidden>,
    /// The application that asks.
    pub app: App,
    /// Origin or scheme the person goes to afterwards, as written in its redirect URI.
    pub destination: Option<String>,
    /// Who is signed in.
    pub person: Person,
    /// Where somebody else can sign in instead.
    pub switch: Option<String>,
    /// What it asks for, in the order asked.
    pub scopes: Vec<Scope>,
    /// The application's privacy policy.
    pub policy_uri: Option<String>,
    /// The application's terms of service.
    pub tos_uri: Option<String>,
}

/// A scope, as a person understands it.
#[derive(Clone, Debug, Serialize)]
pub struct Scope {
    /// The scope's value.
    pub name: String,
    /// What it lets the application do.
    pub description: Text,
}

impl Scope {
    /// A scope with the text its owner gave it; the standard ones (OpenID Connect Core 5.4 and 11) have translated
    /// texts, and another without a text is shown by its value.
    #[must_use]
    pub fn new(name: impl Into<String>, description: Option<Text>) -> Self {
        let name = name.into();
        let description = description.unwrap_or_else(|| standard(&name));
        Self { name, description }
    }
}

fn standard(name: &str) -> Text {
    match name {
        "openid" => Text::message("scope-openid"),
        "profile" => Text::message("scope-profile"),
        "email" => Text::message("scope-email"),
        "address" => Text::message("scope-address"),
        "phone" => Text::message("scope-phone"),
        "offline_access" => Text::message("scope-offline-access"),
        other => Text::plain(other),
    }
}

impl Page for Consent {
    const TEMPLATE: &'static str = "consent.html";
}
