//! The protected header (RFC 7515 4).

use super::policy::DEFAULT_MAX_LENGTH;
use crate::compact::{Compact, decode};
use crate::{Algorithm, JoseError, Jwk, json};
use serde_json::{Map, Value};

/// The header parameters this crate acts on; others are ignored (RFC 7515 4).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Header {
    /// The algorithm the token claims to be signed with.
    pub alg: Algorithm,
    /// The name of its key.
    pub kid: Option<String>,
    /// The type of the whole token, as written.
    pub typ: Option<String>,
    /// The type of the payload, as written.
    pub cty: Option<String>,
    jwk: Option<Value>,
}

impl Header {
    /// The key in the header (RFC 7515 4.1.3), which its sender chose: it proves possession and
    /// never identity.
    ///
    /// # Errors
    /// As [`Jwk::parse`].
    pub fn embedded_jwk(&self) -> Result<Option<Jwk>, JoseError> {
        self.jwk.as_ref().map(Jwk::parse).transpose()
    }

    pub(super) fn of(compact: &Compact<'_>) -> Result<Self, JoseError> {
        let bytes = decode(compact.header, "header encoding")?;
        let mut members = json::object(&bytes, "header")?;
        refuse_extensions(&members)?;
        let alg = match members.get("alg") {
            Some(Value::String(name)) => name.parse()?,
            _ => return Err(JoseError::Malformed("alg")),
        };
        Ok(Self {
            alg,
            kid: take_text(&mut members, "kid")?,
            typ: take_text(&mut members, "typ")?,
            cty: take_text(&mut members, "cty")?,
            jwk: members.swap_remove("jwk"),
        })
    }
}

/// No extension is understood, so a token that needs one is refused (RFC 7515 4.1.11), and so is
/// an unencoded payload even when it is not announced as critical (RFC 7797 6).
fn refuse_extensions(members: &Map<String, Value>) -> Result<(), JoseError> {
    let unencoded = members
        .get("b64")
        .is_some_and(|b64| *b64 != Value::Bool(true));
    if unencoded || members.contains_key("crit") {
        return Err(JoseError::UnsupportedExtension);
    }
    Ok(())
}

fn take_text(
    members: &mut Map<String, Value>,
    name: &'static str,
) -> Result<Option<String>, JoseError> {
    match members.swap_remove(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(JoseError::Malformed(name)),
    }
}

/// Reads the header of a token of at most [`DEFAULT_MAX_LENGTH`] bytes without verifying anything:
/// good for finding the sender's keys, never for a decision.
///
/// # Errors
/// `TooLarge`, `Malformed`, `UnsupportedAlgorithm`, `UnsupportedExtension`.
pub fn peek(token: &str) -> Result<Header, JoseError> {
    Header::of(&Compact::split(token, DEFAULT_MAX_LENGTH)?)
}
