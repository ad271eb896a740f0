//! What a redirect URI may look like. Written against the text itself: a URL parser forgives tabs,
//! backslashes and odd hosts, and a browser forgives differently, so anything to forgive is refused.

use std::net::Ipv4Addr;

use url::{Position, Url};

use crate::{Malformed, charset::is_uri_text};

/// Refuses everything [`super::RedirectUri`] may not be.
pub(super) fn check(text: &str) -> Result<(), Malformed> {
    if text.len() > 2048 {
        return Err(Malformed::new("must be at most 2048 bytes"));
    }
    if !is_uri_text(text) {
        return Err(Malformed::new(
            "must be an absolute URI, other characters percent-encoded",
        ));
    }
    if text.contains('#') {
        return Err(Malformed::new("must not have a fragment"));
    }
    let url = Url::parse(text).map_err(|_| Malformed::new("must be an absolute URI"))?;
    match url.scheme() {
        "https" | "http" => check_web(text, &url),
        scheme if scheme.contains('.') => check_private_use(text),
        _ => Err(Malformed::new(
            "must use https, http, or a private-use scheme named after a domain of the app",
        )),
    }
}

fn check_web(text: &str, url: &Url) -> Result<(), Malformed> {
    let authority = authority(text).ok_or(Malformed::new("must name a host after ://"))?;
    if authority.contains('@') {
        return Err(Malformed::new("must not hold a user name or password"));
    }
    let canonical = url.host_str().unwrap_or_default();
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_');
    let literal = canonical.starts_with('[');
    if canonical.is_empty()
        || host(text).is_none_or(|written| !written.eq_ignore_ascii_case(canonical))
        || !(literal || canonical.bytes().all(plain))
    {
        return Err(Malformed::new(
            "must name its host in the usual form, without wildcards",
        ));
    }
    Ok(())
}

/// A scheme in reverse domain notation belongs to whoever owns the domain (RFC 8252 7.1).
fn check_private_use(text: &str) -> Result<(), Malformed> {
    let named = scheme(text).split('.').all(|label| !label.is_empty());
    if named && !authority(text).is_some_and(|authority| authority.contains('@')) {
        Ok(())
    } else {
        Err(Malformed::new(
            "must use a scheme named after a domain, without user information",
        ))
    }
}

/// What stands before the first `:`.
pub(super) fn scheme(text: &str) -> &str {
    text.split_once(':').map_or("", |(scheme, _)| scheme)
}

/// What stands between `://` and the path or query.
fn authority(text: &str) -> Option<&str> {
    let rest = text.split_once(':')?.1.strip_prefix("//")?;
    Some(rest.split(['/', '?']).next().unwrap_or(rest))
}

/// The authority without its port.
pub(super) fn host(text: &str) -> Option<&str> {
    let authority = authority(text)?;
    match authority.find(']') {
        Some(end) => Some(&authority[..=end]),
        None => Some(authority.split(':').next().unwrap_or(authority)),
    }
}

/// Whether the host is the machine that the browser runs on.
pub(super) fn is_loopback_host(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost")
        || host == "[::1]"
        || host
            .parse::<Ipv4Addr>()
            .is_ok_and(|address| address.is_loopback())
}

/// `scheme://host[:port]`; the parser leaves a default port out.
pub(super) fn origin(text: &str) -> Option<String> {
    let url = Url::parse(text)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https"))?;
    Some(url[..Position::BeforePath].to_owned())
}
