//! The signature algorithms of RFC 7518 3.1 and RFC 8037 3.1.

use crate::JoseError;
use crate::jwk::{Curve, KeyType};
use aws_lc_rs::digest;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// A signature or MAC algorithm, by its registered name. `none` does not exist here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names are the registered ones")]
pub enum Algorithm {
    HS256,
    HS384,
    HS512,
    RS256,
    RS384,
    RS512,
    PS256,
    PS384,
    PS512,
    ES256,
    ES384,
    ES512,
    EdDSA,
}

/// The construction behind an algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Family {
    /// HMAC with a shared secret (RFC 7518 3.2).
    Hmac,
    /// RSASSA-PKCS1-v1_5 (RFC 7518 3.3).
    RsaPkcs1,
    /// RSASSA-PSS, salt as long as the hash (RFC 7518 3.5).
    RsaPss,
    /// ECDSA, signature as `R || S` (RFC 7518 3.4).
    Ecdsa,
    /// Ed25519 (RFC 8037 3.1).
    EdDsa,
}

impl Algorithm {
    /// Every algorithm, in the registry's order.
    pub const ALL: [Self; 13] = [
        Self::HS256,
        Self::HS384,
        Self::HS512,
        Self::RS256,
        Self::RS384,
        Self::RS512,
        Self::PS256,
        Self::PS384,
        Self::PS512,
        Self::ES256,
        Self::ES384,
        Self::ES512,
        Self::EdDSA,
    ];

    /// The value of the `alg` member.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::HS256 => "HS256",
            Self::HS384 => "HS384",
            Self::HS512 => "HS512",
            Self::RS256 => "RS256",
            Self::RS384 => "RS384",
            Self::RS512 => "RS512",
            Self::PS256 => "PS256",
            Self::PS384 => "PS384",
            Self::PS512 => "PS512",
            Self::ES256 => "ES256",
            Self::ES384 => "ES384",
            Self::ES512 => "ES512",
            Self::EdDSA => "EdDSA",
        }
    }

    /// The construction this algorithm uses.
    #[must_use]
    pub const fn family(self) -> Family {
        match self {
            Self::HS256 | Self::HS384 | Self::HS512 => Family::Hmac,
            Self::RS256 | Self::RS384 | Self::RS512 => Family::RsaPkcs1,
            Self::PS256 | Self::PS384 | Self::PS512 => Family::RsaPss,
            Self::ES256 | Self::ES384 | Self::ES512 => Family::Ecdsa,
            Self::EdDSA => Family::EdDsa,
        }
    }

    /// Whether the verifier holds the signer's secret.
    #[must_use]
    pub const fn is_symmetric(self) -> bool {
        matches!(self.family(), Family::Hmac)
    }

    /// The one kind of key this algorithm works with: comparing it with the key's own kind is what
    /// makes algorithm confusion impossible (RFC 8725 3.1).
    #[must_use]
    pub const fn key_type(self) -> KeyType {
        match self {
            Self::HS256 | Self::HS384 | Self::HS512 => KeyType::Oct,
            Self::RS256 | Self::RS384 | Self::RS512 => KeyType::Rsa,
            Self::PS256 | Self::PS384 | Self::PS512 => KeyType::Rsa,
            Self::ES256 => KeyType::Ec(Curve::P256),
            Self::ES384 => KeyType::Ec(Curve::P384),
            Self::ES512 => KeyType::Ec(Curve::P521),
            Self::EdDSA => KeyType::Ed25519,
        }
    }

    /// The hash inside; Ed25519 uses SHA-512 (RFC 8032 5.1).
    pub(crate) fn digest(self) -> &'static digest::Algorithm {
        match self {
            Self::HS256 | Self::RS256 | Self::PS256 | Self::ES256 => &digest::SHA256,
            Self::HS384 | Self::RS384 | Self::PS384 | Self::ES384 => &digest::SHA384,
            Self::HS512 | Self::RS512 | Self::PS512 | Self::ES512 | Self::EdDSA => &digest::SHA512,
        }
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Algorithm {
    type Err = JoseError;

    /// # Errors
    /// `UnsupportedAlgorithm` for any other text; names are case-sensitive (RFC 7515 4.1.1).
    fn from_str(name: &str) -> Result<Self, JoseError> {
        Self::ALL
            .into_iter()
            .find(|algorithm| algorithm.as_str() == name)
            .ok_or(JoseError::UnsupportedAlgorithm)
    }
}

impl Serialize for Algorithm {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Algorithm {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        name.parse().map_err(serde::de::Error::custom)
    }
}
