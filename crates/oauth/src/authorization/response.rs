//! What an app is given when its request was granted.

use crate::{IssuedToken, Scope};

/// The part of the answer that depends on the response type; `state` and `iss` are added on delivery.
/// Empty for `response_type=none`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuthorizationResponse {
    /// To be exchanged at the token endpoint, once and soon.
    pub code: Option<IssuedToken>,
    /// Given at once (RFC 6749 4.2.2).
    pub access_token: Option<FrontToken>,
    /// Given at once (OIDC Core 3.2.2.5).
    pub id_token: Option<IssuedToken>,
}

/// An access token that travels through the browser; always a bearer token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrontToken {
    /// The token.
    pub token: IssuedToken,
    /// Seconds until it expires.
    pub expires_in: i64,
    /// What it allows.
    pub scope: Scope,
}

impl AuthorizationResponse {
    /// The answer of the code flow.
    pub fn code(code: impl Into<IssuedToken>) -> Self {
        Self {
            code: Some(code.into()),
            ..Self::default()
        }
    }
}
