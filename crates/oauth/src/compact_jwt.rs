//! A JWT somebody presented, in compact form and not yet verified.

use std::fmt;

use serde::{Deserialize, Serialize, Serializer};

use crate::{Malformed, charset::is_base64url};

/// Three base64url parts (RFC 7515) or five (RFC 7516), at most 8192 bytes. Nothing in it is
/// believed: verify it first. `Debug` does not show it.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct CompactJwt(String);

impl CompactJwt {
    /// Takes a copy of `text`.
    ///
    /// # Errors
    /// [`Malformed`] unless it has the outer form of a JWT.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let parts = text.split('.').count();
        let alphabet = text.bytes().all(|b| b == b'.' || is_base64url(b));
        if text.len() <= 8192 && matches!(parts, 3 | 5) && alphabet && !text.starts_with('.') {
            Ok(Self(text.to_owned()))
        } else {
            Err(Malformed::new(
                "must be a JWT in compact form of at most 8 KiB",
            ))
        }
    }

    /// The token.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for CompactJwt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CompactJwt(..)")
    }
}

impl Serialize for CompactJwt {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl TryFrom<String> for CompactJwt {
    type Error = Malformed;

    fn try_from(text: String) -> Result<Self, Malformed> {
        Self::parse(&text)
    }
}

impl From<CompactJwt> for String {
    fn from(token: CompactJwt) -> Self {
        token.0
    }
}
