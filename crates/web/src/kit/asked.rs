//! The context of a request, built once: platform, realm, time, who asks from where, in which language.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{FromRequestParts, MatchedPath};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use durward_model::http::ClientCertificate;
use durward_model::id::UserId;
use durward_model::realm::Realm;
use durward_model::session::Session;
use durward_model::{Actor, Timestamp};
use durward_store::cx::Origin;
use durward_store::{Cx, Error, ErrorKind};

use super::cookies::{self, Kind};
use super::csrf::Browser;
use super::failure::PageFailure;
use super::peer::Peer;
use super::rate::RateLimit;
use crate::App;
use crate::html::Locale;
use crate::routes::inside;

/// The realm a request is for, found by the rewriting of its address.
#[derive(Debug, Clone)]
pub(crate) struct InRealm(pub(crate) Arc<Realm>);

/// The path of a request before its address was rewritten.
#[derive(Debug, Clone)]
pub(crate) struct Written(pub(crate) String);

/// A request in a realm.
pub(crate) struct Asked {
    pub(crate) app: Arc<App>,
    pub(crate) cx: Cx,
    pub(crate) headers: HeaderMap,
    /// Path inside the realm.
    pub(crate) path: String,
    /// Path as the client wrote it.
    pub(crate) written: String,
    /// Query of the address, undecoded; empty when there is none.
    pub(crate) query: String,
    pub(crate) peer: Peer,
}

impl FromRequestParts<Arc<App>> for Asked {
    type Rejection = PageFailure;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, PageFailure> {
        let Some(InRealm(realm)) = parts.extensions.get::<InRealm>().cloned() else {
            return Err(Error::internal("a request reached a handler without a realm").into());
        };
        let peer = parts.extensions.get::<Peer>().copied().unwrap_or_default();
        let user_agent = parts
            .headers
            .get(header::USER_AGENT)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        let origin = Origin {
            ip: address(peer.ip),
            user_agent: user_agent.chars().take(512).collect(),
            languages: languages(&parts.headers),
            browser: cookies::read(&parts.headers, Kind::Browser, &realm, app.secure)
                .map(|value| durward_store::token::hash(&value))
                .unwrap_or_default(),
            cookies: cookies::names(&parts.headers),
            client_certificate: parts.extensions.get::<Arc<ClientCertificate>>().cloned(),
        };
        let cx = Cx::new(Arc::clone(&app.platform), realm, Actor::Anonymous, origin);
        if let Some(id) = parts.extensions.get::<super::headers::AsRequest>() {
            let route = parts.extensions.get::<MatchedPath>().cloned();
            id.tell(cx.request_id, &cx.realm, route);
        }
        Ok(Self {
            app: Arc::clone(app),
            cx,
            headers: parts.headers.clone(),
            path: inside(parts.uri.path()).to_owned(),
            written: match parts.extensions.get::<Written>() {
                Some(Written(path)) => path.clone(),
                None => parts.uri.path().to_owned(),
            },
            query: parts.uri.query().unwrap_or_default().to_owned(),
            peer,
        })
    }
}

impl Asked {
    /// The live session of the browser in this realm.
    ///
    /// # Errors
    /// Database failures.
    pub(crate) async fn session(&self) -> Result<Option<Session>, Error> {
        match self.session_cookie() {
            Some(cookie) => durward_signin::sessions::current(&self.cx, &cookie).await,
            None => Ok(None),
        }
    }

    /// What the browser holds of a session in this realm, live or not.
    pub(crate) fn session_cookie(&self) -> Option<String> {
        let (realm, secure) = (&self.cx.realm, self.app.secure);
        cookies::read(&self.headers, Kind::Session, realm, secure)
    }

    /// What stands for a session in this realm: the cookie, or a header of its name, which programs send.
    pub(crate) fn session_token(&self) -> Option<String> {
        let name = cookies::name(Kind::Session, &self.cx.realm, self.app.secure);
        let header = self.headers.get(name).and_then(|value| value.to_str().ok());
        self.session_cookie().or_else(|| header.map(str::to_owned))
    }

    /// Counts an attempt to prove something, from the network the request comes from.
    ///
    /// # Errors
    /// Rate limited when there were too many.
    pub(crate) fn count_attempt(&self) -> Result<(), Error> {
        self.count(&self.app.sign_in_limit)
    }

    /// Counts the beginning of a sign-in, which is kept until it ends.
    ///
    /// # Errors
    /// Rate limited when there were too many.
    pub(crate) fn count_start(&self) -> Result<(), Error> {
        self.count(&self.app.start_limit)
    }

    /// Counts a device's code that `person` typed, against them and against the network they are in.
    ///
    /// # Errors
    /// Rate limited when there were too many.
    pub(crate) fn count_user_code(&self, person: UserId) -> Result<(), Error> {
        let mut hasher = DefaultHasher::new();
        person.hash(&mut hasher);
        take(
            &self.app.user_codes_by_person,
            u128::from(hasher.finish()),
            self.cx.now,
        )?;
        self.count(&self.app.user_codes_by_network)
    }

    fn count(&self, limit: &RateLimit) -> Result<(), Error> {
        take(limit, self.peer.network(), self.cx.now)
    }

    /// What the browser says of who signed in with it before.
    pub(crate) fn device(&self) -> Option<String> {
        cookies::read(&self.headers, Kind::Device, &self.cx.realm, self.app.secure)
    }

    /// What the browser says of whom it is remembered for.
    pub(crate) fn remembered(&self) -> Option<String> {
        let (realm, secure) = (&self.cx.realm, self.app.secure);
        cookies::read(&self.headers, Kind::Remembered, realm, secure)
    }

    /// The browser, as CSRF tokens know it.
    pub(crate) fn browser(&self) -> Browser {
        Browser::of(&self.cx, &self.headers, self.app.secure)
    }

    /// The language to speak: asked for by the app or the person, else what the browser prefers.
    pub(crate) fn locale(&self, ui_locales: &str) -> Locale {
        let accepted = self
            .headers
            .get(header::ACCEPT_LANGUAGE)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        Locale::negotiate(ui_locales, accepted, None)
    }

    /// The value of a query parameter, decoded; the first when there are several.
    pub(crate) fn parameter(&self, name: &str) -> Option<String> {
        form_urlencoded::parse(self.query.as_bytes())
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
    }

    /// The base path of the realm on the origin the request came to: empty on a host name of the realm.
    pub(crate) fn base(&self) -> String {
        base_path(&self.cx.realm)
    }
}

fn take(limit: &RateLimit, key: u128, now: Timestamp) -> Result<(), Error> {
    limit.take(key, now).map_err(|seconds| {
        let limited = ErrorKind::RateLimited(seconds);
        Error::new(limited, "Too many attempts from this address.")
    })
}

/// The path all addresses of `realm` begin with; empty when it has host names of its own.
pub(crate) fn base_path(realm: &Realm) -> String {
    if realm.hosts.is_empty() {
        realm.path.base_path()
    } else {
        String::new()
    }
}

/// The languages the browser prefers that we speak, the best of them alone: who asks knows no more of its person.
fn languages(headers: &HeaderMap) -> Vec<String> {
    let accepted = headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok());
    let locale = accepted.map(|accepted| Locale::negotiate("", accepted, None));
    locale
        .map(|locale| locale.tag().to_owned())
        .into_iter()
        .collect()
}

fn address(ip: IpAddr) -> String {
    match ip {
        IpAddr::V6(v6) => v6
            .to_ipv4_mapped()
            .map_or_else(|| ip.to_string(), |v4| v4.to_string()),
        IpAddr::V4(_) => ip.to_string(),
    }
}
