//! What the authorization endpoint is asked to return.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Malformed, ResponseMode};

/// A registered combination of `code`, `id_token` and `token`, or `none` (OAuth 2.0 Multiple
/// Response Type Encoding Practices). Words may come in any order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ResponseType {
    /// An authorization code: the one flow of OAuth 2.1.
    #[serde(rename = "code")]
    Code,
    /// An ID token from the authorization endpoint.
    #[serde(rename = "id_token")]
    IdToken,
    /// An access token from the authorization endpoint.
    #[serde(rename = "token")]
    Token,
    /// A code and an ID token.
    #[serde(rename = "code id_token")]
    CodeIdToken,
    /// A code and an access token.
    #[serde(rename = "code token")]
    CodeToken,
    /// A code, an ID token and an access token.
    #[serde(rename = "code id_token token")]
    CodeIdTokenToken,
    /// An ID token and an access token.
    #[serde(rename = "id_token token")]
    IdTokenToken,
    /// Nothing but the knowledge that the request was granted.
    #[serde(rename = "none")]
    None,
}

impl ResponseType {
    /// Every combination.
    pub const ALL: [Self; 8] = [
        Self::Code,
        Self::IdToken,
        Self::Token,
        Self::CodeIdToken,
        Self::CodeToken,
        Self::CodeIdTokenToken,
        Self::IdTokenToken,
        Self::None,
    ];

    /// Reads `response_type`.
    ///
    /// # Errors
    /// [`Malformed`] on a combination that is not registered.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        Self::ALL
            .into_iter()
            .find(|known| {
                let words = known.name().split(' ');
                text.split(' ').count() == words.clone().count()
                    && words
                        .into_iter()
                        .all(|word| text.split(' ').any(|given| given == word))
            })
            .ok_or(Malformed::new(
                "must be a response type this server knows, such as code",
            ))
    }

    /// The name on the wire, words in their registered order.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::IdToken => "id_token",
            Self::Token => "token",
            Self::CodeIdToken => "code id_token",
            Self::CodeToken => "code token",
            Self::CodeIdTokenToken => "code id_token token",
            Self::IdTokenToken => "id_token token",
            Self::None => "none",
        }
    }

    /// Whether a code is returned.
    pub const fn has_code(self) -> bool {
        matches!(
            self,
            Self::Code | Self::CodeIdToken | Self::CodeToken | Self::CodeIdTokenToken
        )
    }

    /// Whether the authorization endpoint itself returns an ID token: then `nonce` is required
    /// (OIDC Core 3.2.2.1, 3.3.2.11).
    pub const fn has_id_token(self) -> bool {
        matches!(
            self,
            Self::IdToken | Self::CodeIdToken | Self::CodeIdTokenToken | Self::IdTokenToken
        )
    }

    /// Whether the authorization endpoint itself returns an access token.
    pub const fn has_token(self) -> bool {
        matches!(
            self,
            Self::Token | Self::CodeToken | Self::CodeIdTokenToken | Self::IdTokenToken
        )
    }

    /// How the answer travels unless the app asks otherwise.
    pub const fn default_mode(self) -> ResponseMode {
        if self.has_id_token() || self.has_token() {
            ResponseMode::Fragment
        } else {
            ResponseMode::Query
        }
    }

    /// The mode that `mode` stands for here: `jwt` is that of the default (JARM 2.3.4).
    pub const fn resolved(self, mode: ResponseMode) -> ResponseMode {
        match (mode, self.default_mode()) {
            (ResponseMode::Jwt, ResponseMode::Fragment) => ResponseMode::FragmentJwt,
            (ResponseMode::Jwt, _) => ResponseMode::QueryJwt,
            (mode, _) => mode,
        }
    }

    /// Whether the answer may travel by `mode`: no token ever goes into a query, where servers and
    /// proxies log it (Multiple Response Types 3 and 5, JARM 2.3.1).
    pub const fn allows(self, mode: ResponseMode) -> bool {
        let query = matches!(mode, ResponseMode::Query | ResponseMode::QueryJwt);
        !(query && (self.has_id_token() || self.has_token()))
    }
}

impl fmt::Display for ResponseType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
