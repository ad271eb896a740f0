//! Sending a page.

use std::sync::Arc;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use durward_store::Cx;

use super::asked::Asked;
use super::cookies::{self, Kind};
use super::csrf::{self, Browser};
use super::failure::PageFailure;
use crate::App;
use crate::html::pages::Page;
use crate::html::{Chrome, Locale, content_security_policy, with_captcha, with_frames};

/// A page for a person, with a CSRF token for its forms.
pub(crate) struct Sheet<'a> {
    pub(crate) asked: &'a Asked,
    pub(crate) locale: Locale,
    pub(crate) status: StatusCode,
    /// Path and query that show this page again with a GET.
    pub(crate) here: Option<String>,
    /// Where its forms may end besides here (`form-action`).
    pub(crate) targets: Vec<String>,
    /// Where a captcha's scripts and frames come from.
    pub(crate) captcha: Vec<String>,
    /// Origins whose pages it loads in frames.
    pub(crate) frames: Vec<String>,
}

impl<'a> Sheet<'a> {
    /// A page answered 200.
    pub(crate) fn new(asked: &'a Asked, locale: Locale) -> Self {
        Self {
            asked,
            locale,
            status: StatusCode::OK,
            here: None,
            targets: Vec::new(),
            captcha: Vec::new(),
            frames: Vec::new(),
        }
    }

    /// The same, with an address to see it again.
    pub(crate) fn here(mut self, here: impl Into<String>) -> Self {
        self.here = Some(here.into());
        self
    }

    /// The same, with further targets of its forms.
    pub(crate) fn targets(mut self, targets: Vec<String>) -> Self {
        self.targets = targets;
        self
    }

    /// The same, showing a captcha whose scripts and frames come from `sources`.
    pub(crate) fn captcha(mut self, sources: Vec<String>) -> Self {
        self.captcha = sources;
        self
    }

    /// The same, loading pages of these origins in frames.
    pub(crate) fn frames(mut self, origins: Vec<String>) -> Self {
        self.frames = origins;
        self
    }

    /// The same with another status.
    pub(crate) fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// Renders and sends it; a browser without its cookie gets one.
    pub(crate) async fn send<P: Page>(self, content: &P) -> Result<Response, PageFailure> {
        let Self {
            asked,
            locale,
            status,
            here,
            targets,
            captcha,
            frames,
        } = self;
        let browser = asked.browser();
        let token = csrf::token(&asked.cx, &browser).await?;
        let mut chrome = Chrome::new(asked.cx.realm.display_name.clone(), token, asked.cx.now);
        chrome.here = here;
        let targets: Vec<&str> = targets.iter().map(String::as_str).collect();
        let mut response = render(&asked.app, locale, status, &chrome, &targets, content);
        if !captcha.is_empty() || !frames.is_empty() {
            let policy = with_captcha(&content_security_policy(&targets), &captcha);
            if let Ok(policy) = HeaderValue::from_str(&with_frames(&policy, &frames)) {
                let headers = response.headers_mut();
                headers.insert(header::CONTENT_SECURITY_POLICY, policy);
            }
        }
        keep_browser(asked, &browser, &mut response);
        Ok(response)
    }
}

/// Sets the browser cookie where it was missing.
pub(crate) fn keep_browser(asked: &Asked, browser: &Browser, response: &mut Response) {
    if browser.new {
        cookies::set(
            response.headers_mut(),
            Kind::Browser,
            &asked.cx.realm,
            asked.app.secure,
            &browser.value,
        );
    }
}

/// A page without forms to us; `here` as in [`Sheet::here`].
pub(crate) fn bare<P: Page>(
    app: &Arc<App>,
    cx: &Cx,
    locale: Locale,
    status: StatusCode,
    here: Option<String>,
    content: &P,
) -> Response {
    let mut chrome = Chrome::new(cx.realm.display_name.clone(), String::new(), cx.now);
    chrome.here = here;
    render(app, locale, status, &chrome, &[], content)
}

fn render<P: Page>(
    app: &Arc<App>,
    locale: Locale,
    status: StatusCode,
    chrome: &Chrome,
    targets: &[&str],
    content: &P,
) -> Response {
    let mut response = match app.pages.render(locale, chrome, content) {
        Ok(html) => (status, Html(html)).into_response(),
        Err(error) => {
            tracing::error!(?error, "a page did not render");
            return (
                StatusCode::INTERNAL_SERVER_ERROR,
                "Something went wrong on our side.\n",
            )
                .into_response();
        }
    };
    let headers = response.headers_mut();
    if let Ok(policy) = HeaderValue::from_str(&content_security_policy(targets)) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers.insert(
        header::CONTENT_LANGUAGE,
        HeaderValue::from_static(locale.tag()),
    );
    response
}

/// Sends the browser on with a GET (303).
pub(crate) fn see_other(to: &str) -> Response {
    Redirect::to(to).into_response()
}

/// What a form may end at, for `form-action`: the origin of `url`, or its scheme for a native app.
pub(crate) fn form_target(url: &str) -> Option<String> {
    let parsed = url::Url::parse(url).ok()?;
    let origin = parsed.origin();
    Some(if origin.is_tuple() {
        origin.ascii_serialization()
    } else {
        format!("{}:", parsed.scheme())
    })
}
