//! A key's own fingerprint (RFC 7638).

use super::{Jwk, Material};
use crate::base64url;
use aws_lc_rs::digest;
use zeroize::Zeroizing;

impl Jwk {
    /// The SHA-256 thumbprint in base64url: the same for every description of the same public key
    /// (RFC 7638 3, RFC 8037 2). That of a shared secret lets whoever sees it test guesses of the
    /// secret (RFC 7638 7), so keep it private.
    #[must_use]
    pub fn thumbprint(&self) -> String {
        let canonical = Zeroizing::new(self.canonical());
        base64url::encode(digest::digest(&digest::SHA256, canonical.as_bytes()).as_ref())
    }

    /// The required members in the order of their names, without white space (RFC 7638 3.2, 3.3).
    /// No value needs escaping: all are base64url or registered names.
    fn canonical(&self) -> String {
        let mut members = self.material.public_members();
        if let Material::Oct(k) = &self.material {
            members.push(("k", base64url::encode(k)));
        }
        members.sort_unstable_by_key(|(name, _)| *name);
        let mut json = String::with_capacity(1024);
        for (name, value) in &members {
            json.push(if json.is_empty() { '{' } else { ',' });
            json.extend(["\"", name, "\":\"", value, "\""]);
        }
        json.push('}');
        json
    }
}
