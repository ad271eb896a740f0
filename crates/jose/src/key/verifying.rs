//! Keys that verify.

use super::primitives::{Primitive, ecdsa_verification, hmac_key};
use crate::jwk::{Jwk, KeyOp, Material};
use crate::{Algorithm, JoseError};
use aws_lc_rs::hmac;
use aws_lc_rs::signature::{self, ParsedPublicKey, RsaPublicKeyComponents};
use std::fmt;
use std::sync::Arc;

/// A public key or shared secret, parsed and checked once, for one algorithm. Cloning is cheap.
///
/// A key cannot be asked to verify another algorithm than its own, so a token cannot choose how a
/// key is used (RFC 8725 2.1, 3.1).
#[derive(Clone)]
pub struct VerifyingKey(Arc<Inner>);

struct Inner {
    algorithm: Algorithm,
    key: Key,
}

enum Key {
    Hmac(Box<hmac::Key>),
    Public(ParsedPublicKey),
}

impl VerifyingKey {
    /// A key that verifies `algorithm`. Private members are not needed and not kept.
    ///
    /// # Errors
    /// `KeyMismatch` unless the key's type, curve, `alg`, `use` and `key_ops` all allow verifying
    /// with `algorithm`; `WeakKey` for a shared secret shorter than the hash (RFC 7518 3.2).
    pub fn from_jwk(jwk: &Jwk, algorithm: Algorithm) -> Result<Self, JoseError> {
        if !jwk.allows(algorithm, &KeyOp::Verify) {
            return Err(JoseError::KeyMismatch);
        }
        let key = match (Primitive::of(algorithm), jwk.material()) {
            (Primitive::Hmac(_), Material::Oct(secret)) => {
                return Self::from_secret(algorithm, secret);
            }
            (Primitive::Rsa { verify, .. }, Material::Rsa(key)) => RsaPublicKeyComponents {
                n: key.n.as_slice(),
                e: key.e.as_slice(),
            }
            .to_parsed_public_key(verify),
            (Primitive::Ecdsa { curve, .. }, Material::Ec(key)) => {
                ParsedPublicKey::new(ecdsa_verification(curve), &key.point)
            }
            (Primitive::Ed25519, Material::Ed25519 { x, .. }) => {
                ParsedPublicKey::new(&signature::ED25519, x)
            }
            _ => return Err(JoseError::KeyMismatch),
        };
        let key = key.map_err(|_| JoseError::InvalidKey("public key"))?;
        Ok(Self(Arc::new(Inner {
            algorithm,
            key: Key::Public(key),
        })))
    }

    /// A shared secret for one of the HMAC algorithms.
    ///
    /// # Errors
    /// `WeakKey` when shorter than the hash (RFC 7518 3.2), `KeyMismatch` for another algorithm.
    pub fn from_secret(algorithm: Algorithm, secret: &[u8]) -> Result<Self, JoseError> {
        Ok(Self::from_hmac(algorithm, hmac_key(algorithm, secret)?))
    }

    pub(super) fn from_hmac(algorithm: Algorithm, key: hmac::Key) -> Self {
        Self(Arc::new(Inner {
            algorithm,
            key: Key::Hmac(Box::new(key)),
        }))
    }

    /// The one algorithm this key verifies.
    #[must_use]
    pub fn algorithm(&self) -> Algorithm {
        self.0.algorithm
    }

    /// Checks the signature or MAC of `message`; a MAC in constant time.
    ///
    /// # Errors
    /// `BadSignature`, also for one of the wrong length.
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), JoseError> {
        match &self.0.key {
            Key::Hmac(key) => hmac::verify(key, message, signature),
            Key::Public(key) => key.verify_sig(message, signature),
        }
        .map_err(|_| JoseError::BadSignature)
    }
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VerifyingKey")
            .field("algorithm", &self.algorithm())
            .finish_non_exhaustive()
    }
}
