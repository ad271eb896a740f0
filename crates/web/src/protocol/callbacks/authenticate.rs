//! `POST /json/authenticate`: starts a journey, or takes the answers to a step of one.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use durward_journey::input::{Input, InputError};
use durward_journey::message::Message;
use durward_journey::step::Step;
use durward_model::service::SessionService;
use durward_signin::goto;
use durward_signin::journeys::{Done, Progress, Running, auth_id};
use durward_store::services;
use serde_json::{Map, Value, json};

use super::selection::{self, Selection};
use super::zero_page::NameAndPassword;
use crate::html::Locale;
use crate::kit::api::{ApiFailure, JsonObject, answer, require_active};
use crate::kit::asked::Asked;
use crate::kit::cookies;
use crate::portal::bad_end;
use crate::portal::messages::text;

/// The code by which existing clients know a sign-in that took too long.
const TIMED_OUT: &str = "110";

pub(super) async fn authenticate(asked: Asked, body: Result<JsonObject, ApiFailure>) -> Response {
    let answered = match body {
        Ok(body) => step(&asked, &body).await,
        Err(refused) => Err(refused),
    };
    answered.unwrap_or_else(IntoResponse::into_response)
}

async fn step(asked: &Asked, body: &JsonObject) -> Result<Response, ApiFailure> {
    require_active(&asked.cx.realm)?;
    match body.text("authId")? {
        Some(auth_id) => {
            let token = auth_id::token_in(&asked.cx, auth_id).await?;
            let token = token.ok_or_else(timed_out)?;
            let callbacks = body.0.get("callbacks").unwrap_or(&Value::Null);
            submit(asked, token.expose(), |step| {
                let expected = step.asked().into_iter().map(|(_, expect)| expect);
                Input::from_json(expected.collect(), callbacks)
            })
            .await
        }
        None if body.0.contains_key("callbacks") => Err(ApiFailure::refused(
            StatusCode::BAD_REQUEST,
            "authId: send the one of the step whose callbacks these are.",
        )),
        None => start(asked, body).await,
    }
}

/// Goes on with the journey that waits for the link `suspended_id`. A `POST` with it is the confirmation.
async fn resume(asked: &Asked, suspended_id: &str) -> Result<Response, ApiFailure> {
    asked.count_attempt()?;
    let (device, remembered) = (asked.device(), asked.remembered());
    let (device, remembered) = (device.as_deref(), remembered.as_deref());
    let engine = &asked.app.engine;
    let progress = engine
        .resume(&asked.cx, suspended_id, device, remembered)
        .await?;
    answered(asked, progress).await
}

async fn start(asked: &Asked, body: &JsonObject) -> Result<Response, ApiFailure> {
    if let Some(suspended_id) = asked.parameter("suspendedId") {
        return resume(asked, &suspended_id).await;
    }
    let start = match selection::select(asked, body).await? {
        Selection::Run(start) => *start,
        Selection::Enough => {
            let goto = asked.parameter("goto");
            let goto = goto.and_then(|address| goto::accept(&asked.cx, &address));
            // Scripts need not learn the token that the browser's cookie keeps from them.
            return Ok(signed_in(asked, None, goto));
        }
    };
    asked.count_start()?;
    let known = NameAndPassword::of(&asked.headers);
    if known.is_some() {
        asked.count_attempt()?;
        asked.app.passwords.require_room()?;
    }
    let engine = &asked.app.engine;
    let progress = engine.start(&asked.cx, start).await?;
    let progress = match (known, progress) {
        (Some(known), Progress::Show(running)) => {
            let token = running.token.expose();
            engine
                .submit(&asked.cx, token, |step| known.answer(step))
                .await?
        }
        (_, progress) => progress,
    };
    answered(asked, progress).await
}

async fn submit<R>(asked: &Asked, token: &str, read: R) -> Result<Response, ApiFailure>
where
    R: FnOnce(&Step) -> Result<Input, InputError> + Send,
{
    asked.count_attempt()?;
    let progress = asked.app.engine.submit(&asked.cx, token, read).await?;
    answered(asked, progress).await
}

async fn answered(asked: &Asked, progress: Progress) -> Result<Response, ApiFailure> {
    match progress {
        Progress::Show(running) => shown(asked, &running).await,
        Progress::Done(done) => finished(asked, *done).await,
        Progress::Proved(proved) => Ok(completed(asked, "Authentication Successful", proved.goto)),
        Progress::Told(told) => {
            let locale = asked.locale(&told.ui_locales.join(" "));
            Ok(completed(
                asked,
                &say(asked, locale, &told.message),
                told.goto,
            ))
        }
        Progress::Failed(end) => {
            tracing::debug!(journey = end.journey, "a journey ended in failure");
            let failure_url = bad_end::address(asked, &end).await?;
            Err(
                ApiFailure::refused(StatusCode::UNAUTHORIZED, "Login failure")
                    .with("failureUrl", failure_url.map(Value::from)),
            )
        }
        Progress::Stale => Err(timed_out()),
    }
}

/// The refusal of an `authId` that was used, is too old, or is none.
fn timed_out() -> ApiFailure {
    ApiFailure::refused(StatusCode::UNAUTHORIZED, "Session has timed out")
        .with("detail", Some(json!({"errorCode": TIMED_OUT})))
}

/// What a person is to be asked, in their language.
async fn shown(asked: &Asked, running: &Running) -> Result<Response, ApiFailure> {
    let locale = asked.locale(&running.ui_locales.join(" "));
    let mut body = Map::new();
    let auth_id = running.auth_id(&asked.cx).await?;
    body.insert("authId".to_owned(), json!(auth_id.expose()));
    body.extend(running.step.to_json(&|message| say(asked, locale, message)));
    Ok(answer(StatusCode::OK, Value::Object(body)))
}

fn say(asked: &Asked, locale: Locale, message: &Message) -> String {
    let messages = asked.app.pages.messages();
    messages.resolve(locale, &text(message)).into_owned()
}

async fn finished(asked: &Asked, done: Done) -> Result<Response, ApiFailure> {
    let settings = services::settings::<SessionService>(&asked.cx).await?;
    let token = Some(done.cookie.expose().as_str()).filter(|_| !settings.http_only);
    let mut response = signed_in(asked, token, done.goto.clone());
    cookies::keep_sign_in(response.headers_mut(), asked, &done);
    Ok(response)
}

/// The end of a journey that begins no session.
fn completed(asked: &Asked, message: &str, goto: Option<String>) -> Response {
    let success = goto.unwrap_or_else(|| format!("{}/account", asked.base()));
    let realm = asked.cx.realm.path.rooted();
    answer(
        StatusCode::OK,
        json!({"message": message, "successUrl": success, "realm": realm}),
    )
}

fn signed_in(asked: &Asked, token: Option<&str>, goto: Option<String>) -> Response {
    let success = goto.unwrap_or_else(|| format!("{}/account", asked.base()));
    let mut body = json!({"successUrl": success, "realm": asked.cx.realm.path.rooted()});
    if let Some(token) = token {
        body["tokenId"] = json!(token);
    }
    answer(StatusCode::OK, body)
}
