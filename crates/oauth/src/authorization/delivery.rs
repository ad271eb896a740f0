//! The answer, ready for the browser to carry.

use super::{AuthorizationError, AuthorizationResponse, ReturnAddress};
use crate::{IssuedToken, Issuer, RedirectUri, ResponseMode, State};

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

impl ReturnAddress {
    /// The way back to the app with what it asked for.
    pub fn deliver(&self, response: &AuthorizationResponse, issuer: &Issuer) -> Delivery {
        let code = response.code.as_ref().map(IssuedToken::expose);
        self.send([("code", code)], issuer)
    }

    /// The way back to the app with a refusal.
    pub fn deliver_error(&self, error: &AuthorizationError, issuer: &Issuer) -> Delivery {
        let pairs = [
            ("error", Some(error.code().name())),
            ("error_description", Some(error.description().as_str())),
        ];
        self.send(pairs, issuer)
    }

    /// Adds `state` as it came, and `iss` so that apps with several servers are not confused (RFC 9207).
    fn send<const N: usize>(
        &self,
        pairs: [(&'static str, Option<&str>); N],
        issuer: &Issuer,
    ) -> Delivery {
        let common = [
            ("state", self.state.as_ref().map(State::as_str)),
            ("iss", Some(issuer.as_str())),
        ];
        let present: Vec<(&'static str, &str)> = pairs
            .into_iter()
            .chain(common)
            .filter_map(|(name, value)| value.map(|value| (name, value)))
            .collect();
        match self.response_mode {
            ResponseMode::Query => Delivery::Redirect {
                location: self.redirect_uri.with_query(present),
            },
            ResponseMode::Fragment => Delivery::Redirect {
                location: self.redirect_uri.with_fragment(present),
            },
            ResponseMode::FormPost => Delivery::FormPost {
                action: self.redirect_uri.clone(),
                fields: present
                    .into_iter()
                    .map(|(n, v)| (n, v.to_owned()))
                    .collect(),
            },
        }
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
