//! The hash that ties a code or token to an ID token.

use crate::{Algorithm, base64url};
use aws_lc_rs::digest;

/// `at_hash`, `c_hash` or `s_hash` of `value` for an ID token signed with `algorithm`: the left half
/// of its hash, in base64url (OpenID Connect Core 3.1.3.6, 3.3.2.11).
#[must_use]
pub fn half_hash(algorithm: Algorithm, value: &str) -> String {
    let hash = digest::digest(algorithm.digest(), value.as_bytes());
    let hash = hash.as_ref();
    base64url::encode(&hash[..hash.len() / 2])
}
