//! Asking about a token (RFC 7662).

mod response;

pub use response::{ActiveToken, IntrospectionResponse};

use crate::{Parameters, SecretText, TokenError, TokenTypeHint};

/// A protected API asks what a token is good for.
#[derive(Debug, Clone)]
pub struct IntrospectionRequest {
    /// The token in question.
    pub token: SecretText,
    /// Where to look first.
    pub token_type_hint: Option<TokenTypeHint>,
}

impl IntrospectionRequest {
    /// Reads the form of a request.
    ///
    /// # Errors
    /// [`TokenError`] `invalid_request` when `token` is missing or malformed.
    pub fn parse(form: &Parameters) -> Result<Self, TokenError> {
        Ok(Self {
            token: form.parsed_required("token", SecretText::parse)?,
            token_type_hint: form.one("token_type_hint")?.and_then(TokenTypeHint::parse),
        })
    }
}
