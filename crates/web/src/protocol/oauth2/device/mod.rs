//! Devices that cannot show a sign-in (RFC 8628): the endpoint they ask at, and the page their people answer on.

mod code;
mod user;

use axum::routing::{get, post};

use super::cors;
use crate::routes::{Access, Routes, Row};

const CODE: Row = Row {
    methods: &["POST"],
    path: "/oauth2/device/code",
    access: Access::Client,
    audit: &["device_code.issued"],
};
const USER: Row = Row {
    methods: &["GET", "POST"],
    path: "/oauth2/device/user",
    access: Access::Person,
    audit: &["device_code.allowed", "device_code.denied"],
};

/// Adds the routes of devices.
pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .add(CODE, post(code::issue).options(cors::preflight))
        .add(USER, get(user::show).post(user::submit))
}
