//! Cross-origin requests of browser apps (the Fetch standard). Public documents are open to every origin;
//! endpoints that give or take tokens answer the registered origins of the realm's apps.

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use durward_oauth::ClientId;
use durward_provider::clients::Client;

use crate::kit::asked::Asked;

/// Seconds a browser may remember a pre-flight answer.
const REMEMBER: HeaderValue = HeaderValue::from_static("600");
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// Lets every origin read a public document.
pub(super) fn open(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_ORIGIN,
        HeaderValue::from_static("*"),
    );
    headers.insert(RESOURCE_POLICY, HeaderValue::from_static("cross-origin"));
    response
}

/// Lets the origin of the request read the answer, when it is one of the client's. Where the request does
/// not name its client, the token in it does the protecting, and any origin may read.
pub(super) async fn allow(
    asked: &Asked,
    mut response: Response,
    client_id: Option<&str>,
) -> Response {
    let Some(origin) = asked.headers.get(header::ORIGIN).cloned() else {
        return response;
    };
    let allowed = match client_id.and_then(|id| ClientId::parse(id).ok()) {
        Some(id) => {
            let client = Client::find(&asked.cx, &id).await.ok().flatten();
            client.is_some_and(|client| {
                client
                    .origins
                    .iter()
                    .any(|own| own.as_bytes() == origin.as_bytes())
            })
        }
        None => client_id.is_none() && asked.headers.contains_key(header::AUTHORIZATION),
    };
    let headers = response.headers_mut();
    headers.append(header::VARY, HeaderValue::from_static("origin"));
    if allowed {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(
            header::ACCESS_CONTROL_EXPOSE_HEADERS,
            HeaderValue::from_static("www-authenticate, dpop-nonce, retry-after"),
        );
        headers.insert(RESOURCE_POLICY, HeaderValue::from_static("cross-origin"));
    }
    response
}

/// Answers a pre-flight request. It names no client, so it says what may be sent; who may read the answer
/// is decided when it comes.
pub(super) async fn preflight(asked: Asked) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    let Some(origin) = asked.headers.get(header::ORIGIN).cloned() else {
        return response;
    };
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_METHODS,
        HeaderValue::from_static("GET, POST"),
    );
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_HEADERS,
        HeaderValue::from_static("authorization, content-type, dpop"),
    );
    headers.insert(header::ACCESS_CONTROL_MAX_AGE, REMEMBER);
    headers.append(header::VARY, HeaderValue::from_static("origin"));
    response
}
