//! `POST /oauth2/introspect`: what a token is worth (RFC 7662), signed for who asks for that (RFC 9701 4).

use axum::Json;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use durward_oauth::{IntrospectionRequest, TokenError};
use durward_provider::introspection;

use super::credentials;
use super::token::refuse_inactive;
use crate::kit::asked::Asked;
use crate::kit::failure::OauthFailure;
use crate::kit::form::FormText;

const JWT: &str = "application/token-introspection+jwt";

pub(super) async fn introspect(asked: Asked, form: FormText) -> Result<Response, OauthFailure> {
    let parameters = form.parameters().map_err(TokenError::from)?;
    let presented = credentials::presented(&asked, &parameters)?;
    refuse_inactive(&asked)?;
    let request = IntrospectionRequest::parse(&parameters)?;
    let (provider, cx) = (&asked.app.provider, &asked.cx);
    let introspected = introspection::introspect(provider, cx, &presented, &request)
        .await
        .map_err(|failure| credentials::counted(&asked, failure))?;
    if !wants_jwt(&asked) {
        return Ok(Json(&introspected.response).into_response());
    }
    let text = introspection::signed(provider, cx, &introspected).await?;
    let kind = HeaderValue::from_static(JWT);
    Ok(([(header::CONTENT_TYPE, kind)], text).into_response())
}

/// Whether the media type of signed answers is among those accepted.
fn wants_jwt(asked: &Asked) -> bool {
    let accepted = asked.headers.get_all(header::ACCEPT).iter();
    let accepted = accepted.filter_map(|value| value.to_str().ok());
    let mut kinds = accepted.flat_map(|value| value.split(','));
    kinds.any(|kind| {
        let kind = kind.split(';').next().unwrap_or_default();
        kind.trim().eq_ignore_ascii_case(JWT)
    })
}
