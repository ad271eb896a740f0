//! Where a browser may be sent after a sign-in: inside this realm, nowhere else.
//!
//! Anything else would lend our name to somebody's phishing page (open redirect, CWE-601). An address that is not
//! surely inside is dropped rather than repaired.

use durward_store::Cx;

/// Bytes of the longest address that is taken; an authorization request fits.
pub const LONGEST: usize = 8192;

/// `address` itself when it leads into the realm of `cx`: a path below the realm's base, or the same under the
/// realm's issuer.
#[must_use]
pub fn accept(cx: &Cx, address: &str) -> Option<String> {
    let plain = |byte: u8| byte.is_ascii_graphic() && byte != b'\\';
    if address.len() > LONGEST || !address.bytes().all(plain) {
        return None;
    }
    let base = cx.realm.path.base_path();
    let issuer = cx.issuer();
    let inside = match address.strip_prefix(&issuer) {
        Some(rest) => is_own(rest),
        None => below(address, &base) || !cx.realm.hosts.is_empty() && below_host(address),
    };
    (inside && stays(address, &issuer)).then(|| address.to_owned())
}

/// Whether `address` is the path `base` or below it.
fn below(address: &str, base: &str) -> bool {
    address.strip_prefix(base).is_some_and(is_own)
}

/// Whether `address` is a path on a host that is the realm's own, not that of another realm there.
fn below_host(address: &str) -> bool {
    address.starts_with('/') && !address.starts_with("//") && !address.starts_with("/realms/")
}

/// Whether `rest`, behind the base of the realm, is nothing or goes on after a whole segment, and does not lead into
/// a realm inside: who looks after that one need not be trusted with people who sign in here.
fn is_own(rest: &str) -> bool {
    (rest.is_empty() || rest.starts_with(['/', '?', '#'])) && !rest.starts_with("/realms/")
}

/// Whether no segment of the path leads out again, spelled plainly or with percent signs.
fn stays(address: &str, issuer: &str) -> bool {
    let local = address.strip_prefix(issuer).unwrap_or(address);
    let path = local.split(['?', '#']).next().unwrap_or_default();
    let path = path.to_ascii_lowercase();
    let hidden = ["%2e", "%2f", "%5c", "%00", "%25", "//"];
    !hidden.iter().any(|part| path.contains(part))
        && !path
            .split('/')
            .any(|segment| segment == "." || segment == "..")
}
