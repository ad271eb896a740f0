//! The languages the app asks its pages and claims to be in.

use std::{convert::Infallible, fmt};

use serde::{Deserialize, Serialize};

/// Most languages that are kept.
const MOST: usize = 16;

/// Language tags in order of preference (`ui_locales`, OIDC Core 3.1.2.1). A tag that is none (BCP
/// 47) is left out, and so is whatever follows the sixteenth: an unknown language is never an error.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Locales(Vec<String>);

impl Locales {
    /// Reads space-separated tags.
    pub fn parse(text: &str) -> Self {
        let tags = text
            .split(' ')
            .filter(|tag| is_language_tag(tag))
            .take(MOST);
        Self(tags.map(str::to_owned).collect())
    }

    /// The tags, the preferred first.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// Whether none was asked for.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The outer form of a tag: subtags of 1 to 8 letters or digits, the first of letters only.
fn is_language_tag(tag: &str) -> bool {
    tag.len() <= 35
        && tag.split('-').enumerate().all(|(index, part)| {
            (1..=8).contains(&part.len())
                && part
                    .bytes()
                    .all(|b| b.is_ascii_alphabetic() || index > 0 && b.is_ascii_digit())
        })
}

impl fmt::Display for Locales {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(" "))
    }
}

impl std::str::FromStr for Locales {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self::parse(text))
    }
}

impl From<String> for Locales {
    fn from(text: String) -> Self {
        Self::parse(&text)
    }
}

impl From<Locales> for String {
    fn from(locales: Locales) -> Self {
        locales.to_string()
    }
}
