//! Cookies. Over TLS their names begin with `__Host-`: then no other host or path can set them (RFC 6265bis 4.1.3.2).

use axum::http::{HeaderMap, HeaderValue, header};
use cookie::{Cookie, SameSite};
use durward_model::Secret;
use durward_model::realm::Realm;
use durward_signin::devices::LIFETIME;
use durward_signin::journeys::Done;
use durward_signin::remembered::Keeping;

use super::asked::Asked;

/// A cookie we set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The SSO session of a realm.
    Session,
    /// Who signed in to a realm with this browser before.
    Device,
    /// Whom the browser is remembered for.
    Remembered,
    /// A sign-in through the authentication interface.
    Attempt,
    /// The browser itself: what CSRF tokens are bound to.
    Browser,
}

/// The name of a cookie. Realms on one host have sessions of their own.
pub(crate) fn name(kind: Kind, realm: &Realm, secure: bool) -> String {
    let prefix = if secure { "__Host-" } else { "" };
    match kind {
        Kind::Session => format!(
            "{prefix}durward-session.{}",
            realm.path.as_str().replace('/', ".")
        ),
        Kind::Device => format!(
            "{prefix}durward-device.{}",
            realm.path.as_str().replace('/', ".")
        ),
        Kind::Remembered => format!(
            "{prefix}durward-remembered.{}",
            realm.path.as_str().replace('/', ".")
        ),
        Kind::Attempt => "auth_session".to_owned(),
        Kind::Browser => format!("{prefix}durward-browser"),
    }
}

/// The value of a cookie the browser sent.
pub(crate) fn read(headers: &HeaderMap, kind: Kind, realm: &Realm, secure: bool) -> Option<String> {
    let wanted = name(kind, realm, secure);
    let lines = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok());
    let mut found = lines
        .flat_map(|line| Cookie::split_parse(line.to_owned()).flatten())
        .filter(|cookie| cookie.name() == wanted);
    found.next().map(|cookie| cookie.value().to_owned())
}

/// Cookies of a request whose names are kept.
const MOST_NAMES: usize = 50;

/// The names of the cookies the browser sent.
pub(crate) fn names(headers: &HeaderMap) -> Vec<String> {
    let lines = headers.get_all(header::COOKIE).iter();
    let lines = lines.filter_map(|line| line.to_str().ok());
    lines
        .flat_map(|line| Cookie::split_parse(line).flatten())
        .map(|cookie| cookie.name().chars().take(100).collect())
        .take(MOST_NAMES)
        .collect()
}

/// Sets a cookie until the browser closes; the server keeps the lifetime.
pub(crate) fn set(headers: &mut HeaderMap, kind: Kind, realm: &Realm, secure: bool, value: &str) {
    let cookie = base(kind, realm, secure).value(value.to_owned());
    append(headers, cookie);
}

/// Sets a cookie for `seconds`.
pub(crate) fn keep(
    headers: &mut HeaderMap,
    kind: Kind,
    realm: &Realm,
    secure: bool,
    value: &str,
    seconds: i64,
) {
    let cookie = base(kind, realm, secure)
        .value(value.to_owned())
        .max_age(cookie::time::Duration::seconds(seconds));
    append(headers, cookie);
}

/// Sets what a sign-in leaves in the browser.
pub(crate) fn keep_sign_in(headers: &mut HeaderMap, asked: &Asked, done: &Done) {
    let (realm, secure) = (&asked.cx.realm, asked.app.secure);
    set(headers, Kind::Session, realm, secure, done.cookie.expose());
    keep_device(headers, asked, done.device.as_ref());
    match &done.remembered {
        Some(Keeping::Keep(cookie, seconds)) => {
            let kind = Kind::Remembered;
            keep(headers, kind, realm, secure, cookie.expose(), *seconds);
        }
        Some(Keeping::Drop) => clear(headers, Kind::Remembered, realm, secure),
        None => {}
    }
}

/// Takes back what a sign-in left in the browser, apart from that it is known.
pub(crate) fn drop_sign_in(headers: &mut HeaderMap, asked: &Asked) {
    let (realm, secure) = (&asked.cx.realm, asked.app.secure);
    clear(headers, Kind::Session, realm, secure);
    if asked.remembered().is_some() {
        clear(headers, Kind::Remembered, realm, secure);
    }
}

/// Makes the browser known for the next sign-in, unless it is already.
pub(crate) fn keep_device(headers: &mut HeaderMap, asked: &Asked, device: Option<&Secret<String>>) {
    let (realm, secure) = (&asked.cx.realm, asked.app.secure);
    if let Some(device) = device {
        keep(
            headers,
            Kind::Device,
            realm,
            secure,
            device.expose(),
            LIFETIME,
        );
    }
}

/// Takes a cookie back.
pub(crate) fn clear(headers: &mut HeaderMap, kind: Kind, realm: &Realm, secure: bool) {
    let cookie = base(kind, realm, secure)
        .value("")
        .max_age(cookie::time::Duration::ZERO);
    append(headers, cookie);
}

fn base(kind: Kind, realm: &Realm, secure: bool) -> Builder {
    Builder(
        Cookie::build((name(kind, realm, secure), String::new()))
            .path("/")
            .http_only(true)
            .secure(secure)
            .same_site(SameSite::Lax),
    )
}

/// A cookie under construction.
struct Builder(cookie::CookieBuilder<'static>);

impl Builder {
    fn value(self, value: impl Into<String>) -> Self {
        let mut cookie = self.0.build();
        cookie.set_value(value.into());
        Self(cookie.into())
    }

    fn max_age(self, age: cookie::time::Duration) -> Self {
        Self(self.0.max_age(age))
    }
}

fn append(headers: &mut HeaderMap, cookie: Builder) {
    if let Ok(value) = HeaderValue::from_str(&cookie.0.build().to_string()) {
        headers.append(header::SET_COOKIE, value);
    }
}
