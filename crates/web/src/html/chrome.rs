//! What surrounds every page, and the small things several pages show.

use durward_model::Timestamp;
use serde::Serialize;

use super::{Text, moment};

/// What surrounds every page of a realm.
#[derive(Clone, Debug, Serialize)]
pub struct Chrome {
    /// The realm's name as people know it: its display name, else its name.
    pub realm: String,
    /// Path of the realm's logo on this origin; Durward's mark without it.
    pub logo: Option<String>,
    /// Whether the page follows the device or insists on light or dark.
    pub theme: Theme,
    /// Path, on this origin, of a style sheet of the realm that sets theme tokens (`portal/styles/tokens.css`).
    pub stylesheet: Option<String>,
    /// The CSRF token that every form to this server carries in its hidden `csrf` input.
    pub csrf: String,
    /// Path and query that show this page again with a GET, for the language switch; it is left out without one.
    pub here: Option<String>,
    /// The moment of the request, for "5 minutes ago".
    #[serde(serialize_with = "moment::millis")]
    pub now: Timestamp,
    /// The realm's links below every page: privacy, terms, help.
    pub links: Vec<Link>,
}

/// The colours of a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the person's device says (`prefers-color-scheme`).
    #[default]
    Device,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

/// A link with words for people.
#[derive(Clone, Debug, Serialize)]
pub struct Link {
    /// What it says.
    pub label: Text,
    /// Where it leads.
    pub href: String,
}

/// An application, as a page shows it.
#[derive(Clone, Debug, Serialize)]
pub struct App {
    /// Its name.
    pub name: String,
    /// Path of its logo on this origin; the first letter of its name without it. Logos elsewhere are
    /// not shown: they would tell their host who is signing in, and the pages' policy forbids them.
    pub logo: Option<String>,
}

/// A value that a form carries unseen.
#[derive(Clone, Debug, Serialize)]
pub struct Hidden {
    /// Name of the parameter.
    pub name: String,
    /// Its value.
    pub value: String,
}

impl Chrome {
    /// The surroundings of a realm without branding.
    #[must_use]
    pub fn new(realm: impl Into<String>, csrf: impl Into<String>, now: Timestamp) -> Self {
        Self {
            realm: realm.into(),
            logo: None,
            theme: Theme::Device,
            stylesheet: None,
            csrf: csrf.into(),
            here: None,
            now,
            links: Vec::new(),
        }
    }

    /// Adds the address of this page for the language switch.
    #[must_use]
    pub fn here(mut self, path_and_query: impl Into<String>) -> Self {
        self.here = Some(path_and_query.into());
        self
    }
}
