//! `POST /oauth2/revoke`: a token given back (RFC 7009).

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use durward_oauth::{RevocationRequest, TokenError};
use durward_provider::revocation;

use super::token::{client_id, refuse_inactive};
use super::{cors, credentials};
use crate::kit::asked::Asked;
use crate::kit::failure::OauthFailure;
use crate::kit::form::FormText;

pub(super) async fn revoke(asked: Asked, form: FormText) -> Response {
    let response = match answer(&asked, &form).await {
        Ok(()) => StatusCode::OK.into_response(),
        Err(failure) => failure.into_response(),
    };
    cors::allow(&asked, response, client_id(&form).as_deref()).await
}

async fn answer(asked: &Asked, form: &FormText) -> Result<(), OauthFailure> {
    let parameters = form.parameters().map_err(TokenError::from)?;
    let presented = credentials::presented(asked, &parameters)?;
    refuse_inactive(asked)?;
    let request = RevocationRequest::parse(&parameters)?;
    revocation::revoke(&asked.app.provider, &asked.cx, &presented, &request)
        .await
        .map_err(|failure| credentials::counted(asked, failure))
}
