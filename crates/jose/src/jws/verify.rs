//! Verification (RFC 7515 5.2).

use super::{Header, Policy};
use crate::JoseError;
use crate::compact::{Compact, decode};

/// A token whose signature was verified. Only [`verify`] makes one.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Verified {
    /// What the header says.
    pub header: Header,
    /// The bytes that were signed.
    pub payload: Vec<u8>,
}

/// Verifies a compact JWS. The payload is decoded only after its signature was found good.
///
/// # Errors
/// `TooLarge`, `Malformed`, `UnsupportedAlgorithm`, `UnsupportedExtension`, `AlgorithmNotAllowed`,
/// `WrongType`; `UnknownKey` when no key fits, so that a remote set may be fetched anew; `BadSignature`.
pub fn verify(token: &str, policy: &Policy<'_>) -> Result<Verified, JoseError> {
    let compact = Compact::split(token, policy.limit())?;
    let header = Header::of(&compact)?;
    policy.accept(&header)?;
    check_signature(&compact, &header, policy)?;
    Ok(Verified {
        header,
        payload: decode(compact.payload, "payload encoding")?,
    })
}

fn check_signature(
    compact: &Compact<'_>,
    header: &Header,
    policy: &Policy<'_>,
) -> Result<(), JoseError> {
    let signature = decode(compact.signature, "signature encoding")?;
    let mut candidates = policy
        .keys()
        .candidates(header.kid.as_deref(), header.alg)
        .peekable();
    candidates.peek().ok_or(JoseError::UnknownKey)?;
    if candidates.any(|key| {
        key.verify(compact.signing_input.as_bytes(), &signature)
            .is_ok()
    }) {
        Ok(())
    } else {
        Err(JoseError::BadSignature)
    }
}
