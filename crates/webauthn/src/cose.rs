//! Public keys of credentials (RFC 9053) and signatures by them.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ED25519, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents,
    UnparsedPublicKey,
};
use serde::{Deserialize, Serialize};

use crate::Refused;
use crate::cbor::{self, Value};

/// Signature algorithms a credential may use (RFC 9053 2, RFC 8812 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Algorithm {
    /// ECDSA on P-256 with SHA-256.
    #[serde(rename = "ES256")]
    Es256,
    /// Ed25519.
    #[serde(rename = "EdDSA", alias = "EDDSA")]
    EdDsa,
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    #[serde(rename = "RS256")]
    Rs256,
}

impl Algorithm {
    /// Its number in the COSE registry.
    #[must_use]
    pub const fn number(self) -> i32 {
        match self {
            Self::Es256 => -7,
            Self::EdDsa => -8,
            Self::Rs256 => -257,
        }
    }

    pub(crate) fn numbered(number: i128) -> Option<Self> {
        [Self::Es256, Self::EdDsa, Self::Rs256]
            .into_iter()
            .find(|known| i128::from(known.number()) == number)
    }
}

/// A credential's public key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PublicKey {
    /// Uncompressed point: `4 || x || y`.
    P256(Vec<u8>),
    Ed25519(Vec<u8>),
    Rsa {
        n: Vec<u8>,
        e: Vec<u8>,
    },
}

impl PublicKey {
    /// The key that is all of `bytes`.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, Refused> {
        let value = cbor::read_all(bytes).ok_or(Refused::Malformed("public key"))?;
        Self::from_value(&value)
    }

    /// Reads the members of a COSE key. The algorithm must be the one for its type and curve.
    pub(crate) fn from_value(value: &Value<'_>) -> Result<Self, Refused> {
        let number = |label| value.numbered(label).and_then(Value::integer);
        let bytes = |label| value.numbered(label).and_then(Value::bytes);
        let algorithm = number(3).and_then(Algorithm::numbered);
        match (number(1), algorithm.ok_or(Refused::Algorithm)?) {
            (Some(2), Algorithm::Es256) if number(-1) == Some(1) => {
                let (x, y) = (bytes(-2), bytes(-3));
                let (Some(x), Some(y)) = (x, y) else {
                    return Err(Refused::Key);
                };
                if x.len() != 32 || y.len() != 32 {
                    return Err(Refused::Key);
                }
                Ok(Self::P256([&[4], x, y].concat()))
            }
            (Some(1), Algorithm::EdDsa) if number(-1) == Some(6) => {
                let x = bytes(-2).filter(|x| x.len() == 32);
                Ok(Self::Ed25519(x.ok_or(Refused::Key)?.to_vec()))
            }
            (Some(3), Algorithm::Rs256) => {
                let (n, e) = (bytes(-1), bytes(-2));
                let (Some(n), Some(e)) = (n, e) else {
                    return Err(Refused::Key);
                };
                let n: Vec<u8> = n.iter().copied().skip_while(|byte| *byte == 0).collect();
                if !(256..=1024).contains(&n.len()) || e.is_empty() || e.len() > 4 {
                    return Err(Refused::Key);
                }
                Ok(Self::Rsa { n, e: e.to_vec() })
            }
            _ => Err(Refused::Key),
        }
    }

    pub(crate) fn algorithm(&self) -> Algorithm {
        match self {
            Self::P256(_) => Algorithm::Es256,
            Self::Ed25519(_) => Algorithm::EdDsa,
            Self::Rsa { .. } => Algorithm::Rs256,
        }
    }

    /// Checks that `signature` is by this key.
    pub(crate) fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), Refused> {
        let verified = match self {
            Self::P256(point) => {
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point).verify(message, signature)
            }
            Self::Ed25519(x) => UnparsedPublicKey::new(&ED25519, x).verify(message, signature),
            Self::Rsa { n, e } => RsaPublicKeyComponents { n, e }.verify(
                &RSA_PKCS1_2048_8192_SHA256,
                message,
                signature,
            ),
        };
        verified.map_err(|_| Refused::Signature)
    }
}
