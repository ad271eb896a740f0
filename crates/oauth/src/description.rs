//! The `error_description` of every OAuth error.

use std::{borrow::Cow, fmt};

use serde::{Serialize, Serializer};

use crate::{charset::is_nqschar, parameters::ParameterError};

/// Longest description that is sent, in bytes.
const LONGEST: usize = 512;

/// Text for the developer of the calling app: at most 512 characters of the set that RFC 6749 5.2
/// allows, so that it is safe in JSON, in a URL and in a quoted header value alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Description(Cow<'static, str>);

impl Description {
    /// Takes `text` in; a character that may not be sent becomes `?`.
    pub fn new(text: impl Into<Cow<'static, str>>) -> Self {
        let text = text.into();
        if text.len() <= LONGEST && text.bytes().all(is_nqschar) {
            return Self(text);
        }
        let safe = |c: char| match u8::try_from(c) {
            Ok(byte) if is_nqschar(byte) => c,
            _ => '?',
        };
        Self(
            text.chars()
                .map(safe)
                .take(LONGEST)
                .collect::<String>()
                .into(),
        )
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Description {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Description {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl From<&'static str> for Description {
    fn from(text: &'static str) -> Self {
        Self::new(text)
    }
}

impl From<String> for Description {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl From<&ParameterError> for Description {
    fn from(error: &ParameterError) -> Self {
        Self::new(error.to_string())
    }
}
