//! `GET` and `POST /oauth2/userinfo`: claims about the person (OpenID Connect Core 5.3).

use axum::Json;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use durward_oauth::{BearerError, BearerToken, Parameters, Scheme};
use durward_provider::Refusal;
use durward_provider::userinfo::{self, Claims};

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
    let response = match claims(&asked, method, form.as_ref()).await {
        Ok(response) => response,
        Err(refusal) => refused(&asked, refusal),
    };
    cors::allow(&asked, response, None).await
}

/// The answer to a request with an access token that is refused.
pub(super) fn refused(asked: &Asked, refusal: Refusal) -> Response {
    let failure = BearerFailure {
        issuer: asked.cx.issuer(),
        scheme: Scheme::of(authorization(asked)),
        refusal,
    };
    failure.into_response()
}

/// An inactive realm refuses every flow (R-TEN-3).
pub(super) fn refuse_inactive(asked: &Asked) -> Result<(), Refusal> {
    if asked.cx.realm.is_active() {
        return Ok(());
    }
    let error = BearerError::InvalidToken("The realm is not active.".into());
    Err(Refusal::Bearer(error))
}

/// The `Authorization` header.
pub(super) fn authorization(asked: &Asked) -> Option<&str> {
    let value = asked.headers.get(header::AUTHORIZATION)?;
    value.to_str().ok()
}

async fn claims(
    asked: &Asked,
    method: &'static str,
    form: Option<&FormText>,
) -> Result<Response, Refusal> {
    let bearer = |error: BearerError| Refusal::Bearer(error);
    refuse_inactive(asked)?;
    let parameters = form
        .map(FormText::parameters)
        .transpose()
        .map_err(|error| bearer(error.into()))?;
    let query = Parameters::from_query(&asked.query).map_err(|error| bearer(error.into()))?;
    let token = BearerToken::extract(authorization(asked), parameters.as_ref(), Some(&query))
        .map_err(bearer)?;
    let shown = shown(asked, method).map_err(|error| bearer(error.into()))?;
    let answer = userinfo::claims(&asked.app.provider, &asked.cx, &token, &shown).await?;
    let response = match answer.claims {
        Claims::Plain(claims) => Json(claims).into_response(),
        Claims::Signed(text) => {
            let kind = HeaderValue::from_static("application/jwt");
            ([(header::CONTENT_TYPE, kind)], text).into_response()
        }
    };
    Ok(dpop_nonce(response, answer.dpop_nonce.as_deref()))
}
