//! `POST /json/authenticate`: starts a journey, or takes the answers to a step of one.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use durward_journey::input::{Input, InputError};
use durward_journey::message::Message;
use durward_journey::step::Step;
use durward_model::realm::Realm;
use durward_signin::devices::LIFETIME;
use durward_signin::goto;
use durward_signin::journeys::{Done, Progress, Running, Start};
use durward_store::{Error, ErrorKind};
use serde_json::{Map, Value, json};

use super::zero_page::NameAndPassword;
use crate::html::Locale;
use crate::kit::api::{ApiFailure, JsonObject, answer, require_active};
use crate::kit::asked::Asked;
use crate::kit::cookies::{self, Kind};
use crate::kit::origin;
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
    origin::require_own(asked)?;
    require_active(&asked.cx.realm)?;
    match body.text("authId")? {
        Some(token) => {
            let callbacks = body.0.get("callbacks").unwrap_or(&Value::Null);
            submit(asked, token, |step| {
                let expected = step.asked().into_iter().map(|(_, expect)| expect);
                Input::from_json(expected.collect(), callbacks)
            })
            .await
        }
        None if body.0.contains_key("callbacks") => Err(ApiFailure::refused(
            StatusCode::BAD_REQUEST,
            "authId: send the one of the step whose callbacks these are.",
        )),
        None => start(asked).await,
    }
}

async fn start(asked: &Asked) -> Result<Response, ApiFailure> {
    let forced = asked
        .parameter("ForceAuth")
        .is_some_and(|text| text == "true");
    let journey = journey(asked)?;
    if !forced && journey.is_none() && asked.session().await?.is_some() {
        let goto = asked.parameter("goto");
        let goto = goto.and_then(|address| goto::accept(&asked.cx, &address));
        // Scripts need not learn the token that the browser's cookie keeps from them.
        return Ok(signed_in(asked, None, goto));
    }
    let start = Start {
        journey,
        goto: asked.parameter("goto"),
        client_id: None,
        login_hint: None,
        ui_locales: asked.parameter("locale"),
        device: asked.device(),
    };
    let running = asked.app.engine.start(&asked.cx, start).await?;
    match NameAndPassword::of(&asked.headers) {
        Some(known) => submit(asked, running.token.expose(), |step| known.answer(step)).await,
        None => Ok(shown(asked, &running)),
    }
}

/// The journey that was asked for; none for the realm's default.
fn journey(asked: &Asked) -> Result<Option<String>, ApiFailure> {
    match asked.parameter("authIndexType").as_deref() {
        None | Some("") => Ok(None),
        Some("service") => match asked.parameter("authIndexValue") {
            Some(name) if !name.is_empty() => Ok(Some(name)),
            _ => Err(ApiFailure::refused(
                StatusCode::BAD_REQUEST,
                "authIndexValue: name the journey.",
            )),
        },
        Some(_) => Err(ApiFailure::refused(
            StatusCode::BAD_REQUEST,
            "authIndexType: journeys are chosen by service.",
        )),
    }
}

async fn submit<R>(asked: &Asked, token: &str, read: R) -> Result<Response, ApiFailure>
where
    R: FnOnce(&Step) -> Result<Input, InputError> + Send,
{
    let network = asked.peer.network();
    if let Err(seconds) = asked.app.sign_in_limit.take(network, asked.cx.now) {
        let limited = ErrorKind::RateLimited(seconds);
        return Err(Error::new(limited, "Too many attempts from this address.").into());
    }
    match asked.app.engine.submit(&asked.cx, token, read).await? {
        Progress::Show(running) => Ok(shown(asked, &running)),
        Progress::Done(done) => Ok(finished(asked, *done)),
        Progress::Failed(end) => {
            tracing::debug!(journey = end.journey, "a journey ended in failure");
            Err(ApiFailure::refused(
                StatusCode::UNAUTHORIZED,
                "Login failure",
            ))
        }
        Progress::Stale => Err(ApiFailure::refused(
            StatusCode::UNAUTHORIZED,
            "Session has timed out",
        )
        .with_detail(json!({"errorCode": TIMED_OUT}))),
    }
}

/// What a person is to be asked, in their language.
fn shown(asked: &Asked, running: &Running) -> Response {
    let locale = asked.locale(&running.ui_locales.join(" "));
    let mut body = Map::new();
    body.insert("authId".to_owned(), json!(running.token.expose()));
    body.extend(running.step.to_json(&|message| say(asked, locale, message)));
    answer(StatusCode::OK, Value::Object(body))
}

fn say(asked: &Asked, locale: Locale, message: &Message) -> String {
    let messages = asked.app.pages.messages();
    messages.resolve(locale, &text(message)).into_owned()
}

fn finished(asked: &Asked, done: Done) -> Response {
    let mut response = signed_in(asked, Some(done.cookie.expose()), done.goto);
    let (realm, secure) = (&asked.cx.realm, asked.app.secure);
    let headers = response.headers_mut();
    cookies::set(headers, Kind::Session, realm, secure, done.cookie.expose());
    if let Some(device) = &done.device {
        cookies::keep(
            headers,
            Kind::Device,
            realm,
            secure,
            device.expose(),
            LIFETIME,
        );
    }
    response
}

fn signed_in(asked: &Asked, token: Option<&str>, goto: Option<String>) -> Response {
    let success = goto.unwrap_or_else(|| format!("{}/account", asked.base()));
    let mut body = json!({"successUrl": success, "realm": path_of(&asked.cx.realm)});
    if let Some(token) = token {
        body["tokenId"] = json!(token);
    }
    answer(StatusCode::OK, body)
}

/// The realm as existing clients write it: `/` for the root, `/acme` and `/acme/emea` below it.
pub(super) fn path_of(realm: &Realm) -> String {
    match realm.path.as_str() {
        "root" => "/".to_owned(),
        path => format!("/{path}"),
    }
}
