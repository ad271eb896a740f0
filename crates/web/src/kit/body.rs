//! Request bodies, bounded.

use axum::body::Bytes;
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, header};
use http_body_util::{BodyExt, LengthLimitError, Limited};

/// Why a body was not read: a status and words for the sender.
pub(crate) type NotRead = (StatusCode, &'static str);

/// The body of `request`, of at most `longest` bytes.
///
/// # Errors
/// 413 when it is longer, 400 when it ends early.
pub(crate) async fn read(request: Request, longest: usize) -> Result<Bytes, NotRead> {
    match Limited::new(request.into_body(), longest).collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => {
            Err((StatusCode::PAYLOAD_TOO_LARGE, "The body is too long."))
        }
        Err(_) => Err((StatusCode::BAD_REQUEST, "The body ended early.")),
    }
}

/// Whether the body says it is of the media type `kind`.
pub(crate) fn is(headers: &HeaderMap, kind: &str) -> bool {
    let said = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let said = said.split(';').next().unwrap_or_default();
    said.trim().eq_ignore_ascii_case(kind)
}
