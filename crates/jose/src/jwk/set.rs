//! JWK Sets (RFC 7517 5).

use super::Jwk;
use crate::{JoseError, json};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Value, json};
use std::str::FromStr;

/// The keys of one owner.
#[derive(Clone, Debug, Default)]
pub struct JwkSet {
    /// The keys that could be read, in the order given.
    pub keys: Vec<Jwk>,
    skipped: usize,
}

impl JwkSet {
    /// More entries than this are refused rather than read.
    pub const MAX_KEYS: usize = 100;
    /// A longer text is refused rather than read.
    pub const MAX_BYTES: usize = 256 * 1024;

    /// A set of these keys.
    #[must_use]
    pub fn new(keys: Vec<Jwk>) -> Self {
        Self { keys, skipped: 0 }
    }

    /// Reads a set, leaving out keys of unknown type and keys that are not valid (RFC 7517 5).
    ///
    /// # Errors
    /// `InvalidKey` when it is not a set at all, `TooLarge` with more than [`Self::MAX_KEYS`] entries.
    pub fn parse(value: &Value) -> Result<Self, JoseError> {
        Self::from_keys(value.get("keys"))
    }

    fn from_keys(keys: Option<&Value>) -> Result<Self, JoseError> {
        let entries = keys
            .and_then(Value::as_array)
            .ok_or(JoseError::InvalidKey("keys"))?;
        if entries.len() > Self::MAX_KEYS {
            return Err(JoseError::TooLarge);
        }
        let keys: Vec<Jwk> = entries
            .iter()
            .filter_map(|entry| Jwk::parse(entry).ok())
            .collect();
        Ok(Self {
            skipped: entries.len() - keys.len(),
            keys,
        })
    }

    /// How many entries were left out while reading.
    #[must_use]
    pub fn skipped(&self) -> usize {
        self.skipped
    }

    /// The public keys as JSON; shared secrets are left out.
    #[must_use]
    pub fn to_value(&self) -> Value {
        let keys: Vec<Value> = self
            .keys
            .iter()
            .filter_map(Jwk::public)
            .map(|key| key.to_value())
            .collect();
        json!({ "keys": keys })
    }
}

impl FromStr for JwkSet {
    type Err = JoseError;

    /// As [`JwkSet::parse`]; duplicate member names and more than [`Self::MAX_BYTES`] are refused.
    fn from_str(text: &str) -> Result<Self, JoseError> {
        if text.len() > Self::MAX_BYTES {
            return Err(JoseError::TooLarge);
        }
        let members = json::object(text.as_bytes(), "key set")
            .map_err(|_| JoseError::InvalidKey("not a JSON object"))?;
        Self::from_keys(members.get("keys"))
    }
}

impl Serialize for JwkSet {
    /// Writes [`JwkSet::to_value`]: never a private member.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_value().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for JwkSet {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&Value::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}
