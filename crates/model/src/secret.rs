//! Values that must not be seen: redacted in `Debug`, wiped when dropped.

use std::fmt;

use zeroize::Zeroize;

use crate::Entropy;

/// A value kept out of logs and wiped from memory when dropped.
#[derive(Clone, Default)]
pub struct Secret<T: Zeroize>(T);

impl<T: Zeroize> Secret<T> {
    /// Takes `value` in.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// Shows the value. Every call is a place to look at in review.
    pub const fn expose(&self) -> &T {
        &self.0
    }
}

impl<T: Zeroize> Drop for Secret<T> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl<T: Zeroize> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl From<String> for Secret<String> {
    fn from(value: String) -> Self {
        Self(value)
    }
}

/// A fresh random secret of `N` bytes as base64url text without padding.
pub fn random_text<const N: usize>(entropy: &dyn Entropy) -> Secret<String> {
    let mut bytes = [0u8; N];
    entropy.fill(&mut bytes);
    let text = data_encoding::BASE64URL_NOPAD.encode(&bytes);
    bytes.zeroize();
    Secret::new(text)
}
