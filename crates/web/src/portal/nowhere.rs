//! Addresses that lead nowhere: a page for a browser, JSON for everything else.

use axum::Json;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::start;
use crate::html::pages::NotFound;
use crate::kit::asked::Asked;
use crate::kit::page::bare;

/// Says that there is nothing at the address, in the clothes of the realm that was asked.
pub(crate) async fn nowhere(asked: Asked) -> Response {
    let status = StatusCode::NOT_FOUND;
    let mut response = if wants_page(&asked.headers) {
        let locale = asked.locale(&asked.parameter("ui_locales").unwrap_or_default());
        let home = Some(start::address(&asked.cx.realm));
        bare(
            &asked.app,
            &asked.cx,
            locale,
            status,
            None,
            &NotFound { home },
        )
    } else {
        let body =
            json!({"error": "not_found", "error_description": "There is nothing at this address."});
        (status, Json(body)).into_response()
    };
    response
        .headers_mut()
        .append(header::VARY, HeaderValue::from_static("accept"));
    response
}

/// Whether the client reads HTML and says so (RFC 9110 12.5.1); `*/*` alone is said by programs.
fn wants_page(headers: &HeaderMap) -> bool {
    let lines = headers
        .get_all(header::ACCEPT)
        .into_iter()
        .filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).any(|range| {
        let mut parts = range.split(';').map(str::trim);
        let kind = parts.next().unwrap_or_default();
        let refused = parts.any(|parameter| {
            let weight = parameter
                .strip_prefix("q=")
                .or_else(|| parameter.strip_prefix("Q="));
            weight.is_some_and(|weight| weight.parse() == Ok(0.0_f32))
        });
        !refused
            && ["text/html", "application/xhtml+xml"]
                .iter()
                .any(|html| kind.eq_ignore_ascii_case(html))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wants(accept: &'static str) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, HeaderValue::from_static(accept));
        wants_page(&headers)
    }

    #[test]
    fn a_page_is_for_those_who_say_that_they_read_html() {
        assert!(wants(
            "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
        ));
        assert!(wants("application/json, TEXT/HTML; q=0.1"));
        for other in [
            "*/*",
            "application/json",
            "text/html;q=0",
            "text/html; level=1; Q=0.000",
            "text/htmlx",
            "",
        ] {
            assert!(!wants(other), "{other}");
        }
        assert!(!wants_page(&HeaderMap::new()));
    }
}
