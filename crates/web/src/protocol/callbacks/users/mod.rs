//! `/json/users/…`: what people change about themselves by programs, besides the account pages.
//!
//! The caller is the person of the session whose cookie, or header of the cookie's name, comes with the request.

mod devices;
mod password;
mod questions;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use durward_model::Actor;
use durward_model::session::Session;
use durward_model::text::Username;
use durward_model::user::User;
use durward_signin::{goto, sessions};
use durward_store::{Cx, Error, users};
use serde_json::json;

use super::sessions::not_live;
use crate::kit::api::{ApiFailure, JsonObject, answer, require_active};
use crate::kit::asked::Asked;
use crate::routes::{Access, Routes, Row};

const GOTO: Row = Row {
    methods: &["POST"],
    path: "/json/users",
    access: Access::Attempt,
    audit: &[],
};
const USER: Row = Row {
    methods: &["PATCH", "POST"],
    path: "/json/users/{id}",
    access: Access::Person,
    audit: &["password.set", "security-questions.set", "session.ended"],
};
const DEVICES: Row = Row {
    methods: &["POST"],
    path: "/json/users/{id}/devices/2fa/{kind}",
    access: Access::Person,
    audit: &["authenticator.removed"],
};

/// Adds the routes of people.
pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .add(GOTO, post(where_to))
        .add(USER, post(password::change).patch(questions::set))
        .add(DEVICES, post(devices::reset))
}

/// `?_action=validateGoto`: where somebody who has signed in may be sent.
async fn where_to(asked: Asked, body: Result<JsonObject, ApiFailure>) -> Response {
    let answered = body.and_then(|body| {
        require_active(&asked.cx.realm)?;
        require_action(&asked, "validateGoto")?;
        let wished = body.text("goto")?;
        let accepted = wished.and_then(|address| goto::accept(&asked.cx, address));
        let to = accepted.unwrap_or_else(|| format!("{}/account", asked.base()));
        Ok(answer(StatusCode::OK, json!({"successURL": to})))
    });
    answered.unwrap_or_else(IntoResponse::into_response)
}

fn require_action(asked: &Asked, action: &str) -> Result<(), ApiFailure> {
    if asked.parameter("_action").as_deref() == Some(action) {
        return Ok(());
    }
    Err(bad(format!("_action: {action}.")))
}

fn bad(message: impl Into<String>) -> ApiFailure {
    ApiFailure::refused(StatusCode::BAD_REQUEST, message)
}

/// The person who calls.
struct Caller {
    /// The request, on their behalf.
    cx: Cx,
    session: Session,
    user: User,
}

impl Caller {
    /// The person of the session that came with the request.
    ///
    /// # Errors
    /// 401 without a live one; 404 in an inactive realm; rate limited.
    async fn of(asked: &Asked) -> Result<Self, ApiFailure> {
        require_active(&asked.cx.realm)?;
        asked.count_attempt()?;
        let session = match asked.session_token() {
            Some(token) => sessions::current(&asked.cx, &token).await?,
            None => None,
        };
        let session = session.ok_or_else(not_live)?;
        let mut tx = asked.cx.db().read().await.map_err(Error::from)?;
        let user = users::by_id(&asked.cx, &mut tx, session.user).await?;
        let user = user.filter(User::is_active).ok_or_else(not_live)?;
        let cx = asked.cx.clone().acting(Actor::User(user.id));
        Ok(Self { cx, session, user })
    }

    /// Whether `id` names the caller, by identifier or by the name they sign in with.
    fn is(&self, id: &str) -> bool {
        let name = Username::parse(id).map(|name| name.key());
        id == self.user.id.as_str() || name.is_ok_and(|name| name == self.user.username.key())
    }

    /// Refuses to touch anybody but the caller, in the same words whether or not there is somebody.
    ///
    /// # Errors
    /// 403.
    fn require_self(&self, id: &str) -> Result<(), ApiFailure> {
        if self.is(id) {
            return Ok(());
        }
        let words = "People change this of their own account only.";
        Err(ApiFailure::refused(StatusCode::FORBIDDEN, words))
    }
}

/// The segment of the address that names the user.
type Id = Path<String>;
