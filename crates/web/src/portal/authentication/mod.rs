//! The authentication interface: signing in method by method, as JSON, for a page of an application's own
//! (R-JRN-15 to R-JRN-20).
//!
//! `start` takes an authorization request and gives a `session_id` and a cookie; both belong to every later call.
//! `authenticate` and `verify-otp` try methods, `complete` begins the session, and the browser goes on to the
//! authorization endpoint. Each method is a journey, so what a realm asks is decided by its journeys here, too.

mod ask;
mod complete;
mod offer;
mod progress;
mod start;
mod status;
mod verify;

use axum::http::StatusCode;
use axum::routing::{get, post};
use durward_signin::attempts::{self, Attempt};
use serde_json::json;

use crate::kit::api::{ApiFailure, JsonObject, require_active};
use crate::kit::asked::Asked;
use crate::kit::cookies::{self, Kind};
use crate::routes::{Access, Routes, Row};

const fn row(
    methods: &'static [&'static str],
    path: &'static str,
    audit: &'static [&'static str],
) -> Row {
    Row {
        methods,
        path,
        access: Access::Attempt,
        audit,
    }
}

const TRIED: &[&str] = &["signin.succeeded", "signin.failed"];
const START: Row = row(&["POST"], "/authentication/start", &[]);
const STATUS: Row = row(&["GET"], "/authentication/status", &[]);
const AUTHENTICATE: Row = row(&["POST"], "/authentication/authenticate", TRIED);
const VERIFY: Row = row(&["POST"], "/authentication/verify-otp", TRIED);
const COMPLETE: Row = row(
    &["POST"],
    "/authentication/complete",
    &["session.started", "session.renewed", "session.ended"],
);

/// Adds the routes of the authentication interface.
pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .add(START, post(start::start))
        .add(STATUS, get(status::status))
        .add(AUTHENTICATE, post(verify::authenticate))
        .add(VERIFY, post(verify::verify_otp))
        .add(COMPLETE, post(complete::complete))
}

/// A refusal with the code by which programs know it.
fn refused(status: StatusCode, code: &str, message: &str) -> ApiFailure {
    ApiFailure::refused(status, message).with("detail", Some(json!({"errorCode": code})))
}

/// What every call that changes something must be: in a realm that is active, not too often.
fn admit(asked: &Asked) -> Result<(), ApiFailure> {
    require_active(&asked.cx.realm)?;
    Ok(asked.count_attempt()?)
}

/// The attempt that the cookie proves, if it is the one the call names.
async fn attempt(asked: &Asked, session_id: Option<&str>) -> Result<Attempt, ApiFailure> {
    let Some(session_id) = session_id else {
        return Err(ApiFailure::refused(
            StatusCode::BAD_REQUEST,
            "session_id: send the one that start gave.",
        ));
    };
    let (realm, secure) = (&asked.cx.realm, asked.app.secure);
    let cookie = cookies::read(&asked.headers, Kind::Attempt, realm, secure);
    let cookie = cookie.unwrap_or_default();
    let id = offer::id_of(session_id);
    let named = cookie.split('.').next().unwrap_or_default();
    if named.is_empty() || id.as_deref() != Some(named) {
        return Err(refused(
            StatusCode::UNAUTHORIZED,
            "session_mismatch",
            "The cookie is not of this session_id.",
        ));
    }
    let found = attempts::find(&asked.cx, &cookie, named).await?;
    found.ok_or_else(|| {
        refused(
            StatusCode::UNAUTHORIZED,
            "session_expired",
            "The sign-in took too long. Start again.",
        )
    })
}

/// The attempt that a body names.
async fn attempt_of(asked: &Asked, body: &JsonObject) -> Result<Attempt, ApiFailure> {
    attempt(asked, body.text("session_id")?).await
}
