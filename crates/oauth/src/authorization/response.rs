//! What an app is given when its request was granted.

use crate::IssuedToken;

/// The part of the answer that depends on the response type; `state` and `iss` are added on delivery.
/// Empty for `response_type=none`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuthorizationResponse {
    /// To be exchanged at the token endpoint, once and soon.
    pub code: Option<IssuedToken>,
}

impl AuthorizationResponse {
    /// The answer of the code flow.
    pub fn code(code: impl Into<IssuedToken>) -> Self {
        Self {
            code: Some(code.into()),
        }
    }
}
