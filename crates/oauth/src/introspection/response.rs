//! The answer to an introspection request.

use serde::{Serialize, Serializer, ser::SerializeMap};
use serde_json::{Map, Value};

use crate::{ClientId, Confirmation, Scope};

/// What is said about a token (RFC 7662 2.2).
#[derive(Debug, Clone, PartialEq)]
pub enum IntrospectionResponse {
    /// Unknown, expired, revoked, or none of the caller's business: `{"active":false}` and no word more.
    Inactive,
    /// Good now.
    Active(Box<ActiveToken>),
}

/// The members of a live token. Times are seconds since 1970.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ActiveToken {
    /// What it allows.
    pub scope: Option<Scope>,
    /// The app it was given to.
    pub client_id: Option<ClientId>,
    /// The person's name for signing in.
    pub username: Option<String>,
    /// `Bearer` or `DPoP` for an access token; of another token, what it is.
    pub token_type: Option<&'static str>,
    /// When it ends.
    pub exp: Option<i64>,
    /// When it was issued.
    pub iat: Option<i64>,
    /// When it begins.
    pub nbf: Option<i64>,
    /// Whose it is.
    pub sub: Option<String>,
    /// The APIs it is meant for; a single one is sent as a string (RFC 7519 4.1.3).
    pub aud: Vec<String>,
    /// Who issued it: an issuer identifier (RFC 8414 2).
    pub iss: Option<String>,
    /// Its identifier.
    pub jti: Option<String>,
    /// How strongly the person was authenticated (RFC 9470 6.2).
    pub acr: Option<String>,
    /// When the person was authenticated (RFC 9470 6.2).
    pub auth_time: Option<i64>,
    /// What it is bound to (RFC 8705 3.2, RFC 9449 6.2).
    pub cnf: Confirmation,
    /// Further members. One that has a field above is not sent a second time.
    pub extra: Map<String, Value>,
}

/// The names of the fields above, which `extra` may not repeat.
const OWN: [&str; 15] = [
    "active",
    "scope",
    "client_id",
    "username",
    "token_type",
    "exp",
    "iat",
    "nbf",
    "sub",
    "aud",
    "iss",
    "jti",
    "acr",
    "auth_time",
    "cnf",
];

impl Serialize for IntrospectionResponse {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        match self {
            Self::Inactive => map.serialize_entry("active", &false)?,
            Self::Active(token) => {
                map.serialize_entry("active", &true)?;
                token.write(&mut map)?;
            }
        }
        map.end()
    }
}

impl ActiveToken {
    fn write<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        put(
            map,
            "scope",
            self.scope.as_ref().filter(|scope| !scope.is_empty()),
        )?;
        put(map, "client_id", self.client_id.as_ref())?;
        put(map, "username", self.username.as_ref())?;
        put(map, "token_type", self.token_type.as_ref())?;
        put(map, "exp", self.exp.as_ref())?;
        put(map, "iat", self.iat.as_ref())?;
        put(map, "nbf", self.nbf.as_ref())?;
        put(map, "sub", self.sub.as_ref())?;
        match self.aud.as_slice() {
            [] => {}
            [one] => map.serialize_entry("aud", one)?,
            many => map.serialize_entry("aud", many)?,
        }
        put(map, "iss", self.iss.as_ref())?;
        put(map, "jti", self.jti.as_ref())?;
        put(map, "acr", self.acr.as_ref())?;
        put(map, "auth_time", self.auth_time.as_ref())?;
        let cnf = Some(&self.cnf).filter(|cnf| !cnf.is_empty());
        put(map, "cnf", cnf)?;
        let further = self
            .extra
            .iter()
            .filter(|(name, _)| !OWN.contains(&name.as_str()));
        for (name, value) in further {
            map.serialize_entry(name, value)?;
        }
        Ok(())
    }
}

fn put<M: SerializeMap, T: Serialize>(
    map: &mut M,
    name: &'static str,
    value: Option<&T>,
) -> Result<(), M::Error> {
    value.map_or(Ok(()), |value| map.serialize_entry(name, value))
}
