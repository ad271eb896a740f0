//! The algorithms by their registered names.

use std::fmt;
use std::str::FromStr;

use crate::JoseError;

/// How the key of the content reaches the reader: `alg` (RFC 7518 4.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyManagement {
    /// RSAES-PKCS1-v1_5. Off wherever it is not switched on by name: its padding has told secrets before.
    Rsa15,
    /// RSAES OAEP with SHA-1.
    RsaOaep,
    /// RSAES OAEP with SHA-256.
    RsaOaep256,
    /// AES Key Wrap with 128 bits.
    A128Kw,
    /// AES Key Wrap with 192 bits.
    A192Kw,
    /// AES Key Wrap with 256 bits.
    A256Kw,
    /// The shared key is the content's own.
    Dir,
    /// Elliptic curve Diffie-Hellman, whose result is the content's own key.
    EcdhEs,
    /// The same, whose result wraps the key with 128 bits.
    EcdhEsA128Kw,
    /// The same with 192 bits.
    EcdhEsA192Kw,
    /// The same with 256 bits.
    EcdhEsA256Kw,
}

impl KeyManagement {
    /// Every algorithm, in the registry's order.
    pub const ALL: [Self; 11] = [
        Self::Rsa15,
        Self::RsaOaep,
        Self::RsaOaep256,
        Self::A128Kw,
        Self::A192Kw,
        Self::A256Kw,
        Self::Dir,
        Self::EcdhEs,
        Self::EcdhEsA128Kw,
        Self::EcdhEsA192Kw,
        Self::EcdhEsA256Kw,
    ];

    /// The registered name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rsa15 => "RSA1_5",
            Self::RsaOaep => "RSA-OAEP",
            Self::RsaOaep256 => "RSA-OAEP-256",
            Self::A128Kw => "A128KW",
            Self::A192Kw => "A192KW",
            Self::A256Kw => "A256KW",
            Self::Dir => "dir",
            Self::EcdhEs => "ECDH-ES",
            Self::EcdhEsA128Kw => "ECDH-ES+A128KW",
            Self::EcdhEsA192Kw => "ECDH-ES+A192KW",
            Self::EcdhEsA256Kw => "ECDH-ES+A256KW",
        }
    }

    /// Whether both sides know one secret.
    #[must_use]
    pub const fn is_shared(self) -> bool {
        matches!(self, Self::A128Kw | Self::A192Kw | Self::A256Kw | Self::Dir)
    }

    /// Whether the reader has a key pair of RSA.
    #[must_use]
    pub const fn is_rsa(self) -> bool {
        matches!(self, Self::Rsa15 | Self::RsaOaep | Self::RsaOaep256)
    }

    /// Bytes of the key that wraps the content's, where AES does.
    pub(super) const fn wrapping_len(self) -> Option<usize> {
        match self {
            Self::A128Kw | Self::EcdhEsA128Kw => Some(16),
            Self::A192Kw | Self::EcdhEsA192Kw => Some(24),
            Self::A256Kw | Self::EcdhEsA256Kw => Some(32),
            _ => None,
        }
    }
}

/// How the content is encrypted: `enc` (RFC 7518 5.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ContentEncryption {
    /// AES-CBC with HMAC and SHA-256.
    A128CbcHs256,
    /// AES-CBC with HMAC and SHA-384.
    A192CbcHs384,
    /// AES-CBC with HMAC and SHA-512.
    A256CbcHs512,
    /// AES-GCM with 128 bits.
    A128Gcm,
    /// AES-GCM with 192 bits.
    A192Gcm,
    /// AES-GCM with 256 bits.
    A256Gcm,
}

impl ContentEncryption {
    /// Every algorithm, in the registry's order. The first is what a client gets that names none (OpenID Connect
    /// Dynamic Client Registration 2).
    pub const ALL: [Self; 6] = [
        Self::A128CbcHs256,
        Self::A192CbcHs384,
        Self::A256CbcHs512,
        Self::A128Gcm,
        Self::A192Gcm,
        Self::A256Gcm,
    ];

    /// The registered name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::A128CbcHs256 => "A128CBC-HS256",
            Self::A192CbcHs384 => "A192CBC-HS384",
            Self::A256CbcHs512 => "A256CBC-HS512",
            Self::A128Gcm => "A128GCM",
            Self::A192Gcm => "A192GCM",
            Self::A256Gcm => "A256GCM",
        }
    }

    /// Bytes of its key.
    pub(super) const fn key_len(self) -> usize {
        match self {
            Self::A128Gcm => 16,
            Self::A192Gcm => 24,
            Self::A256Gcm | Self::A128CbcHs256 => 32,
            Self::A192CbcHs384 => 48,
            Self::A256CbcHs512 => 64,
        }
    }
}

impl FromStr for KeyManagement {
    type Err = JoseError;

    fn from_str(name: &str) -> Result<Self, JoseError> {
        let known = Self::ALL.into_iter().find(|known| known.as_str() == name);
        known.ok_or(JoseError::UnsupportedAlgorithm)
    }
}

impl FromStr for ContentEncryption {
    type Err = JoseError;

    fn from_str(name: &str) -> Result<Self, JoseError> {
        let known = Self::ALL.into_iter().find(|known| known.as_str() == name);
        known.ok_or(JoseError::UnsupportedAlgorithm)
    }
}

impl fmt::Display for KeyManagement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for ContentEncryption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
