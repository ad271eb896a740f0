//! Discovery documents (OpenID Connect Discovery 1.0 4, RFC 8414 3).

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use durward_provider::metadata;

use super::cors;
use crate::html::Locale;
use crate::kit::asked::Asked;
use crate::kit::failure::OauthFailure;

pub(super) async fn document(asked: Asked) -> Response {
    let locales: Vec<&str> = Locale::ALL.iter().map(|locale| locale.tag()).collect();
    let found = if asked.cx.realm.is_active() {
        metadata::document(&asked.cx, &locales).await
    } else {
        Ok(None)
    };
    let response = match found {
        Ok(Some(document)) => {
            let mut response = Json(&document).into_response();
            response.headers_mut().insert(
                header::CACHE_CONTROL,
                HeaderValue::from_static("public, max-age=300"),
            );
            response
        }
        Ok(None) => (
            StatusCode::NOT_FOUND,
            Json(serde_json::json!({"error": "not_found"})),
        )
            .into_response(),
        Err(error) => OauthFailure::from(error).into_response(),
    };
    cors::open(response)
}
