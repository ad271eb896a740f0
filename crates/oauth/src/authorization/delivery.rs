//! The answer, ready for the browser to carry.

use super::{AuthorizationError, AuthorizationResponse, ReturnAddress};
use crate::{IssuedToken, Issuer, RedirectUri, ResponseMode};

/// What the browser must do. Holds a code: not for logs.
#[derive(Clone, PartialEq, Eq)]
pub enum Delivery {
    /// Go to this URL.
    Redirect {
        /// Where to, for the `Location` header; ASCII.
        location: String,
    },
    /// Post this form (Form Post Response Mode 2).
    FormPost {
        /// Where to.
        action: RedirectUri,
        /// Hidden fields, in order; escape them for HTML.
        fields: Vec<(&'static str, String)>,
    },
}

/// The members of an answer, in order.
pub type Members = Vec<(&'static str, String)>;

impl ReturnAddress {
    /// The way back to the app with what it asked for, not signed.
    pub fn deliver(&self, response: &AuthorizationResponse, issuer: &Issuer) -> Delivery {
        self.plainly(self.granted(response), issuer)
    }

    /// The way back to the app with a refusal, not signed.
    pub fn deliver_error(&self, error: &AuthorizationError, issuer: &Issuer) -> Delivery {
        self.plainly(self.refused(error), issuer)
    }

    /// What the app asked for, with `state` as it came.
    pub fn granted(&self, response: &AuthorizationResponse) -> Members {
        let mut members = Members::new();
        let mut add = |name, token: &Option<IssuedToken>| {
            members.extend(token.iter().map(|token| (name, token.expose().to_owned())));
        };
        add("code", &response.code);
        add("id_token", &response.id_token);
        if let Some(access) = &response.access_token {
            members.extend([
                ("access_token", access.token.expose().to_owned()),
                ("token_type", "Bearer".to_owned()),
                ("expires_in", access.expires_in.to_string()),
                ("scope", access.scope.as_str().to_owned()),
            ]);
        }
        self.with_state(members)
    }

    /// A refusal, with `state` as it came.
    pub fn refused(&self, error: &AuthorizationError) -> Members {
        self.with_state(vec![
            ("error", error.code().name().to_owned()),
            ("error_description", error.description().as_str().to_owned()),
        ])
    }

    /// The way back to the app with `members` as they are.
    pub fn carry(&self, members: Members) -> Delivery {
        let pairs = || members.iter().map(|(name, value)| (*name, value.as_str()));
        match self.response_mode {
            ResponseMode::Query | ResponseMode::QueryJwt | ResponseMode::Jwt => {
                Delivery::Redirect {
                    location: self.redirect_uri.with_query(pairs()),
                }
            }
            ResponseMode::Fragment | ResponseMode::FragmentJwt => Delivery::Redirect {
                location: self.redirect_uri.with_fragment(pairs()),
            },
            ResponseMode::FormPost | ResponseMode::FormPostJwt => Delivery::FormPost {
                action: self.redirect_uri.clone(),
                fields: members,
            },
        }
    }

    /// Adds `iss`, so that apps with several servers are not confused (RFC 9207).
    fn plainly(&self, mut members: Members, issuer: &Issuer) -> Delivery {
        members.push(("iss", issuer.as_str().to_owned()));
        self.carry(members)
    }

    fn with_state(&self, mut members: Members) -> Members {
        let state = self.state.iter();
        members.extend(state.map(|state| ("state", state.as_str().to_owned())));
        members
    }
}

impl std::fmt::Debug for Delivery {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Redirect { .. } => "Redirect(..)",
            Self::FormPost { .. } => "FormPost(..)",
        })
    }
}
