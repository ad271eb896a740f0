//! `GET` and `POST /oauth2/userinfo`: claims about the person (OpenID Connect Core 5.3).

use axum::Json;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use durward_oauth::{BearerError, BearerToken, Parameters};
use durward_provider::userinfo::{self, Refusal};

use super::cors;
use crate::kit::asked::Asked;
use crate::kit::failure::BearerFailure;
use crate::kit::form::{FormText, NotAForm, is_form};

pub(super) async fn by_get(asked: Asked) -> Response {
    answer(asked, None).await
}

pub(super) async fn by_post(asked: Asked, form: Result<FormText, NotAForm>) -> Response {
    match form {
        Ok(form) => answer(asked, Some(form)).await,
        // A POST with the token in its header needs no body (RFC 6750 2.1).
        Err(_) if !is_form(&asked.headers) => answer(asked, None).await,
        Err(refused) => refused.into_response(),
    }
}

async fn answer(asked: Asked, form: Option<FormText>) -> Response {
    let response = match claims(&asked, form.as_ref()).await {
        Ok(response) => response,
        Err(refusal) => BearerFailure {
            issuer: asked.cx.issuer(),
            refusal,
        }
        .into_response(),
    };
    cors::allow(&asked, response, None).await
}

async fn claims(asked: &Asked, form: Option<&FormText>) -> Result<Response, Refusal> {
    let bearer = |error: BearerError| Refusal::Bearer(error);
    if !asked.cx.realm.is_active() {
        return Err(bearer(BearerError::InvalidToken(
            "The realm is not active.".into(),
        )));
    }
    let parameters = form
        .map(FormText::parameters)
        .transpose()
        .map_err(|error| bearer(error.into()))?;
    let authorization = asked
        .headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    let query = Parameters::from_query(&asked.query).map_err(|error| bearer(error.into()))?;
    let token =
        BearerToken::extract(authorization, parameters.as_ref(), Some(&query)).map_err(bearer)?;
    let claims = userinfo::claims(&asked.app.provider, &asked.cx, token.expose()).await?;
    Ok(Json(claims).into_response())
}
