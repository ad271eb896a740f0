//! Reading request bodies.

use std::sync::Arc;

use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use durward_oauth::{ParameterError, Parameters};

use super::body;
use crate::App;

/// The raw text of an `application/x-www-form-urlencoded` body, bounded.
pub(crate) struct FormText(pub(crate) String);

/// Why a body was not read.
pub(crate) struct NotAForm(StatusCode, &'static str);

impl IntoResponse for NotAForm {
    fn into_response(self) -> Response {
        let body = serde_json::json!({"error": "invalid_request", "error_description": self.1});
        (self.0, axum::Json(body)).into_response()
    }
}

/// Whether the body says it is a form.
pub(crate) fn is_form(headers: &HeaderMap) -> bool {
    body::is(headers, "application/x-www-form-urlencoded")
}

impl FromRequest<Arc<App>> for FormText {
    type Rejection = NotAForm;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, NotAForm> {
        if !is_form(request.headers()) {
            return Err(NotAForm(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "Send the parameters as application/x-www-form-urlencoded.",
            ));
        }
        let bytes = body::read(request, app.body_limit)
            .await
            .map_err(|(status, why)| NotAForm(status, why))?;
        String::from_utf8(bytes.into())
            .map(Self)
            .map_err(|_| NotAForm(StatusCode::BAD_REQUEST, "The body is not UTF-8."))
    }
}

impl FormText {
    /// The form's parameters, held to RFC 6749 3.1.
    ///
    /// # Errors
    /// What is wrong with them.
    pub(crate) fn parameters(&self) -> Result<Parameters, ParameterError> {
        Parameters::from_form(&self.0)
    }

    /// The value of a field of one of our own pages; the first when there are several.
    pub(crate) fn field(&self, name: &str) -> Option<String> {
        form_urlencoded::parse(self.0.as_bytes())
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
    }
}
