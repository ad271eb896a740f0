//! Keys that decrypt.

use std::fmt;

use aws_lc_rs::agreement::PrivateKey;
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::{
    KeySize, OaepPrivateDecryptingKey, Pkcs1PrivateDecryptingKey, PrivateDecryptingKey,
};
use aws_lc_rs::signature::{KeyPair, RsaKeyPair};
use zeroize::Zeroizing;

use super::agreement;
use super::{ContentEncryption, KeyManagement};
use crate::jwk::{Ec, Material, Rsa};
use crate::key::rsa_pair;
use crate::{Curve, JoseError, Jwk, KeyUse};

/// What a key pair for encryption is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// RSA with 2048 bits: for RSA-OAEP and RSA-OAEP-256.
    Rsa,
    /// An elliptic curve: for ECDH-ES and what builds on it.
    Ec(Curve),
}

/// A private key, or a secret shared with one client, that reads encrypted tokens.
pub struct DecryptionKey {
    pub(super) kid: Option<String>,
    /// The one algorithm its owner means it for.
    alg: Option<String>,
    pub(super) private: Private,
}

pub(super) enum Private {
    Rsa(Box<RsaPrivate>),
    Ec {
        key: PrivateKey,
        curve: Curve,
        point: Vec<u8>,
    },
    /// Used as it is.
    Secret(Zeroizing<Vec<u8>>),
    /// A client's, from whose hash the key is made (OpenID Connect Core 10.2).
    ClientSecret(Zeroizing<Vec<u8>>),
}

pub(super) struct RsaPrivate {
    key: PrivateDecryptingKey,
    pub(super) oaep: OaepPrivateDecryptingKey,
    pub(super) pkcs1: Pkcs1PrivateDecryptingKey,
    n: Vec<u8>,
    e: Vec<u8>,
}

impl DecryptionKey {
    /// A new pair from the library's own generator. RSA takes a tenth of a second or more: make it off the request's
    /// path.
    ///
    /// # Errors
    /// `Crypto` when the library fails.
    pub fn generate(kind: Kind, kid: Option<&str>) -> Result<Self, JoseError> {
        let private = match kind {
            Kind::Rsa => {
                let key = PrivateDecryptingKey::generate(KeySize::Rsa2048);
                rsa(key.map_err(|_| JoseError::Crypto)?)?
            }
            Kind::Ec(curve) => {
                let key = PrivateKey::generate(agreement::algorithm(curve));
                ec(key.map_err(|_| JoseError::Crypto)?, curve)?
            }
        };
        Ok(Self::new(kid, private))
    }

    /// A private key in PKCS #8 (RFC 5958), unencrypted DER.
    ///
    /// # Errors
    /// `InvalidKey` when it is no sound key of this kind.
    pub fn from_pkcs8(kind: Kind, der: &[u8], kid: Option<&str>) -> Result<Self, JoseError> {
        let refused = JoseError::InvalidKey("PKCS #8");
        let private = match kind {
            Kind::Rsa => rsa(PrivateDecryptingKey::from_pkcs8(der).map_err(|_| refused)?)?,
            Kind::Ec(curve) => {
                let key = PrivateKey::from_private_key_der(agreement::algorithm(curve), der);
                ec(key.map_err(|_| refused)?, curve)?
            }
        };
        Ok(Self::new(kid, private))
    }

    /// A key with its private members: RSA with all of RFC 7518 6.3.2, EC, or a secret.
    ///
    /// # Errors
    /// `InvalidKey` without private members; `UnsupportedKey` for a type that does not encrypt; `KeyMismatch` when its
    /// `use` or `key_ops` do not allow decryption.
    pub fn from_jwk(jwk: &Jwk) -> Result<Self, JoseError> {
        const OPERATIONS: [&str; 4] = ["decrypt", "unwrapKey", "deriveKey", "deriveBits"];
        let mut ops = jwk.key_ops().unwrap_or_default().iter();
        let meant = jwk.key_use().is_none_or(|own| *own == KeyUse::Encryption)
            && (jwk.key_ops().is_none() || ops.any(|op| OPERATIONS.contains(&op.as_str())));
        if !meant {
            return Err(JoseError::KeyMismatch);
        }
        let missing = JoseError::InvalidKey("no private members");
        let private = match jwk.material() {
            Material::Oct(secret) => Private::Secret(secret.clone()),
            Material::Rsa(key) => {
                let der = AsDer::<Pkcs8V1Der<'_>>::as_der(&rsa_pair(key)?);
                let der = der.map_err(|_| JoseError::Crypto)?;
                let key = PrivateDecryptingKey::from_pkcs8(der.as_ref());
                rsa(key.map_err(|_| JoseError::InvalidKey("private members"))?)?
            }
            Material::Ec(key) => {
                let d = key.d.as_ref().ok_or(missing)?;
                let own = PrivateKey::from_private_key(agreement::algorithm(key.curve), d);
                let private = ec(own.map_err(|_| JoseError::InvalidKey("d"))?, key.curve)?;
                match &private {
                    Private::Ec { point, .. } if *point == key.point => private,
                    _ => return Err(JoseError::InvalidKey("d")),
                }
            }
            Material::Ed25519 { .. } => return Err(JoseError::UnsupportedKey("crv")),
        };
        Ok(Self {
            alg: jwk.alg().map(str::to_owned),
            ..Self::new(jwk.kid(), private)
        })
    }

    /// The secret of a client, for what it encrypts to us with it.
    #[must_use]
    pub fn of_client_secret(secret: &[u8]) -> Self {
        Self::new(None, Private::ClientSecret(Zeroizing::new(secret.to_vec())))
    }

    fn new(kid: Option<&str>, private: Private) -> Self {
        Self {
            kid: kid.map(str::to_owned),
            alg: None,
            private,
        }
    }

    /// The private key in PKCS #8 (RFC 5958), unencrypted DER.
    ///
    /// # Errors
    /// `KeyMismatch` for a shared secret; `Crypto` when the library fails.
    pub fn to_pkcs8(&self) -> Result<Zeroizing<Vec<u8>>, JoseError> {
        let der = match &self.private {
            Private::Rsa(rsa) => AsDer::<Pkcs8V1Der<'_>>::as_der(&rsa.key),
            Private::Ec { key, .. } => AsDer::<Pkcs8V1Der<'_>>::as_der(key),
            Private::Secret(_) | Private::ClientSecret(_) => return Err(JoseError::KeyMismatch),
        };
        let der = der.map_err(|_| JoseError::Crypto)?;
        Ok(Zeroizing::new(der.as_ref().to_vec()))
    }

    /// Whether it is of the type that `alg` works with, and its owner does not mean it for another. A secret that is the
    /// content's own key may be meant for `enc`.
    pub(super) fn is_for(&self, alg: KeyManagement, enc: ContentEncryption) -> bool {
        let typed = match self.private {
            Private::Rsa(_) => alg.is_rsa(),
            Private::Ec { .. } => !alg.is_rsa() && !alg.is_shared(),
            Private::Secret(_) | Private::ClientSecret(_) => alg.is_shared(),
        };
        let meant = self.alg.as_deref().is_none_or(|own| {
            own == alg.as_str() || alg == KeyManagement::Dir && own == enc.as_str()
        });
        typed && meant
    }

    /// The public key for a [`crate::JwkSet`], with `use`; none for a shared secret.
    #[must_use]
    pub fn public_jwk(&self) -> Option<Jwk> {
        let material = match &self.private {
            Private::Rsa(rsa) => Material::Rsa(Rsa {
                n: rsa.n.clone(),
                e: rsa.e.clone(),
                private: None,
            }),
            Private::Ec { curve, point, .. } => Material::Ec(Ec {
                curve: *curve,
                point: point.clone(),
                d: None,
            }),
            Private::Secret(_) | Private::ClientSecret(_) => return None,
        };
        Some(Jwk::for_encryption(material, self.kid.as_deref()))
    }
}

fn rsa(key: PrivateDecryptingKey) -> Result<Private, JoseError> {
    let failed = |_| JoseError::Crypto;
    let der = AsDer::<Pkcs8V1Der<'_>>::as_der(&key).map_err(failed)?;
    let pair = RsaKeyPair::from_pkcs8(der.as_ref()).map_err(|_| JoseError::WeakKey)?;
    let public = pair.public_key();
    Ok(Private::Rsa(Box::new(RsaPrivate {
        oaep: OaepPrivateDecryptingKey::new(key.clone()).map_err(failed)?,
        pkcs1: Pkcs1PrivateDecryptingKey::new(key.clone()).map_err(failed)?,
        n: public.modulus().big_endian_without_leading_zero().to_vec(),
        e: public.exponent().big_endian_without_leading_zero().to_vec(),
        key,
    })))
}

fn ec(key: PrivateKey, curve: Curve) -> Result<Private, JoseError> {
    Ok(Private::Ec {
        point: agreement::point(&key)?,
        key,
        curve,
    })
}

impl fmt::Debug for DecryptionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match &self.private {
            Private::Rsa(_) => "RSA",
            Private::Ec { .. } => "EC",
            Private::Secret(_) => "secret",
            Private::ClientSecret(_) => "client secret",
        };
        write!(f, "DecryptionKey({kind}, {:?})", self.kid)
    }
}
