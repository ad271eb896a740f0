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
pub(crate) struct AsRequest(Arc<OnceLock<(RequestId, String)>>);

impl AsRequest {
    /// Says which request this is and in which realm.
    pub(crate) fn tell(&self, id: RequestId, realm: &Realm) {
        let _ = self.0.set((id, realm.path.to_string()));
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
    if let Some((id, _)) = identified
        && let Ok(value) = HeaderValue::from_str(id.as_str())
    {
        headers.insert("x-request-id", value);
    }
    let route = response
        .extensions()
        .get::<MatchedPath>()
        .map_or("", MatchedPath::as_str);
    tracing::info!(
        target: "request",
        %method,
        route,
        status = response.status().as_u16(),
        realm = identified.map(|(_, realm)| realm.as_str()),
        request_id = identified.map(|(id, _)| id.as_str()),
        milliseconds = app.platform.clock.now().millis_since(began),
    );
    response
}
