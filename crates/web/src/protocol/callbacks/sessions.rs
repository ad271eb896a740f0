//! `POST /json/sessions?_action=…`: what a session is worth, and its end.
//!
//! Whoever holds a session's token may ask about it and end it; the token comes as `tokenId`, or as the browser's cookie.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use durward_model::Actor;
use durward_model::session::Session;
use durward_signin::sessions;
use durward_store::{Cx, Error};
use serde_json::{Value, json};

use super::authenticate::path_of;
use crate::kit::api::{ApiFailure, JsonObject, answer, require_active};
use crate::kit::asked::Asked;
use crate::kit::cookies::{self, Kind};
use crate::kit::origin;

pub(super) async fn act(asked: Asked, body: Result<JsonObject, ApiFailure>) -> Response {
    let answered = match body {
        Ok(body) => action(&asked, &body).await,
        Err(refused) => Err(refused),
    };
    answered.unwrap_or_else(IntoResponse::into_response)
}

async fn action(asked: &Asked, body: &JsonObject) -> Result<Response, ApiFailure> {
    origin::require_own(asked)?;
    require_active(&asked.cx.realm)?;
    let named = body.text("tokenId")?;
    let token = match named {
        Some(token) => Some(token.to_owned()),
        None => asked.session_cookie(),
    };
    let session = match &token {
        Some(token) => sessions::current(&asked.cx, token).await?,
        None => None,
    };
    match asked.parameter("_action").unwrap_or_default().as_str() {
        "validate" => Ok(ok(validity(&asked.cx, session.as_ref()))),
        "getSessionInfo" => Ok(ok(info(&asked.cx, &required(session)?))),
        "logout" => logout(asked, session, named.is_none()).await,
        _ => Err(ApiFailure::refused(
            StatusCode::BAD_REQUEST,
            "_action: validate, getSessionInfo or logout.",
        )),
    }
}

fn ok(body: Value) -> Response {
    answer(StatusCode::OK, body)
}

fn required(session: Option<Session>) -> Result<Session, ApiFailure> {
    session.ok_or_else(|| {
        ApiFailure::refused(
            StatusCode::UNAUTHORIZED,
            "The session is not, or no longer, live.",
        )
    })
}

fn validity(cx: &Cx, session: Option<&Session>) -> Value {
    match session {
        Some(session) => json!({
            "valid": true,
            "sessionUid": session.id,
            "uid": session.user,
            "realm": path_of(&cx.realm),
        }),
        None => json!({"valid": false}),
    }
}

fn info(cx: &Cx, session: &Session) -> Value {
    let organization = cx.realm.path.as_str();
    json!({
        "username": session.user,
        "universalId": format!("id={},ou=user,o={organization}", session.user),
        "realm": path_of(&cx.realm),
        "latestAccessTime": session.last_seen_at,
        "maxIdleExpirationTime": session.idle_expires_at.min(session.expires_at),
        "maxSessionExpirationTime": session.expires_at,
        "properties": session.properties,
    })
}

async fn logout(
    asked: &Asked,
    session: Option<Session>,
    by_cookie: bool,
) -> Result<Response, ApiFailure> {
    let told = match &session {
        Some(session) => {
            end(&asked.cx, session).await?;
            "Successfully logged out"
        }
        None => "Token has expired",
    };
    let mut response = ok(json!({"result": told}));
    if by_cookie {
        let (realm, secure) = (&asked.cx.realm, asked.app.secure);
        cookies::clear(response.headers_mut(), Kind::Session, realm, secure);
    }
    Ok(response)
}

async fn end(cx: &Cx, session: &Session) -> Result<(), Error> {
    let cx = cx.clone().acting(Actor::User(session.user));
    sessions::end(&cx, session).await
}
