//! `GET /register` and `GET /recover`: the ways in for those who have no account yet, or lost what they sign in with.
//!
//! Each starts the journey that the realm's `selfServiceTrees` name for the task, where its `selfService` settings offer
//! it; the steps are then those of any journey.

use axum::response::Response;
use axum::routing::get;
use durward_model::service::{SelfService, SelfServiceTrees, Task};
use durward_signin::journeys::{Running, Start};
use durward_store::{Error, services};

use super::journey;
use super::nowhere::nowhere;
use crate::html::pages::Recover;
use crate::html::{Link, Text};
use crate::kit::asked::Asked;
use crate::kit::failure::PageFailure;
use crate::kit::page::Sheet;
use crate::routes::{Access, Routes, Row};

const REGISTER: Row = Row {
    methods: &["GET"],
    path: "/register",
    access: Access::OwnForm,
    audit: &[],
};
const RECOVER: Row = Row {
    methods: &["GET"],
    path: "/recover",
    access: Access::OwnForm,
    audit: &[],
};

/// Adds the ways in.
pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .add(REGISTER, get(register))
        .add(RECOVER, get(recover))
}

async fn register(asked: Asked) -> Response {
    let settings = match services::settings::<SelfService>(&asked.cx).await {
        Ok(settings) => settings,
        Err(error) => return PageFailure::from(error).shown_to(&asked, asked.locale("")),
    };
    if !settings.user_registration.user_registration_enabled {
        return nowhere(asked).await;
    }
    begin(asked, Task::Registration).await
}

/// `?what=password` and `?what=username` start; without it, whoever may need either is asked which.
async fn recover(asked: Asked) -> Response {
    let settings = match services::settings::<SelfService>(&asked.cx).await {
        Ok(settings) => settings,
        Err(error) => return PageFailure::from(error).shown_to(&asked, asked.locale("")),
    };
    let offered = Offered::of(&settings);
    let what = asked.parameter("what");
    match (what.as_deref(), offered.password, offered.username) {
        (Some("username"), _, true) | (None, false, true) => {
            begin(asked, Task::ForgottenUsername).await
        }
        (Some("password"), true, _) | (None, true, false) => {
            begin(asked, Task::ResetPassword).await
        }
        (None, true, true) => choose(asked).await,
        _ => nowhere(asked).await,
    }
}

/// What a realm offers to those who cannot get in.
#[derive(Debug, Clone, Copy)]
struct Offered {
    password: bool,
    username: bool,
}

impl Offered {
    fn of(settings: &SelfService) -> Self {
        Self {
            password: settings.forgotten_password.is_offered(),
            username: settings.forgotten_username.forgotten_username_enabled,
        }
    }
}

async fn choose(asked: Asked) -> Response {
    let locale = asked.locale(&asked.parameter("ui_locales").unwrap_or_default());
    let goto = asked.parameter("goto");
    let page = Recover {
        password: address(&asked, "/recover?what=password", goto.as_deref()),
        username: address(&asked, "/recover?what=username", goto.as_deref()),
        sign_in: address(&asked, "/login", goto.as_deref()),
    };
    let here = address(&asked, "/recover", goto.as_deref());
    let sent = Sheet::new(&asked, locale).here(here).send(&page).await;
    sent.unwrap_or_else(|failure| failure.shown_to(&asked, locale))
}

/// Starts the journey of `task`.
async fn begin(asked: Asked, task: Task) -> Response {
    let wished = asked.parameter("ui_locales").unwrap_or_default();
    let locale = asked.locale(&wished);
    let started = async {
        let trees = services::settings::<SelfServiceTrees>(&asked.cx).await?;
        let start = Start {
            journey: Some(trees.journey(task).to_owned()),
            goto: asked.parameter("goto"),
            ui_locales: Some(wished).filter(|wished| !wished.is_empty()),
            ..Start::default()
        };
        journey::run(&asked, locale, start).await
    };
    started
        .await
        .unwrap_or_else(|failure: PageFailure| failure.shown_to(&asked, locale))
}

/// The ways that a sign-in page offers besides signing in.
pub(super) async fn ways(asked: &Asked, running: &Running) -> Result<Vec<Link>, Error> {
    let settings = services::settings::<SelfService>(&asked.cx).await?;
    let goto = running.goto.as_deref();
    let link = |label: &'static str, path: &str| Link {
        label: Text::message(label),
        href: address(asked, path, goto),
    };
    let mut ways = Vec::new();
    if settings.user_registration.user_registration_enabled {
        ways.push(link("signin-register", "/register"));
    }
    let offered = Offered::of(&settings);
    if offered.password {
        ways.push(link("signin-recover", "/recover"));
    } else if offered.username {
        ways.push(link("signin-recover-username", "/recover"));
    }
    Ok(ways)
}

/// An address inside the realm that leads on to `goto`.
fn address(asked: &Asked, path: &str, goto: Option<&str>) -> String {
    let base = asked.base();
    let Some(goto) = goto else {
        return format!("{base}{path}");
    };
    let goto: String = form_urlencoded::byte_serialize(goto.as_bytes()).collect();
    let mark = if path.contains('?') { '&' } else { '?' };
    format!("{base}{path}{mark}goto={goto}")
}
