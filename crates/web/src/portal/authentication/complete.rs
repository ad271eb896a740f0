//! `POST /authentication/complete`: the session begins, and the browser goes on to the authorization endpoint.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::{admit, attempt_of, offer, refused};
use crate::kit::api::{ApiFailure, JsonObject, answer};
use crate::kit::asked::Asked;
use crate::kit::cookies::{self, Kind};

pub(super) async fn complete(asked: Asked, body: Result<JsonObject, ApiFailure>) -> Response {
    let answered = match body {
        Ok(body) => finish(&asked, &body).await,
        Err(refused) => Err(refused),
    };
    answered.unwrap_or_else(IntoResponse::into_response)
}

async fn finish(asked: &Asked, body: &JsonObject) -> Result<Response, ApiFailure> {
    admit(asked)?;
    let attempt = attempt_of(asked, body).await?;
    let session_id = offer::session_id(&attempt);
    let to = attempt.request().to_owned();
    let came_with = asked.session().await?;
    let Some(begun) = attempt.complete(&asked.cx, came_with).await? else {
        return Err(refused(
            StatusCode::CONFLICT,
            "steps_incomplete",
            "The sign-in is not done yet, or was completed already.",
        ));
    };
    let session = &begun.session;
    let amr: Vec<&str> = session
        .methods
        .iter()
        .map(|method| method.amr.as_str())
        .collect();
    let mut response = answer(
        StatusCode::OK,
        json!({
            "session_id": session_id,
            "status": "completed",
            "subject": session.user,
            "acr": session.acr,
            "amr": amr,
            "auth_time": session.auth_time.seconds(),
            "redirect_to": to,
        }),
    );
    let (realm, secure) = (&asked.cx.realm, asked.app.secure);
    let headers = response.headers_mut();
    cookies::set(headers, Kind::Session, realm, secure, begun.cookie.expose());
    cookies::clear(headers, Kind::Attempt, realm, secure);
    Ok(response)
}
