//! `POST /oauth2/introspect`: what a token is worth (RFC 7662).

use axum::Json;
use axum::response::{IntoResponse, Response};
use durward_oauth::{IntrospectionRequest, TokenError};
use durward_provider::introspection;

use super::credentials;
use super::token::refuse_inactive;
use crate::kit::asked::Asked;
use crate::kit::failure::OauthFailure;
use crate::kit::form::FormText;

pub(super) async fn introspect(asked: Asked, form: FormText) -> Result<Response, OauthFailure> {
    let parameters = form.parameters().map_err(TokenError::from)?;
    let presented = credentials::presented(&asked, &parameters)?;
    refuse_inactive(&asked)?;
    let request = IntrospectionRequest::parse(&parameters)?;
    let answer = introspection::introspect(&asked.app.provider, &asked.cx, &presented, &request)
        .await
        .map_err(|failure| credentials::counted(&asked, failure))?;
    Ok(Json(&answer).into_response())
}
