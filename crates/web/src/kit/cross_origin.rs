//! Which pages may use the JSON interfaces that rely on a person's cookies (the Fetch standard, CORS).
//!
//! Our own pages may, and those of the realm's own apps. A page of any other origin is refused what changes something, and
//! its browser lets it read nothing. Programs that are no browsers send no `Origin`.

use std::sync::Arc;

use axum::extract::{MatchedPath, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use durward_model::Actor;
use durward_provider::clients::OwnOrigins;
use durward_store::{Cx, Error};

use super::api::ApiFailure;
use super::asked::InRealm;
use super::headers::AsRequest;
use crate::App;
use crate::routes::inside;

/// Where the interfaces are.
const INTERFACES: [&str; 2] = ["/json/", "/authentication/"];
/// Among them, what our own pages alone may use.
const OURS_ALONE: [&str; 1] = ["/json/users"];

/// What an answer to a pre-flight request says.
const PREFLIGHT: [(HeaderName, &str); 3] = [
    (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST"),
    (
        header::ACCESS_CONTROL_ALLOW_HEADERS,
        "accept-api-version, content-type, x-openam-password, x-openam-username, x-requested-platform, \
         x-requested-with",
    ),
    (header::ACCESS_CONTROL_MAX_AGE, "600"),
];
/// What every answer says to a page that may read it, besides its origin.
const READABLE: [(HeaderName, &str); 2] = [
    (header::ACCESS_CONTROL_ALLOW_CREDENTIALS, "true"),
    (
        header::ACCESS_CONTROL_EXPOSE_HEADERS,
        "retry-after, x-request-id",
    ),
];

/// Whose page sent a request.
enum Page {
    /// No page, as far as is known.
    None,
    /// One that may, of this origin.
    Friend(HeaderValue),
    /// One that may not.
    Stranger,
}

/// Lets requests through to the interfaces, or refuses them for the page that sent them.
pub(crate) async fn guard(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let path = inside(request.uri().path());
    if !INTERFACES.iter().any(|prefix| path.starts_with(prefix)) {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let page = match page(&app, &parts).await {
        Ok(page) => page,
        Err(error) => return ApiFailure::from(error).into_response(),
    };
    let mut response = match &page {
        Page::Stranger if !only_reads(&parts) => refused(),
        Page::Friend(_) if is_preflight(&parts) => preflight(),
        _ => next.run(Request::from_parts(parts, body)).await,
    };
    let headers = response.headers_mut();
    headers.append(header::VARY, HeaderValue::from_static("origin"));
    if let Page::Friend(origin) = page {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        for (name, value) in READABLE {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
    response
}

async fn page(app: &App, request: &Parts) -> Result<Page, Error> {
    let Some(origin) = request.headers.get(header::ORIGIN) else {
        return Ok(Page::None);
    };
    if origin.as_bytes() == app.platform.public_url.as_bytes() || is_same_host(app, request) {
        return Ok(Page::Friend(origin.clone()));
    }
    let Some(InRealm(realm)) = request.extensions.get::<InRealm>() else {
        return Ok(Page::Stranger);
    };
    let (platform, realm) = (Arc::clone(&app.platform), Arc::clone(realm));
    let cx = Cx::new(platform, realm, Actor::Anonymous, Default::default());
    let path = inside(request.uri.path());
    let friend = match origin.to_str() {
        _ if OURS_ALONE.iter().any(|prefix| path.starts_with(prefix)) => false,
        Ok(text) => OwnOrigins::of(&cx).await?.contains(text),
        Err(_) => false,
    };
    if friend {
        return Ok(Page::Friend(origin.clone()));
    }
    // What goes on to its handler is told of there.
    if let Some(id) = request.extensions.get::<AsRequest>()
        && !only_reads(request)
    {
        let route = request.extensions.get::<MatchedPath>().cloned();
        id.tell(cx.request_id, &cx.realm, route);
    }
    Ok(Page::Stranger)
}

/// Whether the origin is the host that was asked: a realm has host names of its own.
fn is_same_host(app: &App, request: &Parts) -> bool {
    let text = |name| request.headers.get(name)?.to_str().ok();
    let (Some(origin), Some(host)) = (text(header::ORIGIN), text(header::HOST)) else {
        return false;
    };
    let Ok(origin) = origin.parse::<Uri>() else {
        return false;
    };
    let scheme = if app.secure { "https" } else { "http" };
    let authority = origin.authority().map(|authority| authority.as_str());
    origin.scheme_str() == Some(scheme) && authority == Some(host)
}

fn only_reads(request: &Parts) -> bool {
    request.method == Method::GET || request.method == Method::HEAD
}

fn is_preflight(request: &Parts) -> bool {
    let asks = header::ACCESS_CONTROL_REQUEST_METHOD;
    request.method == Method::OPTIONS && request.headers.contains_key(asks)
}

fn preflight() -> Response {
    let headers = PREFLIGHT.map(|(name, value)| (name, HeaderValue::from_static(value)));
    (StatusCode::NO_CONTENT, headers).into_response()
}

/// The one answer, whatever the realm, the address and what was sent to it.
fn refused() -> Response {
    ApiFailure::refused(
        StatusCode::FORBIDDEN,
        "Pages of this origin may not send a person's browser here.",
    )
    .into_response()
}
