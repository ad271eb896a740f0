//! The name of an authorization server (RFC 8414 2).

use url::Url;

use crate::{bounded_text::text_type, charset::is_uri_text};

text_type!(
    /// An issuer identifier: an `http` or `https` URL without query, fragment, user information or
    /// final slash, at most 1024 bytes. Compared character by character.
    Issuer,
    is_issuer,
    "must be an http or https URL without query, fragment or final slash"
);

impl Issuer {
    /// The URL of an endpoint below this issuer; `path` begins with `/`.
    pub fn endpoint(&self, path: &str) -> String {
        format!("{}{path}", self.0)
    }
}

fn is_issuer(text: &str) -> bool {
    let authority = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    text.len() <= 1024
        && is_uri_text(text)
        && !text.contains(['?', '#', '@'])
        && !text.ends_with('/')
        && authority.is_some()
        && Url::parse(text).is_ok()
}
