//! Passwords as people type them, and as they are hashed.
//!
//! Two keyboards may send the same password as different code points. What we hash ourselves is the OpaqueString
//! form of RFC 8265 4.2 (NFC, every kind of space the same), without its refusals: a sign-in with a password that
//! could never have been set simply fails. Foreign hashes were made from whatever was sent, so those are tried with
//! the bytes as they came, too.

use durward_model::Secret;
use unicode_normalization::UnicodeNormalization;

/// Longest password that is looked at, in bytes: 1024 characters of four.
const LONGEST: usize = 4096;

/// A password to try.
pub(super) struct Candidate {
    raw: Secret<String>,
    prepared: Secret<String>,
}

impl Candidate {
    /// None when it is longer than a password can be.
    pub(super) fn prepare(text: &str) -> Option<Self> {
        if text.len() > LONGEST {
            return None;
        }
        Some(Self {
            raw: Secret::new(text.to_owned()),
            prepared: Secret::new(opaque_string(text)),
        })
    }

    /// As we hash it.
    pub(super) fn prepared(&self) -> &str {
        self.prepared.expose()
    }

    /// As it was sent.
    pub(super) fn raw(&self) -> &str {
        self.raw.expose()
    }

    /// Whether the two are different.
    pub(super) fn differs(&self) -> bool {
        self.raw.expose() != self.prepared.expose()
    }
}

fn opaque_string(text: &str) -> String {
    text.chars()
        .map(|c| if is_space(c) { ' ' } else { c })
        .nfc()
        .collect()
}

/// The characters of Unicode's category Zs.
fn is_space(c: char) -> bool {
    matches!(
        c,
        '\u{00a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_password_typed_on_two_keyboards_is_hashed_the_same() {
        let composed = Candidate::prepare("cr\u{e8}me br\u{fb}l\u{e9}e").unwrap();
        let decomposed = Candidate::prepare("cre\u{300}me\u{a0}bru\u{302}le\u{301}e").unwrap();
        assert_eq!(composed.prepared(), decomposed.prepared());
        assert!(decomposed.differs());
    }

    #[test]
    fn a_password_of_a_megabyte_is_not_looked_at() {
        assert!(Candidate::prepare(&"x".repeat(1 << 20)).is_none());
    }
}
