//! `GET /authentication/status`: how far a sign-in has come.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use durward_signin::attempts::Attempt;
use durward_store::attempts::Status;
use serde_json::{Map, Value, json};

use super::ask::Ask;
use super::{attempt, offer, progress};
use crate::kit::api::{ApiFailure, answer, require_active};
use crate::kit::asked::Asked;

pub(super) async fn status(asked: Asked) -> Response {
    tell(&asked)
        .await
        .unwrap_or_else(IntoResponse::into_response)
}

async fn tell(asked: &Asked) -> Result<Response, ApiFailure> {
    require_active(&asked.cx.realm)?;
    let session_id = asked.parameter("session_id");
    let attempt = attempt(asked, session_id.as_deref()).await?;
    let mut body = now(asked, &attempt).await?;
    let passed = attempt.completed().len();
    let ended = attempt.status() != Status::Pending;
    let step = if ended { passed.max(1) } else { passed + 1 };
    for (name, value) in [
        ("session_id", json!(offer::session_id(&attempt))),
        ("step", json!(step)),
        ("steps_required", json!(step)),
        ("completed", json!(attempt.completed())),
        ("expires_at", json!(attempt.expires_at())),
    ] {
        body.insert(name.to_owned(), value);
    }
    Ok(answer(StatusCode::OK, Value::Object(body)))
}

async fn now(asked: &Asked, attempt: &Attempt) -> Result<Map<String, Value>, ApiFailure> {
    let mut body = Map::new();
    let mut pending = json!({"method": null, "challenge_id": null, "expires_at": null, "resend_after": null, "attempts_left": null});
    let mut methods = Vec::new();
    let word = match attempt.status() {
        Status::Pending => {
            let shown = attempt.shown(&asked.cx, &asked.app.engine).await?;
            match &shown {
                Some(running) => {
                    let ask = Ask::of(&running.step);
                    body = progress::state(asked, attempt, running, &ask);
                    if !matches!(ask, Ask::Password | Ask::Address) {
                        pending["method"] = json!(attempt.method());
                    }
                    if let Ask::Code(Some(code)) = &ask {
                        pending["challenge_id"] = json!(progress::challenge_id(running));
                        pending["resend_after"] = body["resend_after"].clone();
                        pending["expires_at"] = json!(code.expires_at);
                    }
                    methods = match attempt.completed().is_empty() {
                        true => offer::first(asked).await?,
                        false => offer::second(&ask),
                    };
                    None
                }
                None => {
                    methods = offer::first(asked).await?;
                    Some("pending")
                }
            }
        }
        Status::Authenticated => Some("authenticated"),
        Status::Completed => Some("completed"),
        Status::Failed => Some("failed"),
    };
    if let Some(word) = word {
        body.insert("status".to_owned(), json!(word));
    }
    body.insert("available_methods".to_owned(), json!(methods));
    body.insert("pending".to_owned(), pending);
    Ok(body)
}
