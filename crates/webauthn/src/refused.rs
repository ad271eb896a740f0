//! Why a ceremony was refused.

use std::fmt;

/// Why a ceremony was refused. For the audit trail; the person is told that it did not work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// It is not what a browser sends; what part of it.
    Malformed(&'static str),
    /// It answers another kind of ceremony.
    Type,
    /// It answers another challenge.
    Challenge,
    /// It was made on a page that is not ours.
    Origin,
    /// It was made inside another site's page.
    CrossOrigin,
    /// The key belongs to another relying party.
    RelyingParty,
    /// Nobody was there.
    UserPresence,
    /// Whoever was there was not verified.
    UserVerification,
    /// It says that it was copied although it cannot be, or changed its mind about that.
    BackupState,
    /// The key is of an algorithm that was not asked for.
    Algorithm,
    /// The key is not one.
    Key,
    /// The signature is not by the key.
    Signature,
    /// The device does not prove what it is.
    Attestation(&'static str),
    /// Devices of this model are not wanted.
    Model,
    /// The key was used more often elsewhere: there is a copy of it.
    Counter,
}

impl Refused {
    /// As written in audit events.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Malformed(_) => "malformed",
            Self::Type => "another ceremony",
            Self::Challenge => "another challenge",
            Self::Origin => "another origin",
            Self::CrossOrigin => "cross origin",
            Self::RelyingParty => "another relying party",
            Self::UserPresence => "nobody present",
            Self::UserVerification => "user not verified",
            Self::BackupState => "backup state",
            Self::Algorithm => "algorithm",
            Self::Key => "broken key",
            Self::Signature => "signature",
            Self::Attestation(_) => "attestation",
            Self::Model => "authenticator model",
            Self::Counter => "signature counter",
        }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(what) | Self::Attestation(what) => {
                write!(f, "{}: {what}", self.as_str())
            }
            other => f.write_str(other.as_str()),
        }
    }
}

impl std::error::Error for Refused {}
