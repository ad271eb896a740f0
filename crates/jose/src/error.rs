//! What can go wrong, sorted by who has to mend it.

use std::fmt;

/// Why a token, a key or a signature was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum JoseError {
    /// Whoever made the token: it is not a strict compact JWS, or a part of it is not what the
    /// standard says (RFC 7515 5.2). The text names the part.
    Malformed(&'static str),
    /// Whoever sent the token or key set: it is larger than the verifier reads.
    TooLarge,
    /// Whoever made the token: `alg` is `none` or not an algorithm of this crate (RFC 8725 3.1, 3.2).
    UnsupportedAlgorithm,
    /// Whoever made the token: `alg` is known, but this verifier does not accept it (RFC 8725 3.1).
    AlgorithmNotAllowed,
    /// Whoever made the token: it asks for an extension that is not understood, by `crit`
    /// (RFC 7515 4.1.11) or `b64` (RFC 7797).
    UnsupportedExtension,
    /// Whoever made the token: `typ` is not one this verifier accepts (RFC 8725 3.11).
    WrongType,
    /// Whoever made the token, or whoever keeps the key set up to date: no key fits its `kid` and `alg`.
    UnknownKey,
    /// Whoever made the token: the signature is not that of any fitting key.
    BadSignature,
    /// Whoever made the token: a claim is missing, malformed or not acceptable here and now.
    Claim {
        /// The claim's name.
        claim: &'static str,
        /// What is wrong with it.
        problem: ClaimProblem,
    },
    /// Whoever made the key: it is not a valid key. The text names the member or rule.
    InvalidKey(&'static str),
    /// Whoever chose the key: valid perhaps, but of a kind this crate does not use.
    UnsupportedKey(&'static str),
    /// Whoever chose the key: too small to be safe (RFC 7518 3.2, 3.3).
    WeakKey,
    /// Whoever configured the key: its type, curve, `alg`, `use` or `key_ops` does not allow this
    /// algorithm or operation.
    KeyMismatch,
    /// The caller: the payload to sign cannot be written as JSON.
    Serialize,
    /// This process: the cryptographic library failed.
    Crypto,
}

/// What is wrong with a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClaimProblem {
    /// Required and absent.
    Missing,
    /// Not of the JSON type or range its definition asks for.
    Malformed,
    /// `exp` has passed (RFC 7519 4.1.4).
    Expired,
    /// `nbf` or `iat` lies in the future (RFC 7519 4.1.5, 4.1.6).
    NotYetValid,
    /// `iat` lies further back than the verifier's maximum age.
    TooOld,
    /// `exp` lies further ahead than the verifier's maximum lifetime.
    TooLong,
    /// Not one of the values expected.
    Mismatch,
}

impl fmt::Display for JoseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(part) => write!(f, "malformed token: {part}"),
            Self::TooLarge => f.write_str("larger than the limit"),
            Self::UnsupportedAlgorithm => f.write_str("unsupported algorithm"),
            Self::AlgorithmNotAllowed => f.write_str("algorithm not allowed here"),
            Self::UnsupportedExtension => f.write_str("unsupported critical header parameter"),
            Self::WrongType => f.write_str("wrong token type"),
            Self::UnknownKey => f.write_str("no key fits the token"),
            Self::BadSignature => f.write_str("signature does not verify"),
            Self::Claim { claim, problem } => write!(f, "claim {claim} {problem}"),
            Self::InvalidKey(what) => write!(f, "invalid key: {what}"),
            Self::UnsupportedKey(what) => write!(f, "unsupported key: {what}"),
            Self::WeakKey => f.write_str("key too small"),
            Self::KeyMismatch => f.write_str("key not meant for this algorithm or operation"),
            Self::Serialize => f.write_str("payload cannot be written as JSON"),
            Self::Crypto => f.write_str("cryptographic library failure"),
        }
    }
}

impl std::error::Error for JoseError {}

impl fmt::Display for ClaimProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Missing => "is missing",
            Self::Malformed => "is malformed",
            Self::Expired => "has passed",
            Self::NotYetValid => "lies in the future",
            Self::TooOld => "lies too far in the past",
            Self::TooLong => "lies too far ahead",
            Self::Mismatch => "does not match",
        })
    }
}
