//! Headers of every answer, and what the log says of every request.

use std::sync::{Arc, OnceLock};

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use durward_model::id::RequestId;
use durward_model::realm::Realm;

use crate::App;

/// Filled in by whoever learns which request this is; read when the answer is logged.
#[derive(Debug, Clone, Default)]
pub(crate) struct AsRequest(Arc<OnceLock<Known>>);

/// What the log says of a request.
#[derive(Debug)]
struct Known {
    id: RequestId,
    realm: String,
    route: Option<MatchedPath>,
}

impl AsRequest {
    /// Says which request this is, in which realm, and the route it came to.
    pub(crate) fn tell(&self, id: RequestId, realm: &Realm, route: Option<MatchedPath>) {
        let realm = realm.path.to_string();
        let _ = self.0.set(Known { id, realm, route });
    }
}

const ALWAYS: [(HeaderName, &str); 3] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
];

/// Adds the headers every answer has, and logs the request.
pub(crate) async fn finish(
    State(app): State<Arc<App>>,
    mut request: Request,
    next: Next,
) -> Response {
    let known = AsRequest::default();
    request.extensions_mut().insert(known.clone());
    let method = request.method().clone();
    let began = app.platform.clock.now();
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    if app.secure {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=31536000"),
        );
    }
    let identified = known.0.get();
    if let Some(known) = identified
        && let Ok(value) = HeaderValue::from_str(known.id.as_str())
    {
        headers.insert("x-request-id", value);
    }
    let route = identified.and_then(|known| known.route.clone());
    if let Some(route) = route.clone() {
        // For whoever counts requests by route.
        response.extensions_mut().insert(route);
    }
    tracing::info!(
        target: "request",
        %method,
        route = route.as_ref().map(|route| inside(route.as_str())),
        status = response.status().as_u16(),
        realm = identified.map(|known| known.realm.as_str()),
        request_id = identified.map(|known| known.id.as_str()),
        milliseconds = app.platform.clock.now().millis_since(began),
    );
    response
}

/// The route as it stands in the book, without the place it is mounted at.
fn inside(route: &str) -> &str {
    route.strip_prefix("/~").unwrap_or(route)
}
