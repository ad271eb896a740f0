//! `/json/sessions?_action=…`: what sessions are worth, what they carry, and their end.
//!
//! Whoever holds a session's token may ask about it, use it up and end it; the token comes as `tokenId`, or as the
//! browser's cookie. What concerns other sessions is for the person of them and for administrators.

mod describe;
mod end;
mod properties;
mod query;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use durward_model::Actor;
use durward_model::id::UserId;
use durward_model::session::Session;
use durward_model::text::Username;
use durward_signin::sessions;
use durward_store::{Cx, Error, users};
use serde_json::Value;

use crate::kit::api::{ApiFailure, JsonObject, answer, require_active};
use crate::kit::asked::Asked;

/// What existing clients write before the id of a session that they know without its token.
const HANDLE: &str = "shandle:";

pub(super) async fn act(asked: Asked, body: Result<JsonObject, ApiFailure>) -> Response {
    let answered = match body {
        Ok(body) => action(&asked, &body).await,
        Err(refused) => Err(refused),
    };
    answered.unwrap_or_else(IntoResponse::into_response)
}

/// `GET /json/sessions?_queryFilter=…`.
pub(super) async fn list(asked: Asked) -> Response {
    let answered = query::query(&asked).await;
    answered.unwrap_or_else(IntoResponse::into_response)
}

async fn action(asked: &Asked, body: &JsonObject) -> Result<Response, ApiFailure> {
    require_active(&asked.cx.realm)?;
    match asked.parameter("_action").unwrap_or_default().as_str() {
        "validate" => describe::validate(asked, body).await,
        "getSessionInfo" => describe::info(asked, body).await,
        "getSessionInfoAndResetIdleTime" => describe::info_and_reset(asked, body).await,
        "refresh" => describe::refresh(asked, body).await,
        "logout" => end::logout(asked, body).await,
        "logoutByHandle" => end::by_handle(asked, body).await,
        "logoutByUser" => end::by_user(asked, body).await,
        "getSessionProperties" => properties::read(asked, body).await,
        "updateSessionProperties" => properties::update(asked, body).await,
        _ => Err(ApiFailure::refused(
            StatusCode::BAD_REQUEST,
            "_action: validate, getSessionInfo, getSessionInfoAndResetIdleTime, refresh, logout, logoutByHandle, \
             logoutByUser, getSessionProperties or updateSessionProperties.",
        )),
    }
}

fn ok(body: Value) -> Response {
    answer(StatusCode::OK, body)
}

/// The token a request is about: `tokenId`, else the browser's.
fn token(asked: &Asked, body: &JsonObject) -> Result<Option<String>, ApiFailure> {
    let named = body.text("tokenId")?;
    Ok(named.map(str::to_owned).or_else(|| asked.session_token()))
}

/// The live session a request is about, its use noted.
async fn required(asked: &Asked, body: &JsonObject) -> Result<Session, ApiFailure> {
    let session = match token(asked, body)? {
        Some(token) => sessions::current(&asked.cx, &token).await?,
        None => None,
    };
    session.ok_or_else(not_live)
}

pub(super) fn not_live() -> ApiFailure {
    ApiFailure::refused(
        StatusCode::UNAUTHORIZED,
        "The session is not, or no longer, live.",
    )
}

/// The context in which the person of the browser's session acts.
async fn acting(asked: &Asked) -> Result<Cx, ApiFailure> {
    let session = match asked.session_token() {
        Some(token) => sessions::current(&asked.cx, &token).await?,
        None => None,
    };
    let session = session.ok_or_else(not_live)?;
    Ok(as_person(asked, &session))
}

fn as_person(asked: &Asked, session: &Session) -> Cx {
    asked.cx.clone().acting(Actor::User(session.user))
}

/// The user a request names, by id or by the name they sign in with.
pub(super) async fn named(cx: &Cx, name: &str) -> Result<Option<UserId>, Error> {
    let mut tx = cx.db().read().await?;
    let user = match (name.parse(), Username::parse(name)) {
        (Ok(id), _) => users::by_id(cx, &mut tx, id).await?,
        (_, Ok(username)) => users::by_username_key(cx, &mut tx, &username.key()).await?,
        _ => None,
    };
    Ok(user.map(|user| user.id))
}
