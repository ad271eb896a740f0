//! Keys that sign.

use super::VerifyingKey;
use super::primitives::{Primitive, hmac_key};
use crate::jwk::{Ec, Jwk, KeyOp, KeyType, Material, Rsa, Secret};
use crate::{Algorithm, JoseError, base64url};
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    EcdsaKeyPair, Ed25519KeyPair, KeyPair, RsaKeyPair, RsaPublicKeyComponents, RsaSignatureEncoding,
};
use aws_lc_rs::{hmac, rsa};
use std::fmt;
use std::sync::Arc;
use zeroize::Zeroizing;

/// A private key or shared secret, parsed and checked once, for one algorithm. Cloning is cheap.
#[derive(Clone)]
pub struct SigningKey(Arc<Inner>);

struct Inner {
    algorithm: Algorithm,
    pair: Pair,
}

/// The longest signature: that of an RSA key of 8192 bits.
const MAX_SIGNATURE: usize = 1024;

enum Pair {
    Hmac(Box<hmac::Key>),
    Rsa(RsaKeyPair, &'static RsaSignatureEncoding),
    Ecdsa(EcdsaKeyPair),
    Ed25519(Ed25519KeyPair),
}

impl SigningKey {
    /// A new key from the library's own generator. RSA keys have 2048 bits and take a tenth of a
    /// second or more: make them off the request's path.
    ///
    /// # Errors
    /// `KeyMismatch` for a MAC: its secret belongs to two parties, so the caller makes and keeps it.
    /// `Crypto` when the library fails.
    pub fn generate(algorithm: Algorithm) -> Result<Self, JoseError> {
        let pair = match Primitive::of(algorithm) {
            Primitive::Hmac(_) => return Err(JoseError::KeyMismatch),
            Primitive::Rsa { .. } => return Self::generate_rsa(algorithm, 2048),
            Primitive::Ecdsa { sign, .. } => EcdsaKeyPair::generate(sign).map(Pair::Ecdsa),
            Primitive::Ed25519 => Ed25519KeyPair::generate().map(Pair::Ed25519),
        };
        Ok(Self::new(algorithm, pair.map_err(|_| JoseError::Crypto)?))
    }

    /// A new RSA key of 2048, 3072 or 4096 bits. Slow: up to seconds for the largest.
    ///
    /// # Errors
    /// `KeyMismatch` when `algorithm` is not one of RSA, `UnsupportedKey` for another size, `Crypto`.
    pub fn generate_rsa(algorithm: Algorithm, bits: u16) -> Result<Self, JoseError> {
        let Primitive::Rsa { sign, .. } = Primitive::of(algorithm) else {
            return Err(JoseError::KeyMismatch);
        };
        let size = match bits {
            2048 => KeySize::Rsa2048,
            3072 => KeySize::Rsa3072,
            4096 => KeySize::Rsa4096,
            _ => return Err(JoseError::UnsupportedKey("RSA size")),
        };
        let pair = RsaKeyPair::generate(size).map_err(|_| JoseError::Crypto)?;
        Ok(Self::new(algorithm, Pair::Rsa(pair, sign)))
    }

    /// A shared secret for one of the HMAC algorithms.
    ///
    /// # Errors
    /// `WeakKey` when shorter than the hash (RFC 7518 3.2), `KeyMismatch` for another algorithm.
    pub fn from_secret(algorithm: Algorithm, secret: &[u8]) -> Result<Self, JoseError> {
        Ok(Self::new(
            algorithm,
            Pair::Hmac(Box::new(hmac_key(algorithm, secret)?)),
        ))
    }

    /// A private key in PKCS #8 (RFC 5958), unencrypted DER.
    ///
    /// # Errors
    /// `InvalidKey` when it is not a sound private key of the algorithm's type, curve and least size;
    /// `KeyMismatch` for a MAC.
    pub fn from_pkcs8(algorithm: Algorithm, der: &[u8]) -> Result<Self, JoseError> {
        let pair = match Primitive::of(algorithm) {
            Primitive::Hmac(_) => return Err(JoseError::KeyMismatch),
            Primitive::Rsa { sign, .. } => {
                RsaKeyPair::from_pkcs8(der).map(|pair| Pair::Rsa(pair, sign))
            }
            Primitive::Ecdsa { sign, .. } => EcdsaKeyPair::from_pkcs8(sign, der).map(Pair::Ecdsa),
            Primitive::Ed25519 => Ed25519KeyPair::from_pkcs8(der).map(Pair::Ed25519),
        };
        Ok(Self::new(
            algorithm,
            pair.map_err(|_| JoseError::InvalidKey("PKCS #8"))?,
        ))
    }

    /// The private key in PKCS #8 (RFC 5958), unencrypted DER.
    ///
    /// # Errors
    /// `KeyMismatch` for a shared secret, which has no such form; `Crypto` when the library fails.
    pub fn to_pkcs8(&self) -> Result<Zeroizing<Vec<u8>>, JoseError> {
        let der = match &self.0.pair {
            Pair::Hmac(_) => return Err(JoseError::KeyMismatch),
            Pair::Rsa(pair, _) => {
                AsDer::<Pkcs8V1Der<'_>>::as_der(pair).map(|der| der.as_ref().to_vec())
            }
            Pair::Ecdsa(pair) => pair.to_pkcs8v1().map(|der| der.as_ref().to_vec()),
            Pair::Ed25519(pair) => pair.to_pkcs8v1().map(|der| der.as_ref().to_vec()),
        };
        der.map(Zeroizing::new).map_err(|_| JoseError::Crypto)
    }

    /// A key with its private members: RSA with all of RFC 7518 6.3.2, EC, Ed25519 or a secret.
    ///
    /// # Errors
    /// `KeyMismatch` unless the key's type, curve, `alg`, `use` and `key_ops` all allow signing with
    /// `algorithm`; `InvalidKey` without private members or when they do not belong to the public ones.
    pub fn from_jwk(jwk: &Jwk, algorithm: Algorithm) -> Result<Self, JoseError> {
        if !jwk.allows(algorithm, &KeyOp::Sign) {
            return Err(JoseError::KeyMismatch);
        }
        let pair = match (Primitive::of(algorithm), jwk.material()) {
            (Primitive::Hmac(_), Material::Oct(secret)) => {
                return Self::from_secret(algorithm, secret);
            }
            (Primitive::Rsa { sign, .. }, Material::Rsa(key)) => Pair::Rsa(rsa_pair(key)?, sign),
            (Primitive::Ecdsa { sign, .. }, Material::Ec(key)) => {
                let d = private(key.d.as_ref())?;
                EcdsaKeyPair::from_private_key_and_public_key(sign, d, &key.point)
                    .map(Pair::Ecdsa)
                    .map_err(|_| JoseError::InvalidKey("d"))?
            }
            (Primitive::Ed25519, Material::Ed25519 { x, d }) => {
                Ed25519KeyPair::from_seed_and_public_key(private(d.as_ref())?, x)
                    .map(Pair::Ed25519)
                    .map_err(|_| JoseError::InvalidKey("d"))?
            }
            _ => return Err(JoseError::KeyMismatch),
        };
        Ok(Self::new(algorithm, pair))
    }

    fn new(algorithm: Algorithm, pair: Pair) -> Self {
        Self(Arc::new(Inner { algorithm, pair }))
    }

    /// The one algorithm this key signs with.
    #[must_use]
    pub fn algorithm(&self) -> Algorithm {
        self.0.algorithm
    }

    /// The public key for a [`crate::JwkSet`], with `alg` and `use`; `None` for a shared secret.
    #[must_use]
    pub fn public_jwk(&self, kid: Option<&str>) -> Option<Jwk> {
        Some(Jwk::for_signatures(
            self.public_material()?,
            self.algorithm(),
            kid,
        ))
    }

    /// The key that verifies what this one signs.
    ///
    /// # Errors
    /// `Crypto` when the library refuses its own public key.
    pub fn verifying_key(&self) -> Result<VerifyingKey, JoseError> {
        if let Pair::Hmac(key) = &self.0.pair {
            return Ok(VerifyingKey::from_hmac(
                self.algorithm(),
                hmac::Key::clone(key),
            ));
        }
        let jwk = self.public_jwk(None).ok_or(JoseError::Crypto)?;
        VerifyingKey::from_jwk(&jwk, self.algorithm())
    }

    fn public_material(&self) -> Option<Material> {
        match &self.0.pair {
            Pair::Hmac(_) => None,
            Pair::Rsa(pair, _) => {
                let key = pair.public_key();
                let n = key.modulus().big_endian_without_leading_zero().to_vec();
                let e = key.exponent().big_endian_without_leading_zero().to_vec();
                Some(Material::Rsa(Rsa {
                    n,
                    e,
                    private: None,
                }))
            }
            Pair::Ecdsa(pair) => {
                let KeyType::Ec(curve) = self.algorithm().key_type() else {
                    return None;
                };
                let point = pair.public_key().as_ref().to_vec();
                Some(Material::Ec(Ec {
                    curve,
                    point,
                    d: None,
                }))
            }
            Pair::Ed25519(pair) => {
                let x = pair.public_key().as_ref().try_into().ok()?;
                Some(Material::Ed25519 { x, d: None })
            }
        }
    }

    /// The signature or MAC of `message`, in the form RFC 7518 3 gives it.
    ///
    /// # Errors
    /// `Crypto` when the library fails.
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, JoseError> {
        self.with_signature(message, <[u8]>::to_vec)
    }

    /// Appends a dot and the signature, in base64url, of what `out` holds (RFC 7515 5.1).
    pub(crate) fn append_signature(&self, out: &mut String) -> Result<(), JoseError> {
        let mut bytes = [0; MAX_SIGNATURE];
        let len = self.with_signature(out.as_bytes(), |signature| {
            bytes[..signature.len()].copy_from_slice(signature);
            signature.len()
        })?;
        out.push('.');
        base64url::append(&bytes[..len], out);
        Ok(())
    }

    /// Bytes in each signature.
    pub(crate) fn signature_len(&self) -> usize {
        match (&self.0.pair, self.algorithm().key_type()) {
            (Pair::Hmac(key), _) => key.algorithm().tag_len(),
            (Pair::Rsa(pair, _), _) => pair.public_modulus_len(),
            (Pair::Ecdsa(_), KeyType::Ec(curve)) => 2 * curve.coordinate_len(),
            (Pair::Ecdsa(_) | Pair::Ed25519(_), _) => 64,
        }
    }

    /// Lends the signature where the library put it, to spare a copy on the way into a token.
    fn with_signature<T>(
        &self,
        message: &[u8],
        then: impl FnOnce(&[u8]) -> T,
    ) -> Result<T, JoseError> {
        let rng = SystemRandom::new();
        match &self.0.pair {
            Pair::Hmac(key) => Ok(then(hmac::sign(key, message).as_ref())),
            Pair::Ecdsa(pair) => pair
                .sign(&rng, message)
                .map(|signature| then(signature.as_ref())),
            Pair::Ed25519(pair) => pair
                .try_sign(message)
                .map(|signature| then(signature.as_ref())),
            Pair::Rsa(pair, encoding) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(*encoding, &rng, message, &mut signature)
                    .map(|()| then(&signature))
            }
        }
        .map_err(|_| JoseError::Crypto)
    }
}

fn private(d: Option<&Secret>) -> Result<&Secret, JoseError> {
    d.ok_or(JoseError::InvalidKey("no private members"))
}

pub(crate) fn rsa_pair(key: &Rsa) -> Result<RsaKeyPair, JoseError> {
    let private = key
        .private
        .as_ref()
        .ok_or(JoseError::InvalidKey("no private members"))?;
    RsaKeyPair::from_components(&rsa::KeyPairComponents {
        public_key: RsaPublicKeyComponents {
            n: key.n.as_slice(),
            e: key.e.as_slice(),
        },
        d: private.d.as_slice(),
        p: private.p.as_slice(),
        q: private.q.as_slice(),
        dP: private.dp.as_slice(),
        dQ: private.dq.as_slice(),
        qInv: private.qi.as_slice(),
    })
    .map_err(|_| JoseError::InvalidKey("private members"))
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey")
            .field("algorithm", &self.algorithm())
            .finish_non_exhaustive()
    }
}
