//! `GET` and `POST /oauth2/userinfo`: claims about the person (OpenID Connect Core 5.3).

use axum::Json;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use durward_oauth::{BearerError, BearerToken, Parameters, Scheme};
use durward_provider::{Refusal, userinfo};

use super::cors;
use super::shown::shown;
use crate::kit::asked::Asked;
use crate::kit::failure::{BearerFailure, dpop_nonce};
use crate::kit::form::{FormText, NotAForm, is_form};

pub(super) async fn by_get(asked: Asked) -> Response {
    answer(asked, "GET", None).await
}

pub(super) async fn by_post(asked: Asked, form: Result<FormText, NotAForm>) -> Response {
    match form {
        Ok(form) => answer(asked, "POST", Some(form)).await,
        // A POST with the token in its header needs no body (RFC 6750 2.1).
        Err(_) if !is_form(&asked.headers) => answer(asked, "POST", None).await,
        Err(refused) => refused.into_response(),
    }
}

async fn answer(asked: Asked, method: &'static str, form: Option<FormText>) -> Response {
    let authorization = authorization(&asked);
    let response = match claims(&asked, authorization, method, form.as_ref()).await {
        Ok(response) => response,
        Err(refusal) => BearerFailure {
            issuer: asked.cx.issuer(),
            scheme: Scheme::of(authorization),
            refusal,
        }
        .into_response(),
    };
    cors::allow(&asked, response, None).await
}

fn authorization(asked: &Asked) -> Option<&str> {
    let value = asked.headers.get(header::AUTHORIZATION)?;
    value.to_str().ok()
}

async fn claims(
    asked: &Asked,
    authorization: Option<&str>,
    method: &'static str,
    form: Option<&FormText>,
) -> Result<Response, Refusal> {
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
    let query = Parameters::from_query(&asked.query).map_err(|error| bearer(error.into()))?;
    let token =
        BearerToken::extract(authorization, parameters.as_ref(), Some(&query)).map_err(bearer)?;
    let shown = shown(asked, method).map_err(|error| bearer(error.into()))?;
    let answer = userinfo::claims(&asked.app.provider, &asked.cx, &token, &shown).await?;
    let response = Json(answer.claims).into_response();
    Ok(dpop_nonce(response, answer.dpop_nonce.as_deref()))
}
