//! The door for people: hosted pages.

mod account;
mod asking;
pub(crate) mod assets;
mod authentication;
pub(crate) mod bad_end;
mod confirm;
pub(crate) mod device;
mod factors;
pub(crate) mod journey;
pub(crate) mod mailbox;
pub(crate) mod messages;
mod not_me;
pub(crate) mod nowhere;
mod people;
mod resume;
pub(crate) mod scopes;
mod selfservice;
mod set_password;
mod setup;
mod start;

use axum::routing::get;
use durward_provider::clients::Client;

use crate::html::App;
use crate::routes::{Access, Routes, Row};

const LOGIN: Row = Row {
    methods: &["GET", "POST"],
    path: "/login",
    access: Access::OwnForm,
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
const START: Row = Row {
    methods: &["GET"],
    path: "/",
    access: Access::Anyone,
    audit: &[],
};
const NOT_ME: Row = Row {
    methods: &["GET", "POST"],
    path: "/not-me",
    access: Access::Link,
    audit: &["account.taken-back", "session.ended"],
};
const SETUP: Row = Row {
    methods: &["GET", "POST"],
    path: "/setup",
    access: Access::Link,
    audit: &["user.created"],
};

/// Adds the routes of this door.
pub(crate) fn routes(routes: Routes) -> Routes {
    let routes = routes
        .add(START, get(start::realm))
        .add(LOGIN, get(journey::start).post(journey::submit))
        .add(NOT_ME, get(not_me::show).post(not_me::confirm))
        .add(SETUP, get(setup::show).post(setup::redeem));
    let routes = people::routes(authentication::routes(account::routes(routes)));
    set_password::routes(confirm::routes(selfservice::routes(routes)))
}

/// An app as pages show it.
pub(crate) fn shown_app(client: &Client) -> App {
    App {
        name: client.name.clone(),
        logo: None,
    }
}
