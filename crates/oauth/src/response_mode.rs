//! How the answer of the authorization endpoint travels.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Malformed;

/// `response_mode` (Multiple Response Types 2.1, Form Post Response Mode, JARM 2.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResponseMode {
    /// In the query of the redirect URI.
    Query,
    /// In the fragment of the redirect URI.
    Fragment,
    /// In a form that the browser posts to the redirect URI.
    FormPost,
    /// As one JWT in the query.
    #[serde(rename = "query.jwt")]
    QueryJwt,
    /// As one JWT in the fragment.
    #[serde(rename = "fragment.jwt")]
    FragmentJwt,
    /// As one JWT in a form.
    #[serde(rename = "form_post.jwt")]
    FormPostJwt,
    /// As one JWT, where the response type has it by default.
    Jwt,
}

impl ResponseMode {
    /// Every mode.
    pub const ALL: [Self; 7] = [
        Self::Query,
        Self::Fragment,
        Self::FormPost,
        Self::QueryJwt,
        Self::FragmentJwt,
        Self::FormPostJwt,
        Self::Jwt,
    ];

    /// Reads `response_mode`.
    ///
    /// # Errors
    /// [`Malformed`] on an unknown mode.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        Self::ALL
            .into_iter()
            .find(|mode| mode.name() == text)
            .ok_or(Malformed::new(
                "must be query, fragment or form_post, alone or with .jwt behind it, or jwt",
            ))
    }

    /// The name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::Fragment => "fragment",
            Self::FormPost => "form_post",
            Self::QueryJwt => "query.jwt",
            Self::FragmentJwt => "fragment.jwt",
            Self::FormPostJwt => "form_post.jwt",
            Self::Jwt => "jwt",
        }
    }

    /// Whether the answer is one signed JWT (JARM 2).
    pub const fn is_jwt(self) -> bool {
        matches!(
            self,
            Self::QueryJwt | Self::FragmentJwt | Self::FormPostJwt | Self::Jwt
        )
    }
}

impl fmt::Display for ResponseMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
