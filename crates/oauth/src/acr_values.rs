//! How strongly the app wishes the person to be authenticated.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Malformed, charset::is_nqchar};

/// Authentication context classes in order of preference (OIDC Core 3.1.2.1): at most 16 of 255
/// characters each.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AcrValues(Vec<String>);

impl AcrValues {
    /// Reads space-separated values; a repeated one counts once.
    ///
    /// # Errors
    /// [`Malformed`] on more than 16 values, or one that is too long or not printable ASCII.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let mut values = Vec::new();
        for value in text.split(' ').filter(|value| !value.is_empty()) {
            if value.len() > 255 || !value.bytes().all(is_nqchar) {
                return Err(Malformed::new(
                    "must be values of at most 255 ASCII characters",
                ));
            }
            if values.iter().any(|known| known == value) {
                continue;
            }
            if values.len() == 16 {
                return Err(Malformed::new("must hold at most 16 values"));
            }
            values.push(value.to_owned());
        }
        Ok(Self(values))
    }

    /// The values, the preferred first.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// Whether none was asked for.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for AcrValues {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(" "))
    }
}

impl TryFrom<String> for AcrValues {
    type Error = Malformed;

    fn try_from(text: String) -> Result<Self, Malformed> {
        Self::parse(&text)
    }
}

impl From<AcrValues> for String {
    fn from(values: AcrValues) -> Self {
        values.to_string()
    }
}
