//! What is remembered from the authorization request until the last token of its grant.

use durward_oauth::{ClaimsRequest, Thumbprint};
use durward_store::Error;
use serde::{Deserialize, Serialize};

/// How the person signed in and what the app asked for. Kept as JSON in codes and grants.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct AuthContext {
    /// When the person proved who they are, in seconds since 1970.
    pub auth_time: i64,
    /// The authentication context class reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acr: Option<String>,
    /// The methods used (RFC 8176).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub amr: Vec<String>,
    /// The request's `nonce`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nonce: Option<String>,
    /// The request's `claims` parameter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claims: Option<ClaimsRequest>,
    /// Resources the grant is for (RFC 8707).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub resources: Vec<String>,
    /// The key that the code is bound to (RFC 9449 10).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dpop_jkt: Option<Thumbprint>,
}

impl AuthContext {
    /// As it is kept.
    ///
    /// # Errors
    /// Internal only.
    pub fn to_text(&self) -> Result<String, Error> {
        serde_json::to_string(self)
            .map_err(|error| Error::internal(format!("an auth context is not JSON: {error}")))
    }

    /// From how it is kept.
    ///
    /// # Errors
    /// Internal when the row is broken.
    pub fn from_text(text: &str) -> Result<Self, Error> {
        serde_json::from_str(text).map_err(|error| {
            Error::internal(format!("a stored auth context does not read: {error}"))
        })
    }
}
