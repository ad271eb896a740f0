//! Why a certificate is not believed.

use std::fmt;

use webpki::Error;

/// Why a certificate is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// It is no certificate, or none that can be relied on.
    Unreadable,
    /// It is not good yet.
    NotYetValid,
    /// It is good no longer.
    Expired,
    /// No trusted authority stands behind it, or its signature is forged.
    Untrusted,
    /// It is not for clients.
    Usage,
    /// Its authority has revoked it.
    Revoked,
    /// Whether it was revoked cannot be found out.
    StatusUnknown,
}

impl Refusal {
    /// In a few words, for the audit trail.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable certificate",
            Self::NotYetValid => "certificate not yet valid",
            Self::Expired => "expired certificate",
            Self::Untrusted => "untrusted certificate",
            Self::Usage => "certificate for another use",
            Self::Revoked => "revoked certificate",
            Self::StatusUnknown => "certificate of unknown status",
        }
    }

    pub(crate) fn of(error: &Error) -> Self {
        match error {
            Error::CertExpired { .. } => Self::Expired,
            Error::CertNotValidYet { .. } => Self::NotYetValid,
            Error::CertRevoked => Self::Revoked,
            Error::CrlExpired { .. } | Error::UnknownRevocationStatus => Self::StatusUnknown,
            Error::RequiredEkuNotFoundContext(_)
            | Error::EmptyEkuExtension
            | Error::CaUsedAsEndEntity => Self::Usage,
            Error::BadDer
            | Error::BadDerTime
            | Error::MalformedExtensions
            | Error::UnsupportedCertVersion
            | Error::TrailingData(_) => Self::Unreadable,
            _ => Self::Untrusted,
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::error::Error for Refusal {}
