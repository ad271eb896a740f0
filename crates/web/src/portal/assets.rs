//! Styles and scripts of the pages, embedded in the binary, named by their content.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::App;
use crate::html::{ASSETS, Asset};
use crate::routes;

pub(crate) async fn asset(State(app): State<Arc<App>>, request: Request) -> Response {
    let name = request
        .uri()
        .path()
        .strip_prefix(ASSETS)
        .unwrap_or_default();
    let Some(asset) = Asset::get(name) else {
        return routes::nowhere(&app, request).await;
    };
    let etag = HeaderValue::from_static(asset.etag);
    if request.headers().get(header::IF_NONE_MATCH) == Some(&etag) {
        return (StatusCode::NOT_MODIFIED, [(header::ETAG, etag)]).into_response();
    }
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static(asset.content_type),
        ),
        (
            header::CACHE_CONTROL,
            HeaderValue::from_static(asset.cache_control),
        ),
        (header::ETAG, etag),
    ];
    (headers, asset.body).into_response()
}

/// Browsers ask for it on every page; there is none.
pub(crate) async fn favicon() -> Response {
    (
        StatusCode::NO_CONTENT,
        [(header::CACHE_CONTROL, "public, max-age=86400")],
    )
        .into_response()
}
