//! What a person proves who they are with, besides a password.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Kinds of authenticator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuthenticatorKind {
    /// An app that shows codes that change with the time (RFC 6238).
    Totp,
    /// A key pair on a device, in a password manager or on a security key (WebAuthn).
    Passkey,
    /// Codes on paper, each good once, for the day everything else is lost.
    RecoveryCodes,
}

impl AuthenticatorKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Totp, Self::Passkey, Self::RecoveryCodes];

    /// As written in the database, in journeys and in addresses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Totp => "totp",
            Self::Passkey => "passkey",
            Self::RecoveryCodes => "recovery_codes",
        }
    }

    /// The kind written as `text`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// Whether it is a factor of its own. Recovery codes stand in for one that was lost and are worth nothing alone.
    #[must_use]
    pub const fn is_factor(self) -> bool {
        !matches!(self, Self::RecoveryCodes)
    }
}

impl fmt::Display for AuthenticatorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
