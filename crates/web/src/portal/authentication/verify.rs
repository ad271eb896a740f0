//! `POST /authentication/authenticate` and `POST /authentication/verify-otp`: trying a method.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use durward_signin::attempts::{Attempt, Reached};
use durward_store::Error;
use durward_store::attempts::Status;
use serde_json::Value;

use super::ask::{Ask, Brought, Tried};
use super::progress::{challenge_id, out_of_order, report};
use super::{admit, attempt_of, offer, refused};
use crate::kit::api::{ApiFailure, JsonObject};
use crate::kit::asked::Asked;

/// Steps one call may go through: choosing a factor, then answering it.
const STEPS: usize = 4;

pub(super) async fn authenticate(asked: Asked, body: Result<JsonObject, ApiFailure>) -> Response {
    let answered = match body {
        Ok(body) => by_method(&asked, &body).await,
        Err(refused) => Err(refused),
    };
    answered.unwrap_or_else(IntoResponse::into_response)
}

pub(super) async fn verify_otp(asked: Asked, body: Result<JsonObject, ApiFailure>) -> Response {
    let answered = match body {
        Ok(body) => by_code(&asked, &body).await,
        Err(refused) => Err(refused),
    };
    answered.unwrap_or_else(IntoResponse::into_response)
}

async fn by_method(asked: &Asked, body: &JsonObject) -> Result<Response, ApiFailure> {
    admit(asked)?;
    let mut attempt = pending(asked, body).await?;
    let Some(method) = body.text("method")? else {
        return Err(missing("method: say what is to be tried."));
    };
    let mut brought = brought(body, method)?;
    let primary = offer::primary(asked).await?;
    let (cx, engine) = (&asked.cx, &asked.app.engine);
    let shown = attempt.shown(cx, engine).await?;
    let goes_on = match &shown {
        None => false,
        Some(_) if !attempt.completed().is_empty() || method == "callbacks" => true,
        Some(running) => {
            attempt.journey().is_some()
                || attempt.method() == Some(method) && takes(&Ask::of(&running.step), &brought)
        }
    };
    let waits = shown.as_ref().map(|running| Ask::of(&running.step));
    brought.again = goes_on && matches!(waits, Some(Ask::Code(_)));
    let reached = match (shown, primary.get(method)) {
        (Some(running), _) if goes_on => Reached::Ask(Box::new(running)),
        (_, Some(journey)) => {
            let device = asked.device();
            attempt.choose(cx, engine, method, journey, device).await?
        }
        _ => return Err(not_available()),
    };
    drive(asked, attempt, method.to_owned(), brought, reached).await
}

/// Whether what a call brought is of use in the step being shown; otherwise the method is begun anew.
fn takes(ask: &Ask, brought: &Brought) -> bool {
    match ask {
        Ask::Password => brought.password.is_some(),
        Ask::Address => brought.address.is_some(),
        Ask::Code(sent) => brought.code.is_some() || sent.is_some(),
        Ask::Passkey(_) => true,
        Ask::Choice(_) | Ask::Other => true,
    }
}

async fn by_code(asked: &Asked, body: &JsonObject) -> Result<Response, ApiFailure> {
    admit(asked)?;
    let attempt = pending(asked, body).await?;
    let Some(code) = body.text("code")? else {
        return Err(missing("code: send the code the person received."));
    };
    let shown = attempt.shown(&asked.cx, &asked.app.engine).await?;
    let Some(running) = shown else {
        return Err(out_of_order());
    };
    let is_code = matches!(Ask::of(&running.step), Ask::Code(_));
    let named = body.text("challenge_id")?;
    if !is_code || named.is_some_and(|named| named != challenge_id(&running)) {
        return Err(out_of_order());
    }
    let brought = Brought {
        code: Some(code.to_owned()),
        ..Brought::default()
    };
    let method = attempt.method().unwrap_or_default().to_owned();
    drive(
        asked,
        attempt,
        method,
        brought,
        Reached::Ask(Box::new(running)),
    )
    .await
}

/// Answers steps with what the call brought until nothing is left that fits.
async fn drive(
    asked: &Asked,
    mut attempt: Attempt,
    method: String,
    mut brought: Brought,
    mut reached: Reached,
) -> Result<Response, ApiFailure> {
    let mut tried = None;
    let before = attempt.completed().len();
    for _ in 0..STEPS {
        let Reached::Ask(running) = &reached else {
            break;
        };
        let answer = brought.answer(&running.step, &method);
        let answer = answer.map_err(|error| {
            ApiFailure::from(Error::invalid(
                method.clone(),
                format!("It is not what was asked for: {error}."),
            ))
        })?;
        let Some((input, how)) = answer else {
            break;
        };
        let (cx, engine) = (&asked.cx, &asked.app.engine);
        reached = attempt.answer(cx, engine, &method, |_| Ok(input)).await?;
        tried = Some(how);
        if how != Tried::Way {
            break;
        }
    }
    let passed = attempt.completed().len() > before;
    report(asked, &attempt, &reached, tried, passed).await
}

/// The attempt, which must still want something.
async fn pending(asked: &Asked, body: &JsonObject) -> Result<Attempt, ApiFailure> {
    let attempt = attempt_of(asked, body).await?;
    match attempt.status() {
        Status::Pending => Ok(attempt),
        _ => Err(out_of_order()),
    }
}

fn brought(body: &JsonObject, method: &str) -> Result<Brought, ApiFailure> {
    let text = |name: &str| Ok::<_, ApiFailure>(body.text(name)?.map(str::to_owned));
    let mut brought = Brought::default();
    match method {
        "password" => {
            brought.identifier = text("username")?.or(text("email")?);
            brought.password = text("password")?;
            if brought.identifier.is_none() || brought.password.is_none() {
                return Err(missing("username, password: send both."));
            }
        }
        "email" => {
            brought.address = text("email")?;
            if brought.address.is_none() {
                return Err(missing("email: send the address."));
            }
        }
        "sms" | "whatsapp" => {
            brought.address = text("phone_number")?;
            if brought.address.is_none() {
                return Err(missing("phone_number: send the number."));
            }
        }
        "totp" | "recovery_code" => brought.code = text("code")?,
        "passkey" => {
            let credential = body.0.get("credential").filter(|value| value.is_object());
            if text("phase")?.as_deref() == Some("finish") {
                let Some(credential) = credential else {
                    return Err(missing("credential: send what the browser made."));
                };
                brought.credential = Some(credential.to_string());
            }
        }
        "callbacks" => {
            let callbacks = body.0.get("callbacks").cloned();
            brought.callbacks = Some(callbacks.unwrap_or(Value::Null));
        }
        _ => return Err(not_available()),
    }
    Ok(brought)
}

fn missing(what: &str) -> ApiFailure {
    refused(StatusCode::BAD_REQUEST, "invalid_request", what)
}

fn not_available() -> ApiFailure {
    refused(
        StatusCode::BAD_REQUEST,
        "method_not_available",
        "This method is not offered here and now.",
    )
}
