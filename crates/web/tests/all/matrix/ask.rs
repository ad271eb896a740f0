//! One request to a route, with what is presented in its proper place.

use axum::http::Method;
use durward_testkit::{App, Page};
use serde_json::Value;

use super::loot::{BROWSER, Loot};
use super::twin::Twin;

/// What a request presents, and where.
#[derive(Debug, Default)]
pub(super) struct Ask {
    cookies: Vec<(&'static str, String)>,
    headers: Vec<(&'static str, String)>,
    query: Vec<(&'static str, String)>,
    fields: Vec<(&'static str, String)>,
    json: Option<Value>,
    segments: Vec<(&'static str, String)>,
}

impl Ask {
    /// As the session cookie of the realm asked.
    pub(super) fn session(mut self, cookie: &str) -> Self {
        self.cookies.push(("session", cookie.to_owned()));
        self
    }

    /// As the cookie of an attempt, which is called the same in every realm.
    pub(super) fn attempt(mut self, cookie: &str) -> Self {
        self.cookies.push(("auth_session", cookie.to_owned()));
        self
    }

    /// As the known-device cookie of the realm asked.
    pub(super) fn device(mut self, cookie: &str) -> Self {
        self.cookies.push(("device", cookie.to_owned()));
        self
    }

    /// As `Authorization`, whole.
    pub(super) fn authorization(mut self, value: &str) -> Self {
        self.headers.push(("authorization", value.to_owned()));
        self
    }

    /// As a bearer token (RFC 6750 2.1).
    pub(super) fn bearer(self, token: &str) -> Self {
        self.authorization(&format!("Bearer {token}"))
    }

    /// As the origin of a script.
    pub(super) fn origin(self, origin: &str) -> Self {
        self.header("origin", origin)
    }

    /// As a header.
    pub(super) fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    /// As a parameter of the address.
    pub(super) fn query(mut self, name: &'static str, value: &str) -> Self {
        self.query.push((name, value.to_owned()));
        self
    }

    /// As the segment of the path that is called `name`.
    pub(super) fn segment(mut self, name: &'static str, value: &str) -> Self {
        self.segments.push((name, value.to_owned()));
        self
    }

    /// As a field of the form.
    pub(super) fn field(mut self, name: &'static str, value: &str) -> Self {
        self.fields.push((name, value.to_owned()));
        self
    }

    /// As the JSON body, in place of a form.
    pub(super) fn json(mut self, body: Value) -> Self {
        self.json = Some(body);
        self
    }

    /// Sends it to `path` of the realm `to`, from a browser that has the cookies of `from` as well.
    pub(super) async fn send(
        self,
        app: &App,
        (method, path): (&str, &str),
        to: &Twin,
        (from, stolen): (&Twin, &Loot),
    ) -> Page {
        let mut browser = app.browser();
        let mut keep = |name: String, value: &str| browser.cookies.insert(name, value.to_owned());
        keep(BROWSER.0.to_owned(), BROWSER.1);
        if from.path != to.path {
            keep(from.cookie("session"), &stolen.session);
            keep(from.cookie("device"), &stolen.device);
        }
        for (kind, value) in &self.cookies {
            let name = match *kind {
                "auth_session" => kind.to_string(),
                kind => to.cookie(kind),
            };
            keep(name, value);
        }
        let mut headers: Vec<(&str, &str)> = self
            .headers
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let body = match &self.json {
            Some(json) => json.to_string(),
            None => encoded(&self.fields),
        };
        if method != "GET" {
            headers.push(match self.json {
                Some(_) => ("content-type", "application/json"),
                None => ("content-type", "application/x-www-form-urlencoded"),
            });
        }
        let method: Method = method.parse().unwrap();
        let mut path = path.to_owned();
        for (name, value) in &self.segments {
            path = path.replace(&format!("{{{name}}}"), value);
        }
        let url = format!("{}{path}?{}", to.base(), encoded(&self.query));
        let url = url.trim_end_matches('?');
        browser.send(method, url, &headers, &body).await
    }
}

fn encoded(pairs: &[(&str, String)]) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish()
}
