//! Which pages may send a person's browser to interfaces that rely on its cookies.

use axum::http::{StatusCode, Uri, header};

use super::api::ApiFailure;
use super::asked::Asked;

/// Refuses a request that a browser sent for a page of another origin (the `Origin` header of the Fetch standard).
/// Programs that are no browsers send none.
///
/// # Errors
/// 403.
pub(crate) fn require_own(asked: &Asked) -> Result<(), ApiFailure> {
    let Some(origin) = asked.headers.get(header::ORIGIN) else {
        return Ok(());
    };
    if origin.as_bytes() == asked.cx.platform.public_url.as_bytes() || is_same_host(asked) {
        return Ok(());
    }
    Err(ApiFailure::refused(
        StatusCode::FORBIDDEN,
        "Pages of this origin may not send a person's browser here.",
    ))
}

/// Whether the origin is the host that was asked: a realm has host names of its own.
fn is_same_host(asked: &Asked) -> bool {
    let text = |name| asked.headers.get(name)?.to_str().ok();
    let (Some(origin), Some(host)) = (text(header::ORIGIN), text(header::HOST)) else {
        return false;
    };
    let Ok(origin) = origin.parse::<Uri>() else {
        return false;
    };
    let scheme = if asked.app.secure { "https" } else { "http" };
    let authority = origin.authority().map(|authority| authority.as_str());
    origin.scheme_str() == Some(scheme) && authority == Some(host)
}
