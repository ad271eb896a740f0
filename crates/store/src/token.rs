//! Opaque tokens: the row's time-ordered id, a dot, and a 256-bit secret. The row is found by the id
//! and the secret compared with its stored SHA-256, in constant time.

use aws_lc_rs::digest;
use data_encoding::BASE64URL_NOPAD;
use durward_model::secret::random_text;
use durward_model::{Entropy, Secret};
use subtle::ConstantTimeEq;

/// A token as its holder sees it.
#[derive(Debug, Clone)]
pub struct OpaqueToken {
    /// `id.secret`.
    pub text: Secret<String>,
    /// What the row keeps.
    pub secret_hash: String,
}

impl OpaqueToken {
    /// A fresh token for the row `id`.
    pub fn issue(id: &str, entropy: &dyn Entropy) -> Self {
        let secret = random_text::<32>(entropy);
        let secret_hash = hash(secret.expose());
        Self {
            text: Secret::new(format!("{id}.{}", secret.expose())),
            secret_hash,
        }
    }
}

/// The two halves of a presented token; none when it does not have the form of one.
pub fn split(presented: &str) -> Option<(&str, &str)> {
    let (id, secret) = presented.split_once('.')?;
    (secret.len() == 43 && id.len() == durward_model::id::LENGTH).then_some((id, secret))
}

/// SHA-256 of `secret` as base64url: what a row keeps.
pub fn hash(secret: &str) -> String {
    BASE64URL_NOPAD.encode(digest::digest(&digest::SHA256, secret.as_bytes()).as_ref())
}

/// Whether `secret` is the one whose hash a row keeps. Constant time.
pub fn matches(secret: &str, secret_hash: &str) -> bool {
    same(&hash(secret), secret_hash)
}

/// Whether two hashes are the same. Constant time.
pub fn same(hash: &str, other: &str) -> bool {
    hash.as_bytes().ct_eq(other.as_bytes()).into()
}
