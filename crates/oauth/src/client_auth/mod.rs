//! How an app proves who it is (RFC 6749 2.3, RFC 8705 2, OIDC Core 9).

mod basic;
mod presented;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use presented::PresentedCredentials;

/// `token_endpoint_auth_method`: the one way a registered app authenticates (RFC 7591 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClientAuthMethod {
    /// A public app: it has no secret.
    None,
    /// Its secret in the `Authorization` header.
    ClientSecretBasic,
    /// Its secret in the form.
    ClientSecretPost,
    /// A JWT it authenticated with its secret.
    ClientSecretJwt,
    /// A JWT it signed with its private key.
    PrivateKeyJwt,
    /// A certificate that a trusted authority issued (RFC 8705 2.1).
    TlsClientAuth,
    /// A certificate whose key it registered (RFC 8705 2.2).
    SelfSignedTlsClientAuth,
}

impl ClientAuthMethod {
    /// Every method.
    pub const ALL: [Self; 7] = [
        Self::None,
        Self::ClientSecretBasic,
        Self::ClientSecretPost,
        Self::ClientSecretJwt,
        Self::PrivateKeyJwt,
        Self::TlsClientAuth,
        Self::SelfSignedTlsClientAuth,
    ];

    /// The name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::ClientSecretBasic => "client_secret_basic",
            Self::ClientSecretPost => "client_secret_post",
            Self::ClientSecretJwt => "client_secret_jwt",
            Self::PrivateKeyJwt => "private_key_jwt",
            Self::TlsClientAuth => "tls_client_auth",
            Self::SelfSignedTlsClientAuth => "self_signed_tls_client_auth",
        }
    }

    /// Whether it is the certificate of the connection that proves who the app is.
    pub const fn is_by_certificate(self) -> bool {
        matches!(self, Self::TlsClientAuth | Self::SelfSignedTlsClientAuth)
    }
}

impl fmt::Display for ClientAuthMethod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
