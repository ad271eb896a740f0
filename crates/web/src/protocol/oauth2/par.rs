//! `POST /oauth2/par`: pushed authorization requests (RFC 9126).

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use durward_oauth::{AuthorizationError, PresentedCredentials, TokenError};
use durward_provider::authorize::{self, PushFailure};
use serde_json::json;

use super::shown::shown;
use super::token::{client_id, refuse_inactive};
use super::{cors, credentials};
use crate::kit::asked::Asked;
use crate::kit::failure::OauthFailure;
use crate::kit::form::FormText;

pub(super) async fn push(asked: Asked, form: FormText) -> Response {
    let response = match answer(&asked, &form).await {
        Ok(response) => response,
        Err(failure) => failure.into_response(),
    };
    cors::allow(&asked, response, client_id(&form).as_deref()).await
}

async fn answer(asked: &Asked, form: &FormText) -> Result<Response, OauthFailure> {
    let parameters = form.parameters().map_err(TokenError::from)?;
    let presented = credentials::presented(asked, &parameters)?;
    refuse_inactive(asked)?;
    // Whoever knows the name of a public client can have requests kept: no more than sign-ins begun.
    if matches!(presented, PresentedCredentials::None { .. }) {
        asked.count_start()?;
    }
    let (provider, cx) = (&asked.app.provider, &asked.cx);
    let shown = shown(asked, "POST").map_err(TokenError::from)?;
    match authorize::push(provider, cx, &presented, &parameters, &shown).await {
        Ok(pushed) => Ok((StatusCode::CREATED, Json(pushed)).into_response()),
        Err(PushFailure::Client(failure)) => Err(credentials::counted(asked, failure)),
        Err(PushFailure::Request(error)) => Ok(refused(&error)),
    }
}

/// RFC 9126 2.3: the codes of the authorization endpoint in the form of the token endpoint.
fn refused(error: &AuthorizationError) -> Response {
    tracing::info!(%error, "pushed request refused");
    let body =
        json!({"error": error.code().name(), "error_description": error.description().as_str()});
    (StatusCode::BAD_REQUEST, Json(body)).into_response()
}
