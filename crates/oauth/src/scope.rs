//! Scopes: what an application asks to be allowed (RFC 6749 3.3).

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize, Serializer};

use crate::{Malformed, charset::is_nqchar};

/// Most tokens in one request.
const MOST: usize = 100;
/// Most tokens in one that was stored: consents add up.
const MOST_STORED: usize = 1000;
/// Longest token, in bytes.
const LONGEST: usize = 256;

/// A set of scope tokens, kept in the order they were first named. Two scopes are equal when they
/// hold the same tokens in any order. May be empty.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(try_from = "String")]
pub struct Scope(String);

impl Scope {
    /// Makes the request an OpenID Connect one (OIDC Core 3.1.2.1).
    pub const OPENID: &'static str = "openid";
    /// The profile claims (OIDC Core 5.4).
    pub const PROFILE: &'static str = "profile";
    /// `email` and `email_verified` (OIDC Core 5.4).
    pub const EMAIL: &'static str = "email";
    /// The `address` claim (OIDC Core 5.4).
    pub const ADDRESS: &'static str = "address";
    /// `phone_number` and `phone_number_verified` (OIDC Core 5.4).
    pub const PHONE: &'static str = "phone";
    /// Access while the person is away: a refresh token (OIDC Core 11).
    pub const OFFLINE_ACCESS: &'static str = "offline_access";

    /// Reads space-separated tokens. Repeated tokens and repeated spaces are folded.
    ///
    /// # Errors
    /// [`Malformed`] on a character outside `NQCHAR`, a token over 256 bytes, or over 100 tokens.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        Self::from_tokens(words(text))
    }

    /// Collects tokens.
    ///
    /// # Errors
    /// [`Malformed`] on an empty token, one with a character outside `NQCHAR` or over 256 bytes, or
    /// over 100 tokens.
    pub fn from_tokens<'a>(tokens: impl IntoIterator<Item = &'a str>) -> Result<Self, Malformed> {
        Self::collect(tokens, MOST)
    }

    fn collect<'a>(
        tokens: impl IntoIterator<Item = &'a str>,
        most: usize,
    ) -> Result<Self, Malformed> {
        let mut scope = Self::default();
        for (index, token) in tokens.into_iter().enumerate() {
            if index == most {
                return Err(Malformed::new(
                    "must not hold that many scope tokens; send at most 100",
                ));
            }
            if !(1..=LONGEST).contains(&token.len()) || !token.bytes().all(is_nqchar) {
                return Err(Malformed::new(
                    "must be scope tokens of at most 256 characters separated by spaces",
                ));
            }
            scope.add(token);
        }
        Ok(scope)
    }

    /// The tokens, in order.
    pub fn tokens(&self) -> impl Iterator<Item = &str> {
        words(&self.0)
    }

    /// Whether `token` is one of them.
    pub fn contains(&self, token: &str) -> bool {
        self.tokens().any(|own| own == token)
    }

    /// Whether every token is also in `other`.
    pub fn is_subset(&self, other: &Self) -> bool {
        self.tokens().all(|token| other.contains(token))
    }

    /// The tokens that are also in `other`, in this scope's order.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        self.filtered(|token| other.contains(token))
    }

    /// The tokens that are not in `other`, in this scope's order.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Self {
        self.filtered(|token| !other.contains(token))
    }

    /// The tokens of both, this scope's first.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        let mut all = self.clone();
        other.tokens().for_each(|token| all.add(token));
        all
    }

    /// The tokens that `keep` says to keep.
    #[must_use]
    pub fn filtered(&self, keep: impl Fn(&str) -> bool) -> Self {
        let mut kept = Self::default();
        self.tokens()
            .filter(|token| keep(token))
            .for_each(|token| kept.add(token));
        kept
    }

    /// Whether it holds no token.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Space-separated, as on the wire.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn add(&mut self, token: &str) {
        if !self.contains(token) {
            if !self.0.is_empty() {
                self.0.push(' ');
            }
            self.0.push_str(token);
        }
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(' ').filter(|word| !word.is_empty())
}

impl PartialEq for Scope {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0 || self.is_subset(other) && other.is_subset(self)
    }
}

impl Eq for Scope {}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Scope {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        Self::parse(text)
    }
}

impl Serialize for Scope {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl TryFrom<String> for Scope {
    type Error = Malformed;

    fn try_from(text: String) -> Result<Self, Malformed> {
        Self::collect(words(&text), MOST_STORED)
    }
}

impl From<Scope> for String {
    fn from(scope: Scope) -> Self {
        scope.0
    }
}
