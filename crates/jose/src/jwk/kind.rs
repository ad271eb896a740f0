//! What kinds of key there are.

/// A key's type and, where it has one, its curve.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyType {
    /// A shared secret (RFC 7518 6.4).
    Oct,
    /// RSA (RFC 7518 6.3).
    Rsa,
    /// An elliptic curve (RFC 7518 6.2).
    Ec(Curve),
    /// An octet key pair on Ed25519 (RFC 8037 2).
    Ed25519,
}

/// An elliptic curve of RFC 7518 6.2.1.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are the registered ones")]
pub enum Curve {
    P256,
    P384,
    P521,
}

/// The `use` member (RFC 7517 4.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyUse {
    /// `sig`
    Signature,
    /// `enc`
    Encryption,
    /// Another value; such a key is used for nothing here.
    Other(String),
}

/// A member of `key_ops` (RFC 7517 4.3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyOp {
    /// `sign`
    Sign,
    /// `verify`
    Verify,
    /// `encrypt`, `wrapKey`, `deriveKey` or another.
    Other(String),
}

impl KeyType {
    /// The value of the `kty` member.
    #[must_use]
    pub const fn kty(self) -> &'static str {
        match self {
            Self::Oct => "oct",
            Self::Rsa => "RSA",
            Self::Ec(_) => "EC",
            Self::Ed25519 => "OKP",
        }
    }
}

impl Curve {
    /// The value of the `crv` member.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::P256 => "P-256",
            Self::P384 => "P-384",
            Self::P521 => "P-521",
        }
    }

    /// The curve of that name, if it is one of these.
    pub(crate) fn named(name: &str) -> Option<Self> {
        [Self::P256, Self::P384, Self::P521]
            .into_iter()
            .find(|curve| curve.as_str() == name)
    }

    /// Bytes of a coordinate, of a private value, and of each half of a signature.
    pub(crate) const fn coordinate_len(self) -> usize {
        match self {
            Self::P256 => 32,
            Self::P384 => 48,
            Self::P521 => 66,
        }
    }
}

impl KeyUse {
    /// The value of the `use` member.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Signature => "sig",
            Self::Encryption => "enc",
            Self::Other(text) => text,
        }
    }
}

impl From<&str> for KeyUse {
    fn from(text: &str) -> Self {
        match text {
            "sig" => Self::Signature,
            "enc" => Self::Encryption,
            other => Self::Other(other.to_owned()),
        }
    }
}

impl KeyOp {
    /// The text of this operation.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Sign => "sign",
            Self::Verify => "verify",
            Self::Other(text) => text,
        }
    }
}

impl From<&str> for KeyOp {
    fn from(text: &str) -> Self {
        match text {
            "sign" => Self::Sign,
            "verify" => Self::Verify,
            other => Self::Other(other.to_owned()),
        }
    }
}
