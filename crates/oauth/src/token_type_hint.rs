//! What a caller says about the token it hands in.

/// `token_type_hint` (RFC 7009 2.1, RFC 7662 2.1): where to look first. A value nobody here knows is
/// no hint, and never an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenTypeHint {
    /// An access token.
    AccessToken,
    /// A refresh token.
    RefreshToken,
}

impl TokenTypeHint {
    /// Reads `token_type_hint`.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "access_token" => Some(Self::AccessToken),
            "refresh_token" => Some(Self::RefreshToken),
            _ => None,
        }
    }
}
