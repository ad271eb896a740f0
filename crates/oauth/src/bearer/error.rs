//! Why a request with an access token is refused, as a `WWW-Authenticate` challenge.

use std::{error::Error, fmt};

use serde::{Serialize, Serializer, ser::SerializeMap};

use super::Scheme;
use crate::{AcrValues, DPOP_ALGORITHMS, Description, DpopError, ParameterError, Scope};

/// A refusal of a protected resource (RFC 6750 3.1, RFC 9449 7.1, RFC 9470 3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BearerError {
    /// No access token: a challenge without an error code.
    Missing,
    /// The request is malformed.
    InvalidRequest(Description),
    /// The token is unknown, expired, revoked, or for somebody else.
    InvalidToken(Description),
    /// The token is bound to a key, and came without it.
    Bound,
    /// The DPoP proof is missing or wrong (RFC 9449 7.1).
    InvalidDpopProof(DpopError),
    /// The DPoP proof must hold this nonce (RFC 9449 9).
    UseDpopNonce(String),
    /// The token does not allow this.
    InsufficientScope {
        /// What would.
        needed: Scope,
    },
    /// The person was not authenticated strongly or recently enough.
    InsufficientUserAuthentication(StepUp),
}

/// What the person must do before trying again (RFC 9470 3).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StepUp {
    /// How strongly to authenticate.
    pub acr_values: AcrValues,
    /// Longest time since signing in, in seconds.
    pub max_age: Option<u32>,
}

impl BearerError {
    /// The registered code; none when there was no token (RFC 6750 3.1).
    pub const fn code(&self) -> Option<&'static str> {
        match self {
            Self::Missing => None,
            Self::InvalidRequest(_) => Some("invalid_request"),
            Self::InvalidToken(_) | Self::Bound => Some("invalid_token"),
            Self::InvalidDpopProof(_) => Some("invalid_dpop_proof"),
            Self::UseDpopNonce(_) => Some("use_dpop_nonce"),
            Self::InsufficientScope { .. } => Some("insufficient_scope"),
            Self::InsufficientUserAuthentication(_) => Some("insufficient_user_authentication"),
        }
    }

    /// The HTTP status.
    pub const fn status(&self) -> u16 {
        match self {
            Self::InvalidRequest(_) => 400,
            Self::InsufficientScope { .. } => 403,
            Self::Missing
            | Self::InvalidToken(_)
            | Self::Bound
            | Self::InvalidDpopProof(_)
            | Self::UseDpopNonce(_)
            | Self::InsufficientUserAuthentication(_) => 401,
        }
    }

    /// What to do about it.
    pub fn description(&self) -> &str {
        match self {
            Self::Missing => "Send an access token in the Authorization header.",
            Self::InvalidRequest(text) | Self::InvalidToken(text) => text.as_str(),
            Self::Bound => "The access token is bound to a key: send it as DPoP, with a proof.",
            Self::InvalidDpopProof(error) => error.advice(),
            Self::UseDpopNonce(_) => "Make the DPoP proof with the nonce of the DPoP-Nonce header.",
            Self::InsufficientScope { .. } => "Ask for an access token with the scope named here.",
            Self::InsufficientUserAuthentication(_) => {
                "Have the person sign in again with the acr_values and max_age named here."
            }
        }
    }

    /// The value of the `DPoP-Nonce` header, when there must be one.
    pub fn dpop_nonce(&self) -> Option<&str> {
        match self {
            Self::UseDpopNonce(nonce) => Some(nonce),
            _ => None,
        }
    }

    /// The `WWW-Authenticate` header to a request by `scheme`; `realm` names what is protected. A request without a
    /// token is told of both schemes.
    pub fn www_authenticate(&self, realm: &str, scheme: Scheme) -> String {
        let realm = Description::new(realm.to_owned());
        match (self, scheme) {
            (Self::Missing, _) => {
                format!("Bearer realm=\"{realm}\", {}", dpop_challenge(&realm))
            }
            (Self::Bound | Self::InvalidDpopProof(_) | Self::UseDpopNonce(_), _)
            | (_, Scheme::Dpop) => self.challenge(dpop_challenge(&realm)),
            (_, Scheme::Bearer) => self.challenge(format!("Bearer realm=\"{realm}\"")),
        }
    }

    /// `header` with what went wrong.
    fn challenge(&self, mut header: String) -> String {
        let mut add = |name: &str, value: &str| {
            // Every value is from a set without quotes and backslashes.
            header.push_str(&format!(", {name}=\"{value}\""));
        };
        let Some(code) = self.code() else {
            return header;
        };
        add("error", code);
        add("error_description", self.description());
        match self {
            Self::InsufficientScope { needed } if !needed.is_empty() => {
                add("scope", needed.as_str());
            }
            Self::InsufficientUserAuthentication(step_up) => {
                if !step_up.acr_values.is_empty() {
                    add("acr_values", &step_up.acr_values.to_string());
                }
                if let Some(seconds) = step_up.max_age {
                    add("max_age", &seconds.to_string());
                }
            }
            _ => {}
        }
        header
    }
}

/// The challenge by which a server says that it takes proofs, and how they may be signed (RFC 9449 7.1).
fn dpop_challenge(realm: &Description) -> String {
    let algorithms = DPOP_ALGORITHMS
        .map(durward_jose::Algorithm::as_str)
        .join(" ");
    format!("DPoP realm=\"{realm}\", algs=\"{algorithms}\"")
}

impl From<DpopError> for BearerError {
    fn from(error: DpopError) -> Self {
        Self::InvalidDpopProof(error)
    }
}

impl From<ParameterError> for BearerError {
    fn from(error: ParameterError) -> Self {
        Self::InvalidRequest((&error).into())
    }
}

/// A JSON body for developers, who do not always see the header.
impl Serialize for BearerError {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut body = serializer.serialize_map(None)?;
        if let Some(code) = self.code() {
            body.serialize_entry("error", code)?;
        }
        body.serialize_entry("error_description", self.description())?;
        body.end()
    }
}

impl fmt::Display for BearerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: {}",
            self.code().unwrap_or("no token"),
            self.description()
        )
    }
}

impl Error for BearerError {}
