//! From a token to its claims.

use super::{Claims, Validation};
use crate::JoseError;
use crate::compact::{self, Compact};
use crate::jws::{self, DEFAULT_MAX_LENGTH, Header, Policy};

/// A verified and acceptable token. Only [`decode`] makes one.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Decoded {
    /// What the header says.
    pub header: Header,
    /// What the token says.
    pub claims: Claims,
}

/// Verifies a signed JWT and checks its claims (RFC 7519 7.2).
///
/// # Errors
/// Those of [`jws::verify`], [`Claims::parse`] and [`Validation::check`], in that order.
pub fn decode(
    token: &str,
    policy: &Policy<'_>,
    validation: &Validation<'_>,
) -> Result<Decoded, JoseError> {
    let verified = jws::verify(token, policy)?;
    let claims = Claims::parse(&verified.payload)?;
    validation.check(&claims)?;
    Ok(Decoded {
        header: verified.header,
        claims,
    })
}

/// Reads the claims of a token of at most [`DEFAULT_MAX_LENGTH`] bytes without verifying anything:
/// good for finding out whose keys to load, never for a decision.
///
/// # Errors
/// `TooLarge`, `Malformed`, or those of [`Claims::parse`].
pub fn peek(token: &str) -> Result<Claims, JoseError> {
    let compact = Compact::split(token, DEFAULT_MAX_LENGTH)?;
    Claims::parse(&compact::decode(compact.payload, "payload encoding")?)
}
