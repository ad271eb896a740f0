//! What a session is worth.

use axum::response::Response;
use durward_model::service::SessionService;
use durward_model::session::Session;
use durward_signin::sessions::{self, properties};
use durward_store::{Cx, Error, services};
use serde_json::{Map, Value, json};

use super::{ok, required, token};
use crate::kit::api::{ApiFailure, JsonObject};
use crate::kit::asked::Asked;

/// Whether the session is live. With `refresh=false` that is not a use of it.
pub(super) async fn validate(asked: &Asked, body: &JsonObject) -> Result<Response, ApiFailure> {
    let cx = &asked.cx;
    let quietly = asked.parameter("refresh").as_deref() == Some("false");
    let session = match token(asked, body)? {
        Some(token) if quietly => sessions::look(cx, &token).await?,
        Some(token) => sessions::current(cx, &token).await?,
        None => None,
    };
    Ok(ok(match session {
        Some(session) => json!({
            "valid": true,
            "sessionUid": session.id,
            "uid": session.user,
            "realm": cx.realm.path.rooted(),
        }),
        None => json!({"valid": false}),
    }))
}

pub(super) async fn info(asked: &Asked, body: &JsonObject) -> Result<Response, ApiFailure> {
    let session = required(asked, body).await?;
    Ok(ok(Value::Object(described(&asked.cx, &session).await?)))
}

pub(super) async fn info_and_reset(
    asked: &Asked,
    body: &JsonObject,
) -> Result<Response, ApiFailure> {
    let mut session = required(asked, body).await?;
    sessions::reset_idle(&asked.cx, &mut session).await?;
    Ok(ok(Value::Object(described(&asked.cx, &session).await?)))
}

/// Begins the idle time anew and says what is left: minutes, and seconds in `maxtime`.
pub(super) async fn refresh(asked: &Asked, body: &JsonObject) -> Result<Response, ApiFailure> {
    let mut session = required(asked, body).await?;
    let cx = &asked.cx;
    let idle = cx.now.millis_since(session.last_seen_at) / 60_000;
    sessions::reset_idle(cx, &mut session).await?;
    Ok(ok(json!({
        "uid": session.user,
        "realm": cx.realm.path.rooted(),
        "idletime": idle,
        "maxidletime": session.idle_expires_at.millis_since(session.last_seen_at) / 60_000,
        "maxsessiontime": session.expires_at.millis_since(session.created_at) / 60_000,
        "maxtime": session.expires_at.millis_since(cx.now) / 1000,
    })))
}

/// A session as its person sees it.
async fn described(cx: &Cx, session: &Session) -> Result<Map<String, Value>, Error> {
    let mut told = outline(cx, session);
    let properties = properties::allowed(cx, session).await?;
    told.insert("properties".to_owned(), json!(properties));
    let settings = services::settings::<SessionService>(cx).await?;
    let minutes = settings.max_caching_time;
    told.insert("maxCachingTime".to_owned(), json!(minutes));
    Ok(told)
}

/// What is told of every session, to whomever it is shown.
pub(super) fn outline(cx: &Cx, session: &Session) -> Map<String, Value> {
    let organization = cx.realm.path.as_str();
    let members = [
        ("username", json!(session.user)),
        (
            "universalId",
            json!(format!("id={},ou=user,o={organization}", session.user)),
        ),
        ("realm", json!(cx.realm.path.rooted())),
        ("latestAccessTime", json!(session.last_seen_at)),
        (
            "maxIdleExpirationTime",
            json!(session.idle_expires_at.min(session.expires_at)),
        ),
        ("maxSessionExpirationTime", json!(session.expires_at)),
    ];
    let members = members.into_iter();
    members
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}
