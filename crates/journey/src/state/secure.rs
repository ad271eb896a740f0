//! The part of a run's memory that is sealed between submissions.

use std::collections::BTreeMap;

use durward_model::Secret;

/// Secret values by name.
#[derive(Clone, Debug, Default)]
pub struct Secure(pub(super) BTreeMap<String, Secret<String>>);

impl Secure {
    /// The value called `key`.
    #[must_use]
    pub fn read(&self, key: &str) -> Option<&Secret<String>> {
        self.0.get(key)
    }

    /// Keeps `value` as `key`.
    pub fn put(&mut self, key: &str, value: Secret<String>) {
        self.0.insert(key.to_owned(), value);
    }

    /// Takes the value called `key` out: a secret should not stay longer than it is needed.
    pub fn take(&mut self, key: &str) -> Option<Secret<String>> {
        self.0.remove(key)
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// Whether there is nothing to seal.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
