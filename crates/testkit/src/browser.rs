//! A browser without scripts: it keeps cookies, follows redirects inside the product, and submits the
//! forms it was served.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use durward_model::http::ClientCertificate;
use http_body_util::BodyExt;
use tower::ServiceExt;

use crate::html::{self, Form};

/// Scheme and authority people and applications reach it at.
pub const ORIGIN: &str = "http://localhost:8080";

/// A browser.
#[derive(Clone)]
pub struct Browser {
    router: Router,
    /// Cookies by name.
    pub cookies: BTreeMap<String, String>,
    /// The certificate it presents.
    pub certificate: Option<Arc<ClientCertificate>>,
}

/// What was answered.
#[derive(Debug, Clone)]
pub struct Page {
    /// Status.
    pub status: StatusCode,
    /// Header fields.
    pub headers: HeaderMap,
    /// Body as text.
    pub body: String,
    /// The address it came from.
    pub url: String,
}

impl Browser {
    pub(crate) fn new(router: Router) -> Self {
        Self {
            router,
            cookies: BTreeMap::new(),
            certificate: None,
        }
    }

    /// Sends a request and keeps the cookies of the answer. Redirects are not followed.
    ///
    /// # Panics
    /// When the request cannot be made.
    pub async fn send(
        &mut self,
        method: Method,
        url: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Page {
        let path = url.strip_prefix(ORIGIN).unwrap_or(url);
        let mut request = Request::builder().method(method).uri(path);
        if headers.iter().all(|(name, _)| *name != "host") {
            request = request.header(header::HOST, "localhost:8080");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if !self.cookies.is_empty() {
            let line: Vec<String> = self
                .cookies
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            request = request.header(header::COOKIE, line.join("; "));
        }
        if let Some(certificate) = &self.certificate {
            request = request.extension(Arc::clone(certificate));
        }
        let request = request
            .body(Body::from(body.to_owned()))
            .expect("a request");
        let response = self
            .router
            .clone()
            .oneshot(request)
            .await
            .expect("an answer");
        self.keep(response.headers());
        let (parts, body) = response.into_parts();
        let body = body.collect().await.expect("a body").to_bytes();
        Page {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&body).into_owned(),
            url: path.to_owned(),
        }
    }

    fn keep(&mut self, headers: &HeaderMap) {
        for line in headers.get_all(header::SET_COOKIE) {
            let Some(cookie) = line
                .to_str()
                .ok()
                .and_then(|line| cookie::Cookie::parse(line.to_owned()).ok())
            else {
                continue;
            };
            if cookie.value().is_empty() {
                self.cookies.remove(cookie.name());
            } else {
                self.cookies
                    .insert(cookie.name().to_owned(), cookie.value().to_owned());
            }
        }
    }

    /// `GET`s `url` without following redirects.
    pub async fn get(&mut self, url: &str) -> Page {
        self.send(Method::GET, url, &[], "").await
    }

    /// `GET`s `url` and follows redirects while they stay inside the product.
    pub async fn open(&mut self, url: &str) -> Page {
        let page = self.get(url).await;
        self.follow(page).await
    }

    /// Follows redirects while they stay inside the product.
    pub async fn follow(&mut self, mut page: Page) -> Page {
        for _ in 0..10 {
            match page.location() {
                Some(to) if to.starts_with('/') || to.starts_with(ORIGIN) => {
                    page = self.get(&to).await;
                }
                _ => break,
            }
        }
        page
    }

    /// `POST`s a form.
    pub async fn post(
        &mut self,
        url: &str,
        headers: &[(&str, &str)],
        fields: &[(&str, &str)],
    ) -> Page {
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        let mut all = vec![("content-type", "application/x-www-form-urlencoded")];
        all.extend_from_slice(headers);
        self.send(Method::POST, url, &all, &body).await
    }

    /// Submits the form `id` of `page` with `answers` filled in. Redirects are not followed.
    ///
    /// # Panics
    /// When the page has no such form.
    pub async fn submit(&mut self, page: &Page, id: &str, answers: &[(&str, &str)]) -> Page {
        let form = page.form(id);
        let mut fields: Vec<(&str, &str)> = form
            .fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        fields.retain(|(name, _)| answers.iter().all(|(answered, _)| answered != name));
        fields.extend_from_slice(answers);
        self.post(&form.action, &[], &fields).await
    }

    /// Signs in on `page` with username and password. Redirects are not followed.
    pub async fn sign_in(&mut self, page: &Page, username: &str, password: &str) -> Page {
        self.submit(
            page,
            "sign-in",
            &[
                ("username", username),
                ("password", password),
                ("login-submit", "1"),
            ],
        )
        .await
    }
}

impl Page {
    /// Where the answer sends the browser.
    pub fn location(&self) -> Option<String> {
        self.headers
            .get(header::LOCATION)?
            .to_str()
            .ok()
            .map(str::to_owned)
    }

    /// What went wrong, as the page says it.
    pub fn alert(&self) -> Option<String> {
        html::with_role(&self.body, "alert")
    }

    /// The value of a hidden or filled-in field of the form `id`.
    pub fn field(&self, id: &str, name: &str) -> Option<String> {
        self.form(id)
            .fields
            .into_iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value)
    }

    /// The body as JSON.
    ///
    /// # Panics
    /// When it is not.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| {
            panic!(
                "{} answered {} {}: {error}",
                self.url, self.status, self.body
            )
        })
    }

    fn form(&self, id: &str) -> Form {
        let found = html::forms(&self.body)
            .into_iter()
            .find(|form| form.id == id);
        found.unwrap_or_else(|| {
            panic!(
                "{} answered {} without a form '{id}':\n{}",
                self.url, self.status, self.body
            )
        })
    }
}
