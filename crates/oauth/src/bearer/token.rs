//! Taking the access token out of a request.

use super::BearerError;
use crate::{Parameters, SecretText};

/// An access token that somebody presented, not yet checked.
#[derive(Debug, Clone)]
pub struct BearerToken(SecretText, Scheme);

/// How an access token is presented.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// Alone (RFC 6750 2).
    Bearer,
    /// With a proof of its key (RFC 9449 7.1).
    Dpop,
}

impl Scheme {
    /// The scheme of an `Authorization` header; `Bearer` when it is neither.
    pub fn of(header: Option<&str>) -> Self {
        match header.and_then(credentials) {
            Some((scheme, _)) => scheme,
            None => Self::Bearer,
        }
    }
}

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
            (Some((scheme, text)), None) => Self::parse(text, scheme),
            // In a form it has no scheme: RFC 9449 7.1 knows the header alone.
            (None, Some(text)) => Self::parse(text, Scheme::Bearer),
            (None, None) => Err(BearerError::Missing),
        }
    }

    /// Takes a copy of `text`, a `b64token` of at most 8 KiB (RFC 6750 2.1).
    ///
    /// # Errors
    /// [`BearerError::InvalidRequest`] when it is none.
    pub fn parse(text: &str, scheme: Scheme) -> Result<Self, BearerError> {
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
        let token = SecretText::parse(text).map_err(|_| malformed())?;
        Ok(Self(token, scheme))
    }

    /// How it was presented.
    pub const fn scheme(&self) -> Scheme {
        self.1
    }

    /// Shows the token. Every call is a place to look at in review.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }
}

/// What follows `Bearer` or `DPoP` in the header; another scheme is not ours to read.
fn credentials(header: &str) -> Option<(Scheme, &str)> {
    let (name, rest) = header.split_once(' ').unwrap_or((header, ""));
    let known = [("bearer", Scheme::Bearer), ("dpop", Scheme::Dpop)];
    let mut known = known.into_iter();
    let (_, scheme) = known.find(|(known, _)| name.eq_ignore_ascii_case(known))?;
    Some((scheme, rest.trim_matches(' ')))
}
