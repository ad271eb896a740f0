//! Where an application receives its answers (RFC 6749 3.1.2, RFC 8252, RFC 9700 2.1).

mod syntax;

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize, Serializer};

use crate::Malformed;

/// An absolute URI without fragment and user information that a browser may be sent to: `https`,
/// `http`, or a private-use scheme named after a domain (`com.example.app:/cb`). Kept and compared
/// as it was written; at most 2048 bytes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct RedirectUri(String);

/// Whether an app may register a plain `http` address that is not on its own machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InsecureHttp {
    /// Only loopback addresses may be plain `http` (RFC 8252 8.3).
    Refused,
    /// Any host may: for closed test networks.
    Allowed,
}

/// Whether the port of a registered loopback address counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoopbackPort {
    /// The port must be the registered one.
    Exact,
    /// A native app listens on whichever port is free (RFC 8252 7.3); for `127.0.0.1` and `[::1]`.
    Any,
}

impl RedirectUri {
    /// Takes a copy of `text`, as sent in a request.
    ///
    /// # Errors
    /// [`Malformed`] when it is relative, too long, has a fragment or user information, has a host not
    /// written in its canonical form, or has a scheme that browsers execute or that no one app owns.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        syntax::check(text)?;
        Ok(Self(text.to_owned()))
    }

    /// Takes a copy of `text`, as an app registers it.
    ///
    /// # Errors
    /// [`Malformed`] as for [`RedirectUri::parse`], and on plain `http` that `insecure` refuses.
    pub fn register(text: &str, insecure: InsecureHttp) -> Result<Self, Malformed> {
        let uri = Self::parse(text)?;
        if insecure == InsecureHttp::Refused && uri.scheme() == "http" && !uri.is_loopback() {
            return Err(Malformed::new(
                "must use https, unless its host is the loopback address",
            ));
        }
        Ok(uri)
    }

    /// Whether a request for this address may be answered at `registered`: the same text, or, when
    /// the caller says so for a native app, the same but for the port of a loopback address.
    pub fn matches(&self, registered: &Self, port: LoopbackPort) -> bool {
        self.0 == registered.0
            || port == LoopbackPort::Any
                && self.around_loopback_port().is_some_and(|own| {
                    registered
                        .around_loopback_port()
                        .is_some_and(|theirs| own == theirs)
                })
    }

    /// The URI as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The scheme in lower case.
    pub fn scheme(&self) -> String {
        syntax::scheme(&self.0).to_ascii_lowercase()
    }

    /// Whether the host is the person's own machine: `localhost`, 127.0.0.0/8 or `[::1]`.
    pub fn is_loopback(&self) -> bool {
        syntax::host(&self.0).is_some_and(syntax::is_loopback_host)
    }

    /// The web origin, `scheme://host[:port]` without a default port; `None` for private-use schemes.
    pub fn origin(&self) -> Option<String> {
        syntax::origin(&self.0)
    }

    /// This URI with `pairs` added to its query (RFC 6749 4.1.2); what the query held stays.
    pub fn with_query<'a>(&self, pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
        let separator = match self.0.split_once('?') {
            None => "?",
            Some((_, query)) if query.is_empty() || query.ends_with('&') => "",
            Some(_) => "&",
        };
        self.with(separator, pairs)
    }

    /// This URI with `pairs` as its fragment (RFC 6749 4.2.2).
    pub fn with_fragment<'a>(&self, pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
        self.with("#", pairs)
    }

    fn with<'a>(
        &self,
        separator: &str,
        pairs: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> String {
        let encoded = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(pairs)
            .finish();
        if encoded.is_empty() {
            return self.0.clone();
        }
        [self.0.as_str(), separator, encoded.as_str()].concat()
    }

    /// What stands before and after the port of an `http` address with a loopback IP literal.
    fn around_loopback_port(&self) -> Option<(&str, &str)> {
        ["http://127.0.0.1", "http://[::1]"]
            .into_iter()
            .find_map(|before| {
                let rest = self.0.strip_prefix(before)?;
                let after = match rest.strip_prefix(':') {
                    Some(port) => port.trim_start_matches(|c: char| c.is_ascii_digit()),
                    None => rest,
                };
                (after.is_empty() || after.starts_with(['/', '?'])).then_some((before, after))
            })
    }
}

impl fmt::Display for RedirectUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for RedirectUri {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        Self::parse(text)
    }
}

impl Serialize for RedirectUri {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl TryFrom<String> for RedirectUri {
    type Error = Malformed;

    fn try_from(text: String) -> Result<Self, Malformed> {
        Self::parse(&text)
    }
}

impl From<RedirectUri> for String {
    fn from(uri: RedirectUri) -> Self {
        uri.0
    }
}
