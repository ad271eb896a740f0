//! The callback interface: a journey as JSON, step by step, for programs that draw the forms themselves, and the
//! sessions that come of it, and what their people change about themselves.

mod advice;
mod authenticate;
mod selection;
mod sessions;
mod users;
mod zero_page;

use axum::routing::{get, post};

use crate::routes::{Access, Routes, Row};

const AUTHENTICATE: Row = Row {
    methods: &["POST"],
    path: "/json/authenticate",
    access: Access::Attempt,
    audit: &[
        "signin.succeeded",
        "signin.failed",
        "journey.completed",
        "session.started",
        "session.renewed",
        "session.upgraded",
        "session.ended",
        "remembered.set",
        "remembered.used",
        "remembered.ended",
        "remembered.replayed",
    ],
};
const SESSIONS: Row = Row {
    methods: &["GET", "POST"],
    path: "/json/sessions",
    access: Access::Attempt,
    audit: &["session.ended", "remembered.ended", "session.changed"],
};

/// Adds the routes of the callback interface.
pub(super) fn routes(routes: Routes) -> Routes {
    let routes = routes
        .add(AUTHENTICATE, post(authenticate::authenticate))
        .add(SESSIONS, get(sessions::list).post(sessions::act));
    users::routes(routes)
}
