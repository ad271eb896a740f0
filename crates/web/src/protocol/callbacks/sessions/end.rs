//! The end of sessions.

use axum::http::StatusCode;
use axum::response::Response;
use durward_signin::sessions::{self, oversight};
use serde_json::{Map, Value, json};

use super::{HANDLE, acting, as_person, named, ok, token};
use crate::kit::api::{ApiFailure, JsonObject};
use crate::kit::asked::Asked;
use crate::kit::cookies;

/// Sessions one request may end.
const MOST: usize = 1000;

/// Ends the session of a token.
pub(super) async fn logout(asked: &Asked, body: &JsonObject) -> Result<Response, ApiFailure> {
    let by_cookie = body.text("tokenId")?.is_none();
    let session = match token(asked, body)? {
        Some(token) => sessions::look(&asked.cx, &token).await?,
        None => None,
    };
    // A token that came in the body is not that of the browser.
    let remembered = asked.remembered().filter(|_| by_cookie);
    let cx = session
        .as_ref()
        .map_or_else(|| asked.cx.clone(), |session| as_person(asked, session));
    sessions::sign_out(&cx, session.as_ref(), remembered.as_deref()).await?;
    let told = match &session {
        Some(_) => "Successfully logged out",
        None => "Token has expired",
    };
    let mut response = ok(json!({"result": told}));
    if by_cookie {
        cookies::drop_sign_in(response.headers_mut(), asked);
    }
    Ok(response)
}

/// Ends the sessions that `sessionHandles` name; says of each whether there was one.
pub(super) async fn by_handle(asked: &Asked, body: &JsonObject) -> Result<Response, ApiFailure> {
    let cx = acting(asked).await?;
    let handles = body.0.get("sessionHandles").and_then(Value::as_array);
    let handles: Option<Vec<&str>> =
        handles.and_then(|handles| handles.iter().map(Value::as_str).collect());
    let Some(handles) = handles.filter(|handles| handles.len() <= MOST) else {
        return Err(ApiFailure::refused(
            StatusCode::BAD_REQUEST,
            format!("sessionHandles: list at most {MOST} handles."),
        ));
    };
    let mut ended = Map::new();
    for handle in handles {
        let id = handle.strip_prefix(HANDLE).unwrap_or_default();
        let was_live = oversight::end_by_id(&cx, id).await?;
        ended.insert(handle.to_owned(), json!(was_live));
    }
    Ok(ok(json!({"result": ended})))
}

/// Ends every session of `username`.
pub(super) async fn by_user(asked: &Asked, body: &JsonObject) -> Result<Response, ApiFailure> {
    let cx = acting(asked).await?;
    let Some(name) = body.text("username")? else {
        return Err(ApiFailure::refused(
            StatusCode::BAD_REQUEST,
            "username: say whose sessions are to be ended.",
        ));
    };
    let ended = match named(&cx, name).await? {
        Some(user) => oversight::end_all_of(&cx, user).await?,
        None => 0,
    };
    Ok(ok(json!({"result": ended > 0})))
}
