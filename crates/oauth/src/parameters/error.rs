//! What is wrong with a parameter, in words that may be sent back.

use std::{borrow::Cow, error::Error, fmt};

use crate::Malformed;

/// A request that cannot be read: the caller's fault. Displays as a sentence that names the
/// parameter, says what to do, is ASCII, and never repeats a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParameterError {
    parameter: Option<Cow<'static, str>>,
    phrase: &'static str,
}

impl ParameterError {
    /// `name` is needed and absent.
    pub fn missing(name: &'static str) -> Self {
        Self::about(name, "is missing; send it")
    }

    /// `name` stands more than once (RFC 6749 3.1).
    pub fn repeated(name: &'static str) -> Self {
        Self::about(name, "is sent more than once; send it once")
    }

    /// The value of `name` does not have the form it must have.
    pub fn malformed(name: &'static str, why: Malformed) -> Self {
        Self::about(name, why.phrase())
    }

    /// `phrase` follows the name: `must not be sent with response_type code`.
    pub fn about(name: &'static str, phrase: &'static str) -> Self {
        Self {
            parameter: Some(Cow::Borrowed(name)),
            phrase,
        }
    }

    /// The client authenticates in more than one way (RFC 6749 2.3).
    pub(crate) const fn several_methods() -> Self {
        Self::request("authenticates the client in more than one way; use one")
    }

    /// The request as a whole.
    pub(crate) const fn request(phrase: &'static str) -> Self {
        Self {
            parameter: None,
            phrase,
        }
    }

    /// A parameter we may not know; its name is repeated only when it looks like one.
    pub(super) fn unknown(name: &str, phrase: &'static str) -> Self {
        let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
        if !name.is_empty() && name.bytes().all(plain) {
            Self {
                parameter: Some(Cow::Owned(name.to_owned())),
                phrase,
            }
        } else {
            Self::request("has a value that is too long or not percent-encoded UTF-8")
        }
    }

    /// The parameter at fault; `None` when the request as a whole is.
    pub fn parameter(&self) -> Option<&str> {
        self.parameter.as_deref()
    }
}

impl fmt::Display for ParameterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.parameter {
            Some(name) => write!(f, "The parameter {name} {}.", self.phrase),
            None => write!(f, "The request {}.", self.phrase),
        }
    }
}

impl Error for ParameterError {}
