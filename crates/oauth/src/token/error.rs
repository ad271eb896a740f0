//! Refusals of the token endpoint, and of those that authenticate clients as it does.

use std::{error::Error, fmt};

use serde::{Serialize, Serializer, ser::SerializeStruct};

use crate::{Description, DpopError, ParameterError};

/// The registered codes: RFC 6749 5.2, RFC 7009 2.2.1, RFC 8628 3.5, RFC 8707 2, RFC 9449 5 and 8; and, for when the server itself is
/// at fault, the two that RFC 6749 4.1.2.1 has for the authorization endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenErrorCode {
    /// A parameter is missing, malformed or repeated.
    InvalidRequest,
    /// The client is unknown, or did not prove who it is.
    InvalidClient,
    /// The code, refresh token or verifier is not valid, or another client's.
    InvalidGrant,
    /// This client may not use this grant type.
    UnauthorizedClient,
    /// The server does not know this grant type.
    UnsupportedGrantType,
    /// The scope is unknown, malformed, or more than was granted.
    InvalidScope,
    /// The resource is unknown, malformed, or more than was granted.
    InvalidTarget,
    /// The person has not answered yet: ask again later (RFC 8628 3.5).
    AuthorizationPending,
    /// As above, and the device asks too often: from now on five seconds less often (RFC 8628 3.5).
    SlowDown,
    /// The person did not answer in time (RFC 8628 3.5).
    ExpiredToken,
    /// The person said no (RFC 8628 3.5).
    AccessDenied,
    /// Tokens of this type cannot be revoked.
    UnsupportedTokenType,
    /// The DPoP proof is missing or wrong.
    InvalidDpopProof,
    /// The DPoP proof must hold the nonce that comes with this answer.
    UseDpopNonce,
    /// The server failed.
    ServerError,
    /// The server is overloaded or being maintained.
    TemporarilyUnavailable,
}

impl TokenErrorCode {
    /// The code on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::InvalidRequest => "invalid_request",
            Self::InvalidClient => "invalid_client",
            Self::InvalidGrant => "invalid_grant",
            Self::UnauthorizedClient => "unauthorized_client",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::InvalidScope => "invalid_scope",
            Self::InvalidTarget => "invalid_target",
            Self::AuthorizationPending => "authorization_pending",
            Self::SlowDown => "slow_down",
            Self::ExpiredToken => "expired_token",
            Self::AccessDenied => "access_denied",
            Self::UnsupportedTokenType => "unsupported_token_type",
            Self::InvalidDpopProof => "invalid_dpop_proof",
            Self::UseDpopNonce => "use_dpop_nonce",
            Self::ServerError => "server_error",
            Self::TemporarilyUnavailable => "temporarily_unavailable",
        }
    }

    /// The HTTP status.
    pub const fn status(self) -> u16 {
        match self {
            Self::InvalidClient => 401,
            Self::ServerError => 500,
            Self::TemporarilyUnavailable => 503,
            _ => 400,
        }
    }
}

/// A refusal; serialises as the JSON body of RFC 6749 5.2.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenError {
    code: TokenErrorCode,
    description: Description,
    basic: bool,
    dpop_nonce: Option<String>,
}

impl TokenError {
    /// A refusal by `code`, explained by `description`.
    pub fn new(code: TokenErrorCode, description: impl Into<Description>) -> Self {
        Self {
            code,
            description: description.into(),
            basic: false,
            dpop_nonce: None,
        }
    }

    /// `use_dpop_nonce`: the proof is to be made again with `nonce` (RFC 9449 8).
    pub fn use_dpop_nonce(nonce: String) -> Self {
        let text = "Make the DPoP proof with the nonce of the DPoP-Nonce header.";
        Self {
            dpop_nonce: Some(nonce),
            ..Self::new(TokenErrorCode::UseDpopNonce, text)
        }
    }

    /// `invalid_client`, explained by `description`.
    pub fn invalid_client(description: impl Into<Description>) -> Self {
        Self::new(TokenErrorCode::InvalidClient, description)
    }

    /// The same refusal to a client that used the `Authorization` header: `invalid_client` then has a
    /// `WWW-Authenticate` challenge (RFC 6749 5.2).
    #[must_use]
    pub const fn to_authorization_header(mut self) -> Self {
        self.basic = true;
        self
    }

    /// The registered code.
    pub const fn code(&self) -> TokenErrorCode {
        self.code
    }

    /// What to do about it.
    pub const fn description(&self) -> &Description {
        &self.description
    }

    /// The value of the `DPoP-Nonce` header, when there must be one.
    pub fn dpop_nonce(&self) -> Option<&str> {
        self.dpop_nonce.as_deref()
    }

    /// The HTTP status.
    pub const fn status(&self) -> u16 {
        self.code.status()
    }

    /// The `WWW-Authenticate` header, when there must be one.
    pub const fn www_authenticate(&self) -> Option<&'static str> {
        match (self.code, self.basic) {
            (TokenErrorCode::InvalidClient, true) => {
                Some(r#"Basic realm="oauth2", charset="UTF-8""#)
            }
            _ => None,
        }
    }
}

impl From<DpopError> for TokenError {
    fn from(error: DpopError) -> Self {
        Self::new(TokenErrorCode::InvalidDpopProof, error.advice())
    }
}

impl From<ParameterError> for TokenError {
    fn from(error: ParameterError) -> Self {
        Self::new(TokenErrorCode::InvalidRequest, &error)
    }
}

impl Serialize for TokenError {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut body = serializer.serialize_struct("TokenError", 2)?;
        body.serialize_field("error", self.code.name())?;
        body.serialize_field("error_description", &self.description)?;
        body.end()
    }
}

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code.name(), self.description)
    }
}

impl Error for TokenError {}
