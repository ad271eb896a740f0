//! Texts that grant something: kept out of logs, wiped from memory.

use std::fmt;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use serde::{Serialize, Serializer};
use zeroize::Zeroize;

use crate::{Malformed, charset::is_vschar};

/// A secret somebody presented: a client secret, code, token or password. But for passwords, 1 to 8192 characters of printable
/// ASCII (`VSCHAR` of RFC 6749 appendix A).
#[derive(Clone)]
pub struct SecretText(String);

impl SecretText {
    /// Takes a copy of `text`.
    ///
    /// # Errors
    /// [`Malformed`] when it is empty, too long, or holds anything but printable ASCII.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        if (1..=8192).contains(&text.len()) && text.bytes().all(is_vschar) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Malformed::new(
                "must be 1 to 8192 printable ASCII characters",
            ))
        }
    }

    /// Takes a copy of a person's password: 1 to 1024 bytes of any text on one line (`UNICODECHARNOCRLF` of RFC 6749
    /// appendix A).
    ///
    /// # Errors
    /// [`Malformed`] when it is empty, too long, or holds control characters.
    pub fn parse_password(text: &str) -> Result<Self, Malformed> {
        if (1..=1024).contains(&text.len()) && !text.contains(char::is_control) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Malformed::new(
                "must be 1 to 1024 bytes of text without control characters",
            ))
        }
    }

    /// Shows the secret. Every call is a place to look at in review.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Compares with the expected text; the time taken tells nothing but the lengths.
    pub fn equals(&self, expected: &str) -> bool {
        verify_slices_are_equal(self.0.as_bytes(), expected.as_bytes()).is_ok()
    }
}

impl Drop for SecretText {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for SecretText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretText(..)")
    }
}

/// A code or token on its way out to its owner: serialised in clear, never shown by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct IssuedToken(String);

impl IssuedToken {
    /// Shows the token. Every call is a place to look at in review.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<String> for IssuedToken {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl Drop for IssuedToken {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for IssuedToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IssuedToken(..)")
    }
}

impl Serialize for IssuedToken {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}
