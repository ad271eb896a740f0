//! `GET /oauth2/jwks`: the realm's public keys (RFC 7517 5).

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use durward_jose::Algorithm;
use durward_model::service::OauthOidc;
use durward_store::{Error, services};

use super::cors;
use crate::kit::asked::Asked;
use crate::kit::failure::OauthFailure;

/// Seconds a verifier may keep the keys: shorter than a new key is published before it signs.
const KEEP: &str = "public, max-age=300, must-revalidate";

pub(super) async fn document(asked: Asked) -> Response {
    let response = match keys(&asked).await {
        Ok(response) => response,
        Err(error) => OauthFailure::from(error).into_response(),
    };
    cors::open(response)
}

async fn keys(asked: &Asked) -> Result<Response, Error> {
    let settings = services::settings::<OauthOidc>(&asked.cx).await?;
    let names = settings
        .supported_id_token_signing_algorithms
        .iter()
        .chain([&settings.token_signing_algorithm]);
    let wanted: Vec<Algorithm> = names.filter_map(|name| name.parse().ok()).collect();
    let keys = &asked.app.provider.keys;
    let mut ring = keys.ring(&asked.cx).await?;
    if asked.cx.realm.is_active() && wanted.iter().any(|algorithm| !ring.has_active(*algorithm)) {
        ring = keys.ensure(&asked.cx, &wanted).await?;
    }
    let etag =
        HeaderValue::from_str(ring.etag()).map_err(|error| Error::internal(error.to_string()))?;
    let unchanged = asked.headers.get(header::IF_NONE_MATCH) == Some(&etag);
    let mut response = if unchanged {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        (
            [(header::CONTENT_TYPE, "application/jwk-set+json")],
            ring.jwks().to_owned(),
        )
            .into_response()
    };
    response.headers_mut().insert(header::ETAG, etag);
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static(KEEP));
    Ok(response)
}
