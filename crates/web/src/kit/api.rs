//! The dialect of JSON interfaces: bodies as they come in, and failures as `{"code", "reason", "message", "detail"}`.

use std::sync::Arc;

use axum::Json;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use durward_model::realm::Realm;
use durward_store::{Error, ErrorKind};
use serde_json::{Map, Value, json};

use super::body;
use super::failure::{log, retry_after};
use crate::App;

/// A failure of a JSON interface.
#[derive(Debug)]
pub(crate) enum ApiFailure {
    /// The request's doing.
    Refused {
        status: StatusCode,
        message: String,
        more: Map<String, Value>,
    },
    /// Ours, or the database's.
    Error(Box<Error>),
}

impl ApiFailure {
    /// A refusal in words that say what to do.
    pub(crate) fn refused(status: StatusCode, message: impl Into<String>) -> Self {
        Self::Refused {
            status,
            message: message.into(),
            more: Map::new(),
        }
    }

    /// Adds the member `name`, which programs read, if there is a `value`.
    #[must_use]
    pub(crate) fn with(mut self, name: &str, value: Option<Value>) -> Self {
        if let (Self::Refused { more, .. }, Some(value)) = (&mut self, value) {
            more.insert(name.to_owned(), value);
        }
        self
    }
}

impl From<Error> for ApiFailure {
    fn from(error: Error) -> Self {
        Self::Error(Box::new(error))
    }
}

impl IntoResponse for ApiFailure {
    fn into_response(self) -> Response {
        match self {
            Self::Refused {
                status,
                message,
                more,
            } => {
                tracing::info!(status = status.as_u16(), message, "request refused");
                failure(status, &message, more)
            }
            Self::Error(error) => {
                let status = match error.kind {
                    ErrorKind::Invalid(_) => StatusCode::BAD_REQUEST,
                    ErrorKind::Unauthenticated => StatusCode::UNAUTHORIZED,
                    ErrorKind::Forbidden => StatusCode::FORBIDDEN,
                    ErrorKind::NotFound => StatusCode::NOT_FOUND,
                    ErrorKind::Conflict => StatusCode::CONFLICT,
                    ErrorKind::RateLimited(_) => StatusCode::TOO_MANY_REQUESTS,
                    ErrorKind::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
                    ErrorKind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
                };
                log(&error, status);
                retry_after(&error, failure(status, &error.public, Map::new()))
            }
        }
    }
}

fn failure(status: StatusCode, message: &str, more: Map<String, Value>) -> Response {
    let mut body = Map::new();
    body.insert("code".to_owned(), json!(status.as_u16()));
    let reason = status.canonical_reason().unwrap_or_default();
    body.insert("reason".to_owned(), json!(reason));
    body.insert("message".to_owned(), json!(message));
    body.extend(more);
    answer(status, Value::Object(body))
}

/// Refuses everything in a realm that was switched off.
///
/// # Errors
/// 404.
pub(crate) fn require_active(realm: &Realm) -> Result<(), ApiFailure> {
    if realm.is_active() {
        return Ok(());
    }
    Err(Error::not_found("realm")
        .because("the realm is inactive")
        .into())
}

/// An answer that no cache keeps.
pub(crate) fn answer(status: StatusCode, body: Value) -> Response {
    let mut response = (status, Json(body)).into_response();
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The members of the JSON object a request carries; none for an empty body.
///
/// A body of another media type is refused: a form of a foreign page cannot send JSON, and a script must ask before.
pub(crate) struct JsonObject(pub(crate) Map<String, Value>);

impl FromRequest<Arc<App>> for JsonObject {
    type Rejection = ApiFailure;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, ApiFailure> {
        match JsonValue::from_request(request, app).await? {
            JsonValue(Value::Null) => Ok(Self(Map::new())),
            JsonValue(Value::Object(members)) => Ok(Self(members)),
            JsonValue(_) => Err(ApiFailure::refused(
                StatusCode::BAD_REQUEST,
                "The body must be a JSON object.",
            )),
        }
    }
}

/// Whatever JSON a request carries; null for an empty body.
pub(crate) struct JsonValue(pub(crate) Value);

impl FromRequest<Arc<App>> for JsonValue {
    type Rejection = ApiFailure;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, ApiFailure> {
        let is_json = body::is(request.headers(), "application/json");
        let bytes = body::read(request, app.body_limit)
            .await
            .map_err(|(status, why)| ApiFailure::refused(status, why))?;
        if bytes.is_empty() {
            return Ok(Self(Value::Null));
        }
        if !is_json {
            return Err(ApiFailure::refused(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "Send the body as application/json.",
            ));
        }
        match serde_json::from_slice(&bytes) {
            Ok(value) => Ok(Self(value)),
            Err(error) => Err(ApiFailure::refused(
                StatusCode::BAD_REQUEST,
                format!("The body is not JSON: {error}."),
            )),
        }
    }
}

impl JsonObject {
    /// The text called `name`, if it is there.
    ///
    /// # Errors
    /// 400 when it is not text.
    pub(crate) fn text(&self, name: &str) -> Result<Option<&str>, ApiFailure> {
        match self.0.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(ApiFailure::refused(
                StatusCode::BAD_REQUEST,
                format!("{name}: send text."),
            )),
        }
    }
}
