//! The compact serialisation: parts of base64url joined by dots (RFC 7515 3.1).

use crate::{JoseError, base64url};

/// The three parts of a compact JWS, still encoded.
pub(crate) struct Compact<'a> {
    pub(crate) header: &'a str,
    pub(crate) payload: &'a str,
    pub(crate) signature: &'a str,
    /// `header.payload`, over which the signature is made (RFC 7515 5.1).
    pub(crate) signing_input: &'a str,
}

impl<'a> Compact<'a> {
    /// Splits a token of at most `max_length` bytes.
    ///
    /// # Errors
    /// `TooLarge`, or `Malformed` unless there are exactly three parts, header and signature not empty.
    pub(crate) fn split(token: &'a str, max_length: usize) -> Result<Self, JoseError> {
        if token.len() > max_length {
            return Err(JoseError::TooLarge);
        }
        let parts = token
            .rsplit_once('.')
            .and_then(|(input, signature)| Some((input, signature, input.split_once('.')?)));
        match parts {
            Some((signing_input, signature, (header, payload)))
                if !payload.contains('.') && !header.is_empty() && !signature.is_empty() =>
            {
                Ok(Self {
                    header,
                    payload,
                    signature,
                    signing_input,
                })
            }
            _ => Err(JoseError::Malformed("not three parts")),
        }
    }
}

/// Decodes the part named `what`.
pub(crate) fn decode(part: &str, what: &'static str) -> Result<Vec<u8>, JoseError> {
    base64url::decode(part).ok_or(JoseError::Malformed(what))
}
