//! CSRF: every form carries a MAC of the browser's own cookie under a key of the realm (signed double
//! submit). Requests that say they come from another site are refused whatever they carry.

use axum::http::{HeaderMap, header};
use data_encoding::BASE64URL_NOPAD;
use durward_model::secret::random_text;
use durward_store::{Cx, Error};
use subtle::ConstantTimeEq;

use super::asked::Asked;
use super::cookies::{self, Kind};
use super::failure::PageFailure;
use super::form::FormText;
use crate::html::pages::Fault;

/// The browser's cookie value: the one it sent, or a new one to set.
#[derive(Debug, Clone)]
pub(crate) struct Browser {
    pub(crate) value: String,
    pub(crate) new: bool,
}

impl Browser {
    /// From the request, or fresh.
    pub(crate) fn of(cx: &Cx, headers: &HeaderMap, secure: bool) -> Self {
        let sent = cookies::read(headers, Kind::Browser, &cx.realm, secure);
        match sent.filter(|value| {
            value.len() == 22
                && value
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
        }) {
            Some(value) => Self { value, new: false },
            None => Self {
                value: random_text::<16>(cx.entropy()).expose().clone(),
                new: true,
            },
        }
    }
}

/// The token a form in this browser carries.
///
/// # Errors
/// As the realm's keys.
pub(crate) async fn token(cx: &Cx, browser: &Browser) -> Result<String, Error> {
    let tag = cx
        .keys()
        .await?
        .keyed_hash(format!("csrf|{}", browser.value).as_bytes());
    Ok(BASE64URL_NOPAD.encode(tag.as_ref()))
}

/// Refuses `form` unless it was submitted by a page of ours in this very browser.
///
/// # Errors
/// [`Fault::Csrf`]; as the realm's keys.
pub(crate) async fn require(asked: &Asked, form: &FormText) -> Result<(), PageFailure> {
    if holds(asked, form.field("csrf").as_deref()).await? {
        Ok(())
    } else {
        Err(PageFailure::fault(Fault::Csrf))
    }
}

async fn holds(asked: &Asked, presented: Option<&str>) -> Result<bool, Error> {
    let browser = asked.browser();
    if browser.new || from_elsewhere(&asked.cx, &asked.headers) {
        return Ok(false);
    }
    let Some(presented) = presented else {
        return Ok(false);
    };
    let own = token(&asked.cx, &browser).await?;
    Ok(own.as_bytes().ct_eq(presented.as_bytes()).into())
}

/// Whether the browser says that the request was made by a page of another origin.
fn from_elsewhere(cx: &Cx, headers: &HeaderMap) -> bool {
    let site = headers
        .get("sec-fetch-site")
        .and_then(|value| value.to_str().ok());
    if site.is_some_and(|site| site == "cross-site" || site == "same-site") {
        return true;
    }
    let origin = headers
        .get(header::ORIGIN)
        .and_then(|value| value.to_str().ok());
    let own = url::Url::parse(&cx.issuer()).map(|url| url.origin().ascii_serialization());
    match (origin, own) {
        // Privacy settings send `null`; the MAC still has to be right.
        (None | Some("null"), _) => false,
        (Some(origin), Ok(own)) => origin != own,
        (Some(_), Err(_)) => true,
    }
}
