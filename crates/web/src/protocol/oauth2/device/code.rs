//! `POST /oauth2/device/code`: a device asks for a code (RFC 8628 3.1).

use axum::Json;
use axum::response::{IntoResponse, Response};
use durward_oauth::{DeviceRequest, PresentedCredentials, TokenError};
use durward_provider::device;

use super::super::token::{client_id, refuse_inactive};
use super::super::{cors, credentials};
use crate::kit::asked::Asked;
use crate::kit::failure::OauthFailure;
use crate::kit::form::FormText;

pub(super) async fn issue(asked: Asked, form: FormText) -> Response {
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
    let request = DeviceRequest::parse(&parameters)?;
    if matches!(presented, PresentedCredentials::None { .. }) {
        // Anybody can name a public client, and a row is kept for each request.
        asked.count_start()?;
    }
    let codes = device::request(&asked.app.provider, &asked.cx, &presented, &request)
        .await
        .map_err(|failure| credentials::counted(asked, failure))?;
    Ok(Json(&codes).into_response())
}
