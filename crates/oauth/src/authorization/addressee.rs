//! Stage one: who asks, and where the answer goes.

use serde::{Deserialize, Serialize};

use crate::{ClientId, ParameterError, Parameters, RedirectUri, ResponseMode, ResponseType, State};

/// The two parameters that must be right before anything may be sent to the app. Until the client is
/// known and its redirect URI is one it registered, errors are shown to the person (RFC 6749
/// 4.1.2.1): anyone can write such a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addressee {
    /// The app that asks.
    pub client_id: ClientId,
    /// Where it asks to be answered. An app with a single registered address may leave it out.
    pub redirect_uri: Option<RedirectUri>,
}

impl Addressee {
    /// Reads `client_id` and `redirect_uri`.
    ///
    /// # Errors
    /// [`ParameterError`], to be shown to the person.
    pub fn parse(parameters: &Parameters) -> Result<Self, ParameterError> {
        Ok(Self {
            client_id: parameters.parsed_required("client_id", ClientId::parse)?,
            redirect_uri: parameters.parsed("redirect_uri", RedirectUri::parse)?,
        })
    }
}

/// A trusted place to answer, and how: everything that an error needs to reach the app.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnAddress {
    /// Checked against what the app registered.
    pub redirect_uri: RedirectUri,
    /// How the answer travels.
    pub response_mode: ResponseMode,
    /// Handed back to the app.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<State>,
}

impl ReturnAddress {
    /// From a redirect URI that was checked, and the wishes of the request as far as they can be read:
    /// what is wrong with them is found in stage two, and reported to this very address.
    pub fn new(redirect_uri: RedirectUri, parameters: &Parameters) -> Self {
        Self {
            redirect_uri,
            response_mode: response_mode(parameters),
            state: parameters.parsed("state", State::parse).ok().flatten(),
        }
    }
}

fn response_mode(parameters: &Parameters) -> ResponseMode {
    let kind = parameters
        .parsed("response_type", ResponseType::parse)
        .ok()
        .flatten();
    let wished = parameters
        .parsed("response_mode", ResponseMode::parse)
        .ok()
        .flatten();
    let kind = kind.unwrap_or(ResponseType::Code);
    let signed = wished.is_some_and(ResponseMode::is_jwt);
    let fallback = if signed {
        ResponseMode::Jwt
    } else {
        kind.default_mode()
    };
    kind.resolved(wished.filter(|mode| kind.allows(*mode)).unwrap_or(fallback))
}
