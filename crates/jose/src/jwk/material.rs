//! The numbers a key is made of, checked on the way in.

use super::kind::{Curve, KeyType};
use crate::{JoseError, base64url};
use aws_lc_rs::signature::{self, ParsedPublicKey};
use serde_json::{Map, Value};
use zeroize::Zeroizing;

/// Bytes that must not be left behind in memory.
pub(crate) type Secret = Zeroizing<Vec<u8>>;

/// A key's own members. Public values are valid: an RSA modulus is odd and of a size we accept, a
/// point is on its curve. Private values have the right length; whether they belong to the public
/// ones is checked when a signing key is made.
#[derive(Clone)]
pub(crate) enum Material {
    Oct(Secret),
    Rsa(Rsa),
    Ec(Ec),
    Ed25519 { x: [u8; 32], d: Option<Secret> },
}

#[derive(Clone)]
pub(crate) struct Rsa {
    pub(crate) n: Vec<u8>,
    pub(crate) e: Vec<u8>,
    pub(crate) private: Option<RsaPrivate>,
}

/// Private exponent, primes and Chinese remainder values (RFC 7518 6.3.2).
#[derive(Clone)]
pub(crate) struct RsaPrivate {
    pub(crate) d: Secret,
    pub(crate) p: Secret,
    pub(crate) q: Secret,
    pub(crate) dp: Secret,
    pub(crate) dq: Secret,
    pub(crate) qi: Secret,
}

#[derive(Clone)]
pub(crate) struct Ec {
    pub(crate) curve: Curve,
    /// Uncompressed point: `4 || x || y` (SEC 1 2.3.3).
    pub(crate) point: Vec<u8>,
    pub(crate) d: Option<Secret>,
}

const RSA_BITS: std::ops::RangeInclusive<usize> = 2048..=8192;
/// The largest public exponent the library verifies with.
const RSA_EXPONENT_BITS: usize = 33;

impl Material {
    pub(crate) fn parse(members: &Map<String, Value>) -> Result<Self, JoseError> {
        match text(members, "kty")?.ok_or(JoseError::InvalidKey("kty"))? {
            "oct" => Self::oct(secret(members, "k")?),
            "RSA" => Rsa::parse(members).map(Self::Rsa),
            "EC" => Ec::parse(members).map(Self::Ec),
            "OKP" => Self::okp(members),
            _ => Err(JoseError::UnsupportedKey("kty")),
        }
    }

    fn oct(k: Secret) -> Result<Self, JoseError> {
        if k.is_empty() {
            Err(JoseError::WeakKey)
        } else {
            Ok(Self::Oct(k))
        }
    }

    fn okp(members: &Map<String, Value>) -> Result<Self, JoseError> {
        if text(members, "crv")?.ok_or(JoseError::InvalidKey("crv"))? != "Ed25519" {
            return Err(JoseError::UnsupportedKey("crv"));
        }
        let x = public(members, "x")?;
        Self::ed25519(&x, optional_secret(members, "d", 32)?)
    }

    pub(crate) fn ed25519(x: &[u8], d: Option<Secret>) -> Result<Self, JoseError> {
        let x = x.try_into().map_err(|_| JoseError::InvalidKey("x"))?;
        ParsedPublicKey::new(&signature::ED25519, x).map_err(|_| JoseError::InvalidKey("x"))?;
        Ok(Self::Ed25519 { x, d })
    }

    pub(crate) fn key_type(&self) -> KeyType {
        match self {
            Self::Oct(_) => KeyType::Oct,
            Self::Rsa(_) => KeyType::Rsa,
            Self::Ec(ec) => KeyType::Ec(ec.curve),
            Self::Ed25519 { .. } => KeyType::Ed25519,
        }
    }

    pub(crate) fn is_private(&self) -> bool {
        match self {
            Self::Oct(_) => true,
            Self::Rsa(rsa) => rsa.private.is_some(),
            Self::Ec(ec) => ec.d.is_some(),
            Self::Ed25519 { d, .. } => d.is_some(),
        }
    }

    /// The same key without its private part; a shared secret has no other part.
    pub(crate) fn public(&self) -> Option<Self> {
        match self {
            Self::Oct(_) => None,
            Self::Rsa(Rsa { n, e, .. }) => Some(Self::Rsa(Rsa {
                n: n.clone(),
                e: e.clone(),
                private: None,
            })),
            Self::Ec(Ec { curve, point, .. }) => Some(Self::Ec(Ec {
                curve: *curve,
                point: point.clone(),
                d: None,
            })),
            Self::Ed25519 { x, .. } => Some(Self::Ed25519 { x: *x, d: None }),
        }
    }

    /// The public members, `kty` first.
    pub(crate) fn public_members(&self) -> Vec<(&'static str, String)> {
        let mut members = vec![("kty", self.key_type().kty().to_owned())];
        match self {
            Self::Oct(_) => {}
            Self::Rsa(Rsa { n, e, .. }) => {
                members.extend([("n", base64url::encode(n)), ("e", base64url::encode(e))]);
            }
            Self::Ec(ec) => {
                let (x, y) = ec.coordinates();
                members.extend([
                    ("crv", ec.curve.as_str().to_owned()),
                    ("x", base64url::encode(x)),
                    ("y", base64url::encode(y)),
                ]);
            }
            Self::Ed25519 { x, .. } => {
                members.extend([("crv", "Ed25519".to_owned()), ("x", base64url::encode(x))]);
            }
        }
        members
    }
}

impl Rsa {
    fn parse(members: &Map<String, Value>) -> Result<Self, JoseError> {
        let rsa = Self::public(public(members, "n")?, public(members, "e")?)?;
        if members.contains_key("oth") {
            return Err(JoseError::UnsupportedKey("more than two primes"));
        }
        let private = if members.contains_key("d") {
            Some(RsaPrivate {
                d: secret(members, "d")?,
                p: secret(members, "p")?,
                q: secret(members, "q")?,
                dp: secret(members, "dp")?,
                dq: secret(members, "dq")?,
                qi: secret(members, "qi")?,
            })
        } else {
            None
        };
        Ok(Self { private, ..rsa })
    }

    /// A public key from big-endian numbers in their shortest form (RFC 7518 2, Base64urlUInt).
    pub(crate) fn public(n: Vec<u8>, e: Vec<u8>) -> Result<Self, JoseError> {
        let bits = bit_length(&n).ok_or(JoseError::InvalidKey("n"))?;
        if bits < *RSA_BITS.start() {
            return Err(JoseError::WeakKey);
        }
        if bits > *RSA_BITS.end() {
            return Err(JoseError::UnsupportedKey("n"));
        }
        let exponent_bits = bit_length(&e).ok_or(JoseError::InvalidKey("e"))?;
        if is_even(&n) || is_even(&e) || exponent_bits < 2 {
            return Err(JoseError::InvalidKey("n or e is not that of an RSA key"));
        }
        if exponent_bits > RSA_EXPONENT_BITS {
            return Err(JoseError::UnsupportedKey("e"));
        }
        Ok(Self {
            n,
            e,
            private: None,
        })
    }
}

impl Ec {
    fn parse(members: &Map<String, Value>) -> Result<Self, JoseError> {
        let name = text(members, "crv")?.ok_or(JoseError::InvalidKey("crv"))?;
        let curve = Curve::named(name).ok_or(JoseError::UnsupportedKey("crv"))?;
        let (x, y) = (public(members, "x")?, public(members, "y")?);
        // Coordinates are of full length, zeros included (RFC 7518 6.2.1.2).
        if x.len() != curve.coordinate_len() || y.len() != curve.coordinate_len() {
            return Err(JoseError::InvalidKey("coordinate length"));
        }
        let mut point = Vec::with_capacity(1 + 2 * curve.coordinate_len());
        point.push(4);
        point.extend_from_slice(&x);
        point.extend_from_slice(&y);
        Self::public(
            curve,
            point,
            optional_secret(members, "d", curve.coordinate_len())?,
        )
    }

    /// A key whose point is on its curve, which keeps invalid-curve attacks out (RFC 8725 2.6, 3.4).
    pub(crate) fn public(
        curve: Curve,
        point: Vec<u8>,
        d: Option<Secret>,
    ) -> Result<Self, JoseError> {
        ParsedPublicKey::new(crate::key::ecdsa_verification(curve), &point)
            .map_err(|_| JoseError::InvalidKey("point is not on the curve"))?;
        Ok(Self { curve, point, d })
    }

    fn coordinates(&self) -> (&[u8], &[u8]) {
        self.point[1..].split_at(self.curve.coordinate_len())
    }
}

/// A string member, if present.
pub(crate) fn text<'a>(
    members: &'a Map<String, Value>,
    name: &'static str,
) -> Result<Option<&'a str>, JoseError> {
    match members.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(JoseError::InvalidKey(name)),
    }
}

fn public(members: &Map<String, Value>, name: &'static str) -> Result<Vec<u8>, JoseError> {
    text(members, name)?
        .and_then(base64url::decode)
        .ok_or(JoseError::InvalidKey(name))
}

fn secret(members: &Map<String, Value>, name: &'static str) -> Result<Secret, JoseError> {
    text(members, name)?
        .and_then(base64url::decode_secret)
        .ok_or(JoseError::InvalidKey(name))
}

fn optional_secret(
    members: &Map<String, Value>,
    name: &'static str,
    len: usize,
) -> Result<Option<Secret>, JoseError> {
    if !members.contains_key(name) {
        return Ok(None);
    }
    let bytes = secret(members, name)?;
    if bytes.len() == len {
        Ok(Some(bytes))
    } else {
        Err(JoseError::InvalidKey(name))
    }
}

/// Bits of a big-endian number in its shortest form; `None` for zero or leading zeros.
fn bit_length(number: &[u8]) -> Option<usize> {
    let first = *number.first().filter(|byte| **byte != 0)?;
    Some(number.len() * 8 - first.leading_zeros() as usize)
}

fn is_even(number: &[u8]) -> bool {
    number.last().is_none_or(|byte| byte % 2 == 0)
}
