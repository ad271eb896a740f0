//! One writer per wire dialect: where a failure becomes an answer, and where it is logged, once.

use std::sync::Arc;

use axum::Json;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use durward_oauth::{BearerError, Scheme, TokenError};
use durward_provider::{Failure, Refusal};
use durward_store::{Cx, Error, ErrorKind};
use serde_json::json;

use super::asked::Asked;
use super::page;
use crate::App;
use crate::html::pages::{ErrorPage, Fault, NotFound, Trouble, Unavailable};
use crate::html::{Locale, pages::Page};

const DPOP_NONCE: HeaderName = HeaderName::from_static("dpop-nonce");

/// A failure in the dialect of RFC 6749 5.2.
pub(crate) struct OauthFailure(pub(crate) Failure);

impl From<Failure> for OauthFailure {
    fn from(failure: Failure) -> Self {
        Self(failure)
    }
}

impl From<TokenError> for OauthFailure {
    fn from(error: TokenError) -> Self {
        Self(Failure::Refused(error))
    }
}

impl From<Error> for OauthFailure {
    fn from(error: Error) -> Self {
        Self(Failure::Ours(error))
    }
}

impl IntoResponse for OauthFailure {
    fn into_response(self) -> Response {
        match self.0 {
            Failure::Refused(error) => {
                tracing::info!(
                    code = error.code().name(),
                    description = error.description().as_str(),
                    "token request refused"
                );
                let status =
                    StatusCode::from_u16(error.status()).unwrap_or(StatusCode::BAD_REQUEST);
                let mut response = (status, Json(&error)).into_response();
                if let Some(challenge) = error.www_authenticate() {
                    response.headers_mut().insert(
                        header::WWW_AUTHENTICATE,
                        HeaderValue::from_static(challenge),
                    );
                }
                dpop_nonce(response, error.dpop_nonce())
            }
            Failure::Ours(error) => {
                let (status, code) = match error.kind {
                    ErrorKind::Unavailable(_) => {
                        (StatusCode::SERVICE_UNAVAILABLE, "temporarily_unavailable")
                    }
                    ErrorKind::RateLimited(_) => {
                        (StatusCode::TOO_MANY_REQUESTS, "temporarily_unavailable")
                    }
                    ErrorKind::Internal => (StatusCode::INTERNAL_SERVER_ERROR, "server_error"),
                    _ => (StatusCode::BAD_REQUEST, "invalid_request"),
                };
                log(&error, status);
                let body = Json(json!({"error": code, "error_description": error.public}));
                retry_after(&error, (status, body).into_response())
            }
        }
    }
}

/// A failure in the dialect of RFC 6750 3 and RFC 9449 7.1.
pub(crate) struct BearerFailure {
    pub(crate) issuer: String,
    /// How the token came.
    pub(crate) scheme: Scheme,
    pub(crate) refusal: Refusal,
}

impl IntoResponse for BearerFailure {
    fn into_response(self) -> Response {
        match self.refusal {
            Refusal::Bearer(error) => bearer(&self.issuer, self.scheme, &error),
            Refusal::Ours(error) => OauthFailure(Failure::Ours(error)).into_response(),
        }
    }
}

fn bearer(issuer: &str, scheme: Scheme, error: &BearerError) -> Response {
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::UNAUTHORIZED);
    let mut response = (status, Json(error)).into_response();
    if let Ok(challenge) = HeaderValue::from_str(&error.www_authenticate(issuer, scheme)) {
        response
            .headers_mut()
            .insert(header::WWW_AUTHENTICATE, challenge);
    }
    dpop_nonce(response, error.dpop_nonce())
}

/// Gives the client the nonce of its next proof (RFC 9449 8), when there is a new one.
pub(crate) fn dpop_nonce(mut response: Response, nonce: Option<&str>) -> Response {
    if let Some(nonce) = nonce.and_then(|nonce| HeaderValue::from_str(nonce).ok()) {
        response.headers_mut().insert(DPOP_NONCE, nonce);
    }
    response
}

/// A failure shown to a person.
pub(crate) struct PageFailure(Box<Inner>);

struct Inner {
    what: What,
    /// The request's app and context, when they are known.
    known: Option<(Arc<App>, Cx, Locale)>,
}

enum What {
    Fault {
        fault: Fault,
        detail: Option<String>,
        code: Option<&'static str>,
    },
    Error(Error),
}

impl PageFailure {
    /// One of the usual faults.
    pub(crate) fn fault(fault: Fault) -> Self {
        Self(Box::new(Inner {
            what: What::Fault {
                fault,
                detail: None,
                code: None,
            },
            known: None,
        }))
    }

    /// One of the usual faults, with an error code and words for the developer of the app.
    pub(crate) fn coded(fault: Fault, code: &'static str, detail: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            what: What::Fault {
                fault,
                detail: Some(detail.into()),
                code: Some(code),
            },
            known: None,
        }))
    }

    /// Adds what is needed to show it in the realm's clothes.
    pub(crate) fn seen_by(mut self, app: &Arc<App>, cx: &Cx, locale: Locale) -> Self {
        self.0
            .known
            .get_or_insert_with(|| (Arc::clone(app), cx.clone(), locale));
        self
    }

    /// The answer to `asked`, in the realm's clothes.
    pub(crate) fn shown_to(self, asked: &Asked, locale: Locale) -> Response {
        self.seen_by(&asked.app, &asked.cx, locale).into_response()
    }
}

impl From<Error> for PageFailure {
    fn from(error: Error) -> Self {
        Self(Box::new(Inner {
            what: What::Error(error),
            known: None,
        }))
    }
}

impl IntoResponse for PageFailure {
    fn into_response(self) -> Response {
        let Inner { what, known } = *self.0;
        let reference = known
            .as_ref()
            .map(|(_, cx, _)| cx.request_id.to_string())
            .unwrap_or_default();
        match what {
            What::Fault {
                fault,
                detail,
                code,
            } => {
                let status = if fault == Fault::Internal {
                    StatusCode::INTERNAL_SERVER_ERROR
                } else {
                    StatusCode::BAD_REQUEST
                };
                tracing::info!(?fault, detail, reference, "page refused");
                let mut page = ErrorPage::new(fault, reference);
                if let Some(code) = code {
                    page = page.code(code, detail);
                }
                show(status, known.as_ref(), &page)
            }
            What::Error(error) => for_person(&error, known.as_ref(), reference),
        }
    }
}

fn for_person(
    error: &Error,
    known: Option<&(Arc<App>, Cx, Locale)>,
    reference: String,
) -> Response {
    let (status, trouble) = match error.kind {
        ErrorKind::RateLimited(_) => (StatusCode::TOO_MANY_REQUESTS, Some(Trouble::RateLimited)),
        ErrorKind::Unavailable(_) => (StatusCode::SERVICE_UNAVAILABLE, Some(Trouble::Busy)),
        ErrorKind::NotFound => (StatusCode::NOT_FOUND, None),
        ErrorKind::Forbidden | ErrorKind::Unauthenticated => (StatusCode::FORBIDDEN, None),
        ErrorKind::Invalid(_) | ErrorKind::Conflict => (StatusCode::BAD_REQUEST, None),
        ErrorKind::Internal => (StatusCode::INTERNAL_SERVER_ERROR, None),
    };
    log(error, status);
    let response = match (trouble, &error.kind) {
        (Some(trouble), ErrorKind::RateLimited(seconds) | ErrorKind::Unavailable(seconds)) => show(
            status,
            known,
            &Unavailable {
                trouble,
                retry_after: Some(*seconds),
                retry: None,
                reference,
            },
        ),
        (_, ErrorKind::NotFound) => show(status, known, &NotFound { home: None }),
        (_, ErrorKind::Forbidden | ErrorKind::Unauthenticated) => {
            show(status, known, &ErrorPage::new(Fault::Forbidden, reference))
        }
        (_, ErrorKind::Invalid(_) | ErrorKind::Conflict) => show(
            status,
            known,
            &ErrorPage::new(Fault::Request, reference)
                .code("invalid_request", Some(error.public.clone())),
        ),
        _ => show(status, known, &ErrorPage::new(Fault::Internal, reference)),
    };
    retry_after(error, response)
}

fn show<P: Page>(
    status: StatusCode,
    known: Option<&(Arc<App>, Cx, Locale)>,
    content: &P,
) -> Response {
    match known {
        Some((app, cx, locale)) => page::bare(app, cx, *locale, status, None, content),
        // No realm could be read: there is nothing to dress a page in.
        None if status == StatusCode::SERVICE_UNAVAILABLE => {
            (status, "Not available at the moment. Try again soon.\n").into_response()
        }
        None => (status, "Something went wrong on our side.\n").into_response(),
    }
}

/// Logs a failure, once.
pub(super) fn log(error: &Error, status: StatusCode) {
    if status.is_server_error() {
        tracing::error!(%error, "request failed");
    } else {
        tracing::info!(%error, "request refused");
    }
}

/// Says when to come back, where that helps.
pub(super) fn retry_after(error: &Error, mut response: Response) -> Response {
    if let ErrorKind::RateLimited(seconds) | ErrorKind::Unavailable(seconds) = error.kind {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}
