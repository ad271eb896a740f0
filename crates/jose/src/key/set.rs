//! The keys a verifier trusts.

use super::VerifyingKey;
use crate::{Algorithm, JwkSet};

/// Verifying keys by name. Built once for an owner (a realm, an app, an identity provider) and then
/// shared: the keys in it are already parsed.
#[derive(Clone, Debug, Default)]
pub struct KeySet {
    entries: Vec<Entry>,
}

/// Keys tried for one token at most, so that a token without `kid` costs its sender's verifier a
/// bounded time.
const MAX_CANDIDATES: usize = 16;

#[derive(Clone, Debug)]
struct Entry {
    kid: Option<String>,
    key: VerifyingKey,
}

impl KeySet {
    /// A set without keys.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            entries: Vec::new(),
        }
    }

    /// A set of one key, for tokens with any `kid` or none.
    #[must_use]
    pub fn single(key: VerifyingKey) -> Self {
        Self {
            entries: vec![Entry { kid: None, key }],
        }
    }

    /// Every key of a JWK Set with every one of `algorithms` it may verify. Keys that fit none,
    /// those for encryption among them, are left out.
    #[must_use]
    pub fn from_jwks(jwks: &JwkSet, algorithms: &[Algorithm]) -> Self {
        let mut set = Self::new();
        for jwk in &jwks.keys {
            let usable = algorithms
                .iter()
                .filter_map(|alg| VerifyingKey::from_jwk(jwk, *alg).ok());
            for key in usable {
                set.push(jwk.kid(), key);
            }
        }
        set
    }

    /// Adds a key under its name; without one, it is tried for tokens whose `kid` names no key.
    pub fn push(&mut self, kid: Option<&str>, key: VerifyingKey) {
        self.entries.push(Entry {
            kid: kid.map(str::to_owned),
            key,
        });
    }

    /// Whether no key is in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Keys to try: of that algorithm and that name; if no key has the name, those without a name;
    /// for a token without `kid`, any of that algorithm (RFC 7515 6, appendix D).
    pub(crate) fn candidates(
        &self,
        kid: Option<&str>,
        algorithm: Algorithm,
    ) -> impl Iterator<Item = &VerifyingKey> {
        let fitting = move || {
            self.entries
                .iter()
                .filter(move |e| e.key.algorithm() == algorithm)
        };
        let named = kid.is_some() && fitting().any(|entry| entry.kid.as_deref() == kid);
        fitting()
            .filter(move |entry| match kid {
                None => true,
                Some(_) if named => entry.kid.as_deref() == kid,
                Some(_) => entry.kid.is_none(),
            })
            .map(|entry| &entry.key)
            .take(MAX_CANDIDATES)
    }
}
