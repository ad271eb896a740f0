//! Taking the access token out of a request.

use super::BearerError;
use crate::{Parameters, SecretText};

/// An access token that somebody presented, not yet checked.
#[derive(Debug, Clone)]
pub struct BearerToken(SecretText);

impl BearerToken {
    /// Takes the token from the `Authorization` header, or from a form body (RFC 6750 2.1, 2.2).
    ///
    /// # Errors
    /// [`BearerError`] when there is none, one that is malformed, more than one, or one in the query
    /// of the URL, where it would be logged (OAuth 2.1 5.2).
    pub fn extract(
        authorization: Option<&str>,
        form: Option<&Parameters>,
        query: Option<&Parameters>,
    ) -> Result<Self, BearerError> {
        if query.is_some_and(|query| query.contains("access_token")) {
            return Err(BearerError::InvalidRequest(
                "The parameter access_token must not be in the URL; use the Authorization header."
                    .into(),
            ));
        }
        let in_form = form.map_or(Ok(None), |form| form.one("access_token"))?;
        match (authorization.and_then(credentials), in_form) {
            (Some(_), Some(_)) => Err(BearerError::InvalidRequest(
                "The request has more than one access token; send one.".into(),
            )),
            (Some(text), None) | (None, Some(text)) => Self::parse(text),
            (None, None) => Err(BearerError::Missing),
        }
    }

    /// Takes a copy of `text`, a `b64token` of at most 8 KiB (RFC 6750 2.1).
    ///
    /// # Errors
    /// [`BearerError::InvalidRequest`] when it is none.
    pub fn parse(text: &str) -> Result<Self, BearerError> {
        let body = text.trim_end_matches('=');
        let plain = |b: u8| {
            b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~' | b'+' | b'/')
        };
        let malformed = || {
            BearerError::InvalidRequest("The access token is malformed; send it as issued.".into())
        };
        if body.is_empty() || !body.bytes().all(plain) {
            return Err(malformed());
        }
        SecretText::parse(text).map(Self).map_err(|_| malformed())
    }

    /// Shows the token. Every call is a place to look at in review.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }
}

/// What follows `Bearer` in the header; another scheme is not ours to read.
fn credentials(header: &str) -> Option<&str> {
    let (scheme, rest) = header.split_once(' ').unwrap_or((header, ""));
    scheme
        .eq_ignore_ascii_case("bearer")
        .then(|| rest.trim_matches(' '))
}
