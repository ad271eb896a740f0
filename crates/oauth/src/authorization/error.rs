//! Refusals that are returned to the app.

use std::{error::Error, fmt};

use serde::Serialize;

use crate::{Description, ParameterError};

/// The registered codes of the authorization endpoint: RFC 6749 4.1.2.1, OIDC Core 3.1.2.6, RFC 8707
/// 2, RFC 9470 5.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AuthorizationErrorCode {
    /// A parameter is missing, malformed or repeated.
    InvalidRequest,
    /// This app may not use this response type.
    UnauthorizedClient,
    /// The person or the server said no.
    AccessDenied,
    /// The server does not return that.
    UnsupportedResponseType,
    /// A scope is unknown, malformed, or not for this app.
    InvalidScope,
    /// The server failed.
    ServerError,
    /// The server is overloaded or being maintained.
    TemporarilyUnavailable,
    /// `prompt=none`, but a page must be shown.
    InteractionRequired,
    /// `prompt=none`, but nobody is signed in.
    LoginRequired,
    /// `prompt=none`, but an account must be chosen.
    AccountSelectionRequired,
    /// `prompt=none`, but consent must be asked for.
    ConsentRequired,
    /// The address in `request_uri` cannot be read.
    InvalidRequestUri,
    /// The request object is not valid.
    InvalidRequestObject,
    /// `request` is not supported.
    RequestNotSupported,
    /// `request_uri` is not supported.
    RequestUriNotSupported,
    /// `registration` is not supported.
    RegistrationNotSupported,
    /// A resource is unknown, malformed, or not for this app.
    InvalidTarget,
    /// The person cannot be authenticated as strongly as asked.
    UnmetAuthenticationRequirements,
}

impl AuthorizationErrorCode {
    /// The code on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::InvalidRequest => "invalid_request",
            Self::UnauthorizedClient => "unauthorized_client",
            Self::AccessDenied => "access_denied",
            Self::UnsupportedResponseType => "unsupported_response_type",
            Self::InvalidScope => "invalid_scope",
            Self::ServerError => "server_error",
            Self::TemporarilyUnavailable => "temporarily_unavailable",
            Self::InteractionRequired => "interaction_required",
            Self::LoginRequired => "login_required",
            Self::AccountSelectionRequired => "account_selection_required",
            Self::ConsentRequired => "consent_required",
            Self::InvalidRequestUri => "invalid_request_uri",
            Self::InvalidRequestObject => "invalid_request_object",
            Self::RequestNotSupported => "request_not_supported",
            Self::RequestUriNotSupported => "request_uri_not_supported",
            Self::RegistrationNotSupported => "registration_not_supported",
            Self::InvalidTarget => "invalid_target",
            Self::UnmetAuthenticationRequirements => "unmet_authentication_requirements",
        }
    }
}

/// A refusal with words for the app's developer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorizationError {
    code: AuthorizationErrorCode,
    description: Description,
}

impl AuthorizationError {
    /// A refusal by `code`, explained by `description`.
    pub fn new(code: AuthorizationErrorCode, description: impl Into<Description>) -> Self {
        Self {
            code,
            description: description.into(),
        }
    }

    /// The registered code.
    pub const fn code(&self) -> AuthorizationErrorCode {
        self.code
    }

    /// What to do about it.
    pub const fn description(&self) -> &Description {
        &self.description
    }
}

impl From<ParameterError> for AuthorizationError {
    fn from(error: ParameterError) -> Self {
        Self::new(AuthorizationErrorCode::InvalidRequest, &error)
    }
}

impl fmt::Display for AuthorizationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code.name(), self.description)
    }
}

impl Error for AuthorizationError {}
