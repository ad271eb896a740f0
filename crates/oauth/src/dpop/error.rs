//! Why a proof is refused.

use std::{error::Error, fmt};

/// What is wrong with a DPoP proof (RFC 9449 4.3). All of it is `invalid_dpop_proof` to the sender, with these words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DpopError {
    /// The request needs a proof and has none.
    Missing,
    /// There is more than one header.
    Repeated,
    /// It is no JWT, or lacks a claim.
    Malformed,
    /// Its `typ` is not `dpop+jwt`.
    Type,
    /// Its algorithm is none of [`DPOP_ALGORITHMS`](super::DPOP_ALGORITHMS).
    Algorithm,
    /// It holds no key that can be used.
    Key,
    /// It holds a private key or a shared secret.
    PrivateKey,
    /// It was not signed with the key in it.
    Signature,
    /// It is for another method.
    Method,
    /// It is for another address.
    Address,
    /// It is too old, or from the future.
    Time,
    /// It is not for the access token beside it.
    AccessToken,
    /// It was used before.
    Replayed,
}

impl DpopError {
    /// What to do about it.
    pub const fn advice(self) -> &'static str {
        match self {
            Self::Missing => "Send a DPoP proof in the DPoP header.",
            Self::Repeated => "Send one DPoP header with one proof.",
            Self::Malformed => "The DPoP proof must be a JWT with jti, htm, htu and iat.",
            Self::Type => "The typ of a DPoP proof must be dpop+jwt.",
            Self::Algorithm => {
                "Sign the DPoP proof with an algorithm that this server's metadata lists."
            }
            Self::Key => "The header of the DPoP proof must hold the public key as jwk.",
            Self::PrivateKey => {
                "The jwk of the DPoP proof must be a public key; the one sent is no longer safe."
            }
            Self::Signature => "The DPoP proof is not signed with the key in its header.",
            Self::Method => "The htm of the DPoP proof must be the method of this request.",
            Self::Address => "The htu of the DPoP proof must be the address of this request.",
            Self::Time => {
                "The iat of the DPoP proof is too far from now; make one for each request."
            }
            Self::AccessToken => "The ath of the DPoP proof must be the hash of the access token.",
            Self::Replayed => "The DPoP proof was used before; make one for each request.",
        }
    }
}

impl fmt::Display for DpopError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.advice())
    }
}

impl Error for DpopError {}
