//! JSON Web Keys (RFC 7517).

mod kind;
mod material;
mod set;
mod thumbprint;

pub use kind::{Curve, KeyOp, KeyType, KeyUse};
pub use set::JwkSet;

pub(crate) use material::{Ec, Material, Rsa, Secret};

use crate::{Algorithm, JoseError, json};
use material::text;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};
use std::fmt;
use std::str::FromStr;

/// A key, parsed and valid, with what its owner says about its use.
///
/// Members this crate does not know are dropped (RFC 7517 4). Private members can be read in, to
/// make a [`crate::SigningKey`]; nothing writes them out again: neither `Debug` nor serialisation.
#[derive(Clone)]
pub struct Jwk {
    kid: Option<String>,
    alg: Option<String>,
    key_use: Option<KeyUse>,
    key_ops: Option<Vec<KeyOp>>,
    material: Material,
}

impl Jwk {
    /// Reads a key from JSON already parsed.
    ///
    /// # Errors
    /// `InvalidKey`, `UnsupportedKey` (another `kty` or `crv`) or `WeakKey` (RSA below 2048 bits).
    pub fn parse(value: &Value) -> Result<Self, JoseError> {
        value
            .as_object()
            .ok_or(JoseError::InvalidKey("not an object"))
            .and_then(Self::from_members)
    }

    fn from_members(members: &Map<String, Value>) -> Result<Self, JoseError> {
        let jwk = Self {
            kid: text(members, "kid")?.map(str::to_owned),
            alg: text(members, "alg")?.map(str::to_owned),
            key_use: text(members, "use")?.map(KeyUse::from),
            key_ops: members.get("key_ops").map(key_ops).transpose()?,
            material: Material::parse(members)?,
        };
        jwk.check_use_and_ops_agree()?;
        Ok(jwk)
    }

    /// `use` and `key_ops` must not contradict one another (RFC 7517 4.3).
    fn check_use_and_ops_agree(&self) -> Result<(), JoseError> {
        let (Some(key_use), Some(key_ops)) = (&self.key_use, &self.key_ops) else {
            return Ok(());
        };
        let signs = |op: &KeyOp| matches!(op, KeyOp::Sign | KeyOp::Verify);
        let agree = match key_use {
            KeyUse::Signature => key_ops.iter().all(signs),
            KeyUse::Encryption => !key_ops.iter().any(signs),
            KeyUse::Other(_) => true,
        };
        if agree {
            Ok(())
        } else {
            Err(JoseError::InvalidKey("use and key_ops disagree"))
        }
    }

    pub(crate) fn for_signatures(
        material: Material,
        algorithm: Algorithm,
        kid: Option<&str>,
    ) -> Self {
        Self {
            kid: kid.map(str::to_owned),
            alg: Some(algorithm.as_str().to_owned()),
            key_use: Some(KeyUse::Signature),
            key_ops: None,
            material,
        }
    }

    pub(crate) fn for_encryption(material: Material, kid: Option<&str>) -> Self {
        Self {
            kid: kid.map(str::to_owned),
            alg: None,
            key_use: Some(KeyUse::Encryption),
            key_ops: None,
            material,
        }
    }

    /// The key's name in its set (RFC 7517 4.5).
    #[must_use]
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// The one algorithm the key is meant for, perhaps one of encryption (RFC 7517 4.4).
    #[must_use]
    pub fn alg(&self) -> Option<&str> {
        self.alg.as_deref()
    }

    /// What the key is meant for (RFC 7517 4.2).
    #[must_use]
    pub fn key_use(&self) -> Option<&KeyUse> {
        self.key_use.as_ref()
    }

    /// What may be done with the key (RFC 7517 4.3).
    #[must_use]
    pub fn key_ops(&self) -> Option<&[KeyOp]> {
        self.key_ops.as_deref()
    }

    /// Type and curve.
    #[must_use]
    pub fn key_type(&self) -> KeyType {
        self.material.key_type()
    }

    /// Whether the key holds something secret: a private part, or a shared secret.
    #[must_use]
    pub fn is_private(&self) -> bool {
        self.material.is_private()
    }

    /// The key without its private part; `None` for a shared secret.
    #[must_use]
    pub fn public(&self) -> Option<Self> {
        Some(Self {
            kid: self.kid.clone(),
            alg: self.alg.clone(),
            key_use: self.key_use.clone(),
            // A private key's operations are not those of its public half.
            key_ops: self.key_ops.clone().filter(|_| !self.is_private()),
            material: self.material.public()?,
        })
    }

    /// The public members as JSON. Of a shared secret that is its description only.
    #[must_use]
    pub fn to_value(&self) -> Value {
        let mut members = Map::new();
        for (name, value) in self.material.public_members() {
            members.insert(name.to_owned(), value.into());
        }
        let described = [
            ("kid", self.kid()),
            ("alg", self.alg()),
            ("use", self.key_use().map(KeyUse::as_str)),
        ];
        for (name, value) in described {
            if let Some(value) = value {
                members.insert(name.to_owned(), value.into());
            }
        }
        if let Some(ops) = self.key_ops.as_ref().filter(|_| !self.is_private()) {
            members.insert(
                "key_ops".to_owned(),
                ops.iter().map(KeyOp::as_str).collect(),
            );
        }
        Value::Object(members)
    }

    /// Whether the key may be used for `operation` of `algorithm`: its type and curve are the
    /// algorithm's own, and whatever its owner said of `alg`, `use` and `key_ops` allows it.
    pub(crate) fn allows(&self, algorithm: Algorithm, operation: &KeyOp) -> bool {
        self.key_type() == algorithm.key_type()
            && self.alg().is_none_or(|alg| alg == algorithm.as_str())
            && self
                .key_use()
                .is_none_or(|key_use| *key_use == KeyUse::Signature)
            && self.key_ops().is_none_or(|ops| ops.contains(operation))
    }

    pub(crate) fn material(&self) -> &Material {
        &self.material
    }
}

fn key_ops(value: &Value) -> Result<Vec<KeyOp>, JoseError> {
    let refused = JoseError::InvalidKey("key_ops");
    let mut ops: Vec<KeyOp> = Vec::new();
    for op in value.as_array().ok_or(refused)? {
        let op = KeyOp::from(op.as_str().ok_or(refused)?);
        if ops.contains(&op) || ops.len() == 16 {
            return Err(refused);
        }
        ops.push(op);
    }
    Ok(ops)
}

impl FromStr for Jwk {
    type Err = JoseError;

    /// As [`Jwk::parse`], and a duplicate member name is refused (RFC 7517 4).
    fn from_str(text: &str) -> Result<Self, JoseError> {
        json::object(text.as_bytes(), "key")
            .map_err(|_| JoseError::InvalidKey("not a JSON object"))
            .and_then(|members| Self::from_members(&members))
    }
}

impl fmt::Debug for Jwk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Jwk")
            .field("key_type", &self.key_type())
            .field("kid", &self.kid)
            .field("alg", &self.alg)
            .field("use", &self.key_use)
            .field("key_ops", &self.key_ops)
            .field("private", &self.is_private())
            .finish_non_exhaustive()
    }
}

impl Serialize for Jwk {
    /// Writes [`Jwk::to_value`]: never a private member.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_value().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Jwk {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&Value::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}
