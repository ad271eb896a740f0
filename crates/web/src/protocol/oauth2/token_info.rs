//! `GET /oauth2/tokeninfo` and `POST /oauth2/idtokeninfo`: what a token says, to who shows it (R-OAUTH-41, R-OAUTH-42).

use axum::Json;
use axum::response::{IntoResponse, Response};
use durward_oauth::{BearerError, BearerToken, ClientId, CompactJwt, Parameters, TokenError};
use durward_provider::{Refusal, token_info};

use super::shown::shown;
use super::token::refuse_inactive;
use super::{cors, userinfo};
use crate::kit::asked::Asked;
use crate::kit::failure::{OauthFailure, dpop_nonce};
use crate::kit::form::FormText;

pub(super) async fn access(asked: Asked) -> Response {
    let response = match told(&asked).await {
        Ok(response) => response,
        Err(refusal) => userinfo::refused(&asked, refusal),
    };
    cors::allow(&asked, response, None).await
}

async fn told(asked: &Asked) -> Result<Response, Refusal> {
    let bearer = |error: BearerError| Refusal::Bearer(error);
    userinfo::refuse_inactive(asked)?;
    let query = Parameters::from_query(&asked.query).map_err(|error| bearer(error.into()))?;
    let authorization = userinfo::authorization(asked);
    let token = BearerToken::extract(authorization, None, Some(&query)).map_err(bearer)?;
    let shown = shown(asked, "GET").map_err(|error| bearer(error.into()))?;
    let info = token_info::access(&asked.app.provider, &asked.cx, &token, &shown).await?;
    let response = Json(info.body).into_response();
    Ok(dpop_nonce(response, info.dpop_nonce.as_deref()))
}

/// The ID token comes in a form, and `client_id` beside it says whose it must be.
pub(super) async fn id_token(asked: Asked, form: FormText) -> Result<Response, OauthFailure> {
    refuse_inactive(&asked)?;
    let parameters = form.parameters().map_err(TokenError::from)?;
    let token = parameters.parsed_required("id_token", CompactJwt::parse);
    let token = token.map_err(TokenError::from)?;
    let client = parameters.parsed("client_id", ClientId::parse);
    let client = client.map_err(TokenError::from)?;
    let provider = &asked.app.provider;
    let claims = token_info::id_token(provider, &asked.cx, &token, client.as_ref()).await?;
    Ok(Json(claims).into_response())
}
