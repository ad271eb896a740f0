//! `/json/selfservice/…`: registration and recovery for programs, stage by stage.
//!
//! `GET` says what the first stage requires; `POST …?_action=submitRequirements` takes `{"input": {…}, "token": "…"}`
//! and says what the next one requires, until `"tag": "end"`. Nobody needs to be signed in.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use durward_model::service::SessionService;
use durward_signin::selfservice::{self, Flow, Reply};
use durward_store::{Error, services};
use serde_json::{Map, Value, json};

use crate::kit::api::{ApiFailure, JsonObject, answer};
use crate::kit::asked::Asked;
use crate::kit::cookies::{self, Kind};
use crate::routes::{Access, Routes, Row};

const REGISTRATION: Row = row(
    "/json/selfservice/userRegistration",
    &["user.registered", "session.started", "selfservice.failed"],
);
const PASSWORD: Row = row(
    "/json/selfservice/forgottenPassword",
    &["recovery.requested", "password.set", "selfservice.failed"],
);
const USERNAME: Row = row(
    "/json/selfservice/forgottenUsername",
    &[
        "recovery.requested",
        "username.retrieved",
        "selfservice.failed",
    ],
);
const QUESTIONS: Row = Row {
    methods: &["GET"],
    path: "/json/selfservice/kba",
    access: Access::Attempt,
    audit: &[],
};

const fn row(path: &'static str, audit: &'static [&'static str]) -> Row {
    Row {
        methods: &["GET", "POST"],
        path,
        access: Access::Attempt,
        audit,
    }
}

/// Adds the stage interface.
pub(super) fn routes(mut routes: Routes) -> Routes {
    use axum::routing::get;

    for row in [REGISTRATION, PASSWORD, USERNAME] {
        routes = routes.add(row, get(first).post(submit));
    }
    routes.add(QUESTIONS, get(questions))
}

/// What the first stage requires.
async fn first(asked: Asked) -> Response {
    let shown = async {
        let flow = flow(&asked)?;
        Ok::<_, ApiFailure>(selfservice::begin(&asked.cx, flow).await?)
    };
    shown
        .await
        .map_or_else(refused, |shown| answer(StatusCode::OK, shown))
}

async fn questions(asked: Asked) -> Response {
    let shown = selfservice::questions(&asked.cx).await;
    shown.map_or_else(
        |error| refused(error.into()),
        |shown| answer(StatusCode::OK, shown),
    )
}

async fn submit(asked: Asked, body: Result<JsonObject, ApiFailure>) -> Response {
    let answered = match body {
        Ok(body) => take(&asked, &body).await,
        Err(refused) => Err(refused),
    };
    answered.unwrap_or_else(refused)
}

async fn take(asked: &Asked, body: &JsonObject) -> Result<Response, ApiFailure> {
    let flow = flow(asked)?;
    match asked.parameter("_action").as_deref() {
        Some("submitRequirements") => {}
        _ => {
            let words = "_action: submitRequirements.";
            return Err(ApiFailure::refused(StatusCode::BAD_REQUEST, words));
        }
    }
    asked.count_attempt()?;
    let nothing = Map::new();
    let input = match body.0.get("input") {
        Some(Value::Object(input)) => input,
        None => &nothing,
        Some(_) => {
            let words = "input: send an object.";
            return Err(ApiFailure::refused(StatusCode::BAD_REQUEST, words));
        }
    };
    let token = body.text("token")?.filter(|token| !token.is_empty());
    let languages = [asked.locale("").tag().to_owned()];
    let (cx, passwords) = (&asked.cx, &asked.app.passwords);
    let reply = selfservice::submit(cx, passwords, flow, token, input, &languages).await?;
    Ok(match reply {
        Reply::Stage(shown) => answer(StatusCode::OK, shown),
        Reply::End {
            body,
            sign_in: None,
        } => answer(StatusCode::OK, body),
        Reply::End {
            mut body,
            sign_in: Some(begun),
        } => {
            let account = format!("{}/account", asked.base());
            body["additions"] = json!({"successUrl": account});
            let settings = services::settings::<SessionService>(&asked.cx).await?;
            if !settings.http_only {
                body["additions"]["tokenId"] = json!(begun.cookie.expose());
            }
            let mut response = answer(StatusCode::OK, body);
            let (realm, secure) = (&asked.cx.realm, asked.app.secure);
            let headers = response.headers_mut();
            cookies::set(headers, Kind::Session, realm, secure, begun.cookie.expose());
            response
        }
    })
}

fn flow(asked: &Asked) -> Result<Flow, ApiFailure> {
    let name = asked.path.rsplit('/').next().unwrap_or_default();
    Flow::named(name).ok_or_else(|| Error::not_found("flow").into())
}

/// A realm that does not offer a flow answers 501, as clients of this interface expect.
fn refused(failure: ApiFailure) -> Response {
    match &failure {
        ApiFailure::Error(error) if selfservice::is_not_configured(error) => {
            let body = json!({"code": 501, "reason": "Not Supported", "message": error.public});
            answer(StatusCode::NOT_IMPLEMENTED, body)
        }
        _ => failure.into_response(),
    }
}
