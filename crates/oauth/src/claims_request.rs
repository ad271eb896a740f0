//! The `claims` parameter: single claims an app asks for (OIDC Core 5.5).

use std::{collections::BTreeMap, fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer, Serialize,
    de::{Error as _, MapAccess, Visitor, value::MapAccessDeserializer},
};
use serde_json::Value;

use crate::{Malformed, charset::is_vschar};

/// Most claims per place.
const MOST_CLAIMS: usize = 64;
/// Most acceptable values per claim.
const MOST_VALUES: usize = 32;
/// Longest claim name, in bytes.
const LONGEST_NAME: usize = 255;

/// Which claims the app asks for, and where. Unknown members are ignored; a name that stands twice
/// is refused.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ClaimsRequest {
    /// To be returned from UserInfo.
    #[serde(
        default,
        deserialize_with = "section",
        skip_serializing_if = "BTreeMap::is_empty"
    )]
    pub userinfo: BTreeMap<String, ClaimDemand>,
    /// To be put into the ID token.
    #[serde(
        default,
        deserialize_with = "section",
        skip_serializing_if = "BTreeMap::is_empty"
    )]
    pub id_token: BTreeMap<String, ClaimDemand>,
}

/// How one claim is asked for; by default as a wish without conditions (OIDC Core 5.5.1).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ClaimDemand {
    /// The app needs it to work as the person expects.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub essential: bool,
    /// The one value wanted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    /// The values wanted, the preferred first; at most 32.
    #[serde(
        default,
        deserialize_with = "values",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub values: Vec<Value>,
}

impl ClaimsRequest {
    /// Reads the JSON of the parameter.
    ///
    /// # Errors
    /// [`Malformed`] when it is not JSON of that form, or asks for too much.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        serde_json::from_str(text)
            .map(|Object(claims)| claims)
            .map_err(|_| {
                Malformed::new("must be the JSON object of OpenID Connect Core 5.5, within bounds")
            })
    }

    /// Whether nothing is asked for.
    pub fn is_empty(&self) -> bool {
        self.userinfo.is_empty() && self.id_token.is_empty()
    }
}

impl ClaimDemand {
    /// Whether `value` is one the app would take: any, when it names none.
    pub fn accepts(&self, value: &Value) -> bool {
        (self.value.is_none() && self.values.is_empty())
            || self.value.as_ref() == Some(value)
            || self.values.contains(value)
    }

    /// The values the app would take, the preferred first; empty when it names none.
    pub fn wanted(&self) -> impl Iterator<Item = &Value> {
        self.value.iter().chain(&self.values)
    }
}

fn section<'de, D>(deserializer: D) -> Result<BTreeMap<String, ClaimDemand>, D::Error>
where
    D: Deserializer<'de>,
{
    deserializer.deserialize_any(Section)
}

/// `null` or an object, bounded while it is read.
struct Section;

impl<'de> Visitor<'de> for Section {
    type Value = BTreeMap<String, ClaimDemand>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of claim names")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(BTreeMap::new())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut claims = BTreeMap::new();
        while let Some((name, demand)) = map.next_entry::<String, Option<Object<ClaimDemand>>>()? {
            if !(1..=LONGEST_NAME).contains(&name.len()) || !name.bytes().all(is_vschar) {
                return Err(A::Error::custom("a claim name is not printable ASCII"));
            }
            if claims
                .insert(
                    name,
                    demand.map(|Object(demand)| demand).unwrap_or_default(),
                )
                .is_some()
            {
                return Err(A::Error::custom("a claim name stands twice"));
            }
            if claims.len() > MOST_CLAIMS {
                return Err(A::Error::custom("too many claims"));
            }
        }
        Ok(claims)
    }
}

/// A `T` written as an object; a derived reader would take an array of its fields too.
struct Object<T>(T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ObjectVisitor(PhantomData))
    }
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ObjectVisitor<T> {
    type Value = Object<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(Object)
    }
}

fn values<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Value>, D::Error> {
    let values = Vec::deserialize(deserializer)?;
    if values.len() > MOST_VALUES {
        return Err(D::Error::custom("too many values"));
    }
    Ok(values)
}
