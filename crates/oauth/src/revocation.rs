//! Giving a token back (RFC 7009).

use crate::{Parameters, SecretText, TokenError, TokenTypeHint};

/// A request to revoke a token. An unknown token is answered like a revoked one: 200.
#[derive(Debug, Clone)]
pub struct RevocationRequest {
    /// The token to revoke.
    pub token: SecretText,
    /// Where to look first.
    pub token_type_hint: Option<TokenTypeHint>,
}

impl RevocationRequest {
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
