//! The callback interface: a journey as JSON, step by step, for programs that draw the forms themselves, and the
//! sessions that come of it.

mod authenticate;
mod sessions;
mod zero_page;

use axum::routing::post;

use crate::routes::{Access, Routes, Row};

const AUTHENTICATE: Row = Row {
    methods: &["POST"],
    path: "/json/authenticate",
    access: Access::Attempt,
    audit: &["signin.succeeded", "signin.failed", "session.started"],
};
const SESSIONS: Row = Row {
    methods: &["POST"],
    path: "/json/sessions",
    access: Access::Attempt,
    audit: &["session.ended"],
};

/// Adds the routes of the callback interface.
pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .add(AUTHENTICATE, post(authenticate::authenticate))
        .add(SESSIONS, post(sessions::act))
}
