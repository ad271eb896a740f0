//! `POST /oauth2/token`: the token endpoint (RFC 6749 3.2).

use axum::Json;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use durward_oauth::{GrantType, TokenError, TokenRequest};
use durward_provider::grants;

use super::shown::shown;
use super::{cors, credentials};
use crate::kit::asked::Asked;
use crate::kit::failure::{OauthFailure, dpop_nonce};
use crate::kit::form::FormText;

pub(super) async fn exchange(asked: Asked, form: FormText) -> Response {
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
    let request = TokenRequest::parse(&parameters)?;
    if request.grant_type() == GrantType::Password {
        asked.count_attempt()?;
        asked.app.passwords.require_room()?;
    }
    let (app, cx) = (&asked.app, &asked.cx);
    let shown = shown(asked, "POST").map_err(TokenError::from)?;
    let exchanged = grants::exchange(&app.provider, &app.engine, cx, &presented, &request, &shown)
        .await
        .map_err(|failure| credentials::counted(asked, failure))?;
    let mut response = Json(&exchanged.tokens).into_response();
    response
        .headers_mut()
        .insert(header::PRAGMA, HeaderValue::from_static("no-cache"));
    Ok(dpop_nonce(response, exchanged.dpop_nonce.as_deref()))
}

/// An inactive realm refuses every flow (R-TEN-3).
pub(super) fn refuse_inactive(asked: &Asked) -> Result<(), OauthFailure> {
    if asked.cx.realm.is_active() {
        return Ok(());
    }
    Err(TokenError::invalid_client("The realm is not active.").into())
}

/// The client the form names, if it does: whose origins may read the answer.
pub(super) fn client_id(form: &FormText) -> Option<String> {
    form.field("client_id")
}
