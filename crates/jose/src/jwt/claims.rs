//! The registered claims and those beside them (RFC 7519 4).

use crate::{ClaimProblem, JoseError, json};
use serde::ser::{Error, SerializeMap};
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

/// The last second of the year 9999: no later date is believed.
pub const MAX_NUMERIC_DATE: i64 = 253_402_300_799;

/// Names kept in fields of their own, so not in [`Claims::extra`].
const REGISTERED: [&str; 7] = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti"];

/// The claims of a token. Dates are seconds since 1970 UTC (RFC 7519 2, NumericDate).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Claims {
    /// Issuer.
    pub iss: Option<String>,
    /// Subject.
    pub sub: Option<String>,
    /// Audiences; written as one string when there is one (RFC 7519 4.1.3).
    pub aud: Vec<String>,
    /// Not to be accepted from this second on.
    pub exp: Option<i64>,
    /// Not to be accepted before this second.
    pub nbf: Option<i64>,
    /// When it was issued.
    pub iat: Option<i64>,
    /// Its own id.
    pub jti: Option<String>,
    /// Every other claim. Writing fails when a registered one is among them.
    pub extra: Map<String, Value>,
}

impl Claims {
    /// Reads a claims set.
    ///
    /// # Errors
    /// `Malformed` unless it is a JSON object with unique names; `Claim` with `Malformed` when a
    /// registered claim is not of its type, or a date negative or after [`MAX_NUMERIC_DATE`].
    pub fn parse(payload: &[u8]) -> Result<Self, JoseError> {
        let mut members = json::object(payload, "claims")?;
        Ok(Self {
            iss: take(&mut members, "iss", text)?,
            sub: take(&mut members, "sub", text)?,
            aud: take(&mut members, "aud", texts)?.unwrap_or_default(),
            exp: take(&mut members, "exp", |value| date(&value))?,
            nbf: take(&mut members, "nbf", |value| date(&value))?,
            iat: take(&mut members, "iat", |value| date(&value))?,
            jti: take(&mut members, "jti", text)?,
            extra: members,
        })
    }

    /// Whether the claim is there.
    pub(super) fn has(&self, name: &str) -> bool {
        match name {
            "iss" => self.iss.is_some(),
            "sub" => self.sub.is_some(),
            "aud" => !self.aud.is_empty(),
            "exp" => self.exp.is_some(),
            "nbf" => self.nbf.is_some(),
            "iat" => self.iat.is_some(),
            "jti" => self.jti.is_some(),
            other => self.extra.contains_key(other),
        }
    }
}

fn take<T>(
    members: &mut Map<String, Value>,
    claim: &'static str,
    read: fn(Value) -> Option<T>,
) -> Result<Option<T>, JoseError> {
    let malformed = JoseError::Claim {
        claim,
        problem: ClaimProblem::Malformed,
    };
    members
        .shift_remove(claim)
        .map(|value| read(value).ok_or(malformed))
        .transpose()
}

fn text(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        _ => None,
    }
}

fn texts(value: Value) -> Option<Vec<String>> {
    match value {
        Value::Array(values) => values.into_iter().map(text).collect(),
        one => text(one).map(|one| vec![one]),
    }
}

/// A whole number of seconds; a fraction is allowed and cut off (RFC 7519 2).
fn date(value: &Value) -> Option<i64> {
    let seconds = value.as_i64().or_else(|| {
        let seconds = value
            .as_f64()
            .filter(|seconds| (0.0..1e12).contains(seconds))?;
        #[expect(
            clippy::cast_possible_truncation,
            reason = "cutting the fraction off is meant"
        )]
        Some(seconds as i64)
    })?;
    (0..=MAX_NUMERIC_DATE).contains(&seconds).then_some(seconds)
}

impl Serialize for Claims {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self
            .extra
            .keys()
            .any(|name| REGISTERED.contains(&name.as_str()))
        {
            return Err(S::Error::custom("a registered claim among the others"));
        }
        let mut map = serializer.serialize_map(None)?;
        write(&mut map, "iss", self.iss.as_ref())?;
        write(&mut map, "sub", self.sub.as_ref())?;
        match self.aud.as_slice() {
            [] => {}
            [one] => map.serialize_entry("aud", one)?,
            several => map.serialize_entry("aud", several)?,
        }
        write(&mut map, "exp", self.exp)?;
        write(&mut map, "nbf", self.nbf)?;
        write(&mut map, "iat", self.iat)?;
        write(&mut map, "jti", self.jti.as_ref())?;
        for (name, value) in &self.extra {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

fn write<M: SerializeMap>(
    map: &mut M,
    name: &str,
    value: Option<impl Serialize>,
) -> Result<(), M::Error> {
    value.map_or(Ok(()), |value| map.serialize_entry(name, &value))
}
