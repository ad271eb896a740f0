//! What the token endpoint gives out.

use serde::Serialize;

use crate::{IssuedToken, Scope};

/// A successful answer (RFC 6749 5.1, OIDC Core 3.1.3.3). Send it with `Cache-Control: no-store`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TokenResponse {
    /// The access token.
    pub access_token: IssuedToken,
    /// What the access token is, where that is to be said (RFC 8693 2.2.1).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issued_token_type: Option<&'static str>,
    /// How the access token is used.
    pub token_type: TokenType,
    /// How long it lives, in seconds.
    pub expires_in: u64,
    /// For further access tokens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<IssuedToken>,
    /// What it allows.
    #[serde(skip_serializing_if = "Scope::is_empty")]
    pub scope: Scope,
    /// Who signed in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_token: Option<IssuedToken>,
}

/// How an access token is presented.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum TokenType {
    /// By whoever holds it (RFC 6750).
    Bearer,
    /// With a proof of its key (RFC 9449 5).
    #[serde(rename = "DPoP")]
    Dpop,
}

impl TokenType {
    /// The name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Bearer => "Bearer",
            Self::Dpop => "DPoP",
        }
    }
}
