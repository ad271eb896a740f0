//! What every request meets first: who it is from, health, metrics, and then the doors, once they are open.

use std::net::IpAddr;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use durward_model::http::ClientCertificate;
use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use ipnet::IpNet;
use tower::Service;

use crate::listen::client_certificate::{self, CertificateHeader};
use crate::listen::forwarded;
use crate::metrics::Metrics;
use crate::wiring::Parts;

/// Longest a readiness check takes.
const PATIENCE: Duration = Duration::from_secs(2);

/// The front of the house. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Front {
    inner: Arc<Inner>,
}

struct Inner {
    proxies: Proxies,
    metrics: Metrics,
    shows: Shows,
    open: OnceLock<Open>,
}

/// What is behind the front once the process has started.
struct Open {
    parts: Parts,
    doors: Router,
}

/// The proxies in front of us.
#[derive(Debug, Clone)]
pub(crate) struct Proxies {
    /// Networks whose word about the client is taken.
    pub(crate) trusted: Vec<IpNet>,
    /// How they pass the client's certificate on, if they do.
    pub(crate) certificates: Option<CertificateHeader>,
}

/// Who is at the other end of a connection.
#[derive(Debug, Clone)]
pub(crate) struct Client {
    pub(crate) from: IpAddr,
    pub(crate) tls: bool,
    /// The certificate it presented in the handshake.
    pub(crate) certificate: Option<Arc<ClientCertificate>>,
}

/// What a listener is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shows {
    /// Everything.
    All,
    /// Everything but metrics, which have a listener of their own.
    NoMetrics,
    /// Metrics and health alone.
    MetricsOnly,
}

impl Front {
    /// A front with closed doors.
    pub(crate) fn new(proxies: Proxies, metrics: Metrics, shows: Shows) -> Self {
        Self {
            inner: Arc::new(Inner {
                proxies,
                metrics,
                shows,
                open: OnceLock::new(),
            }),
        }
    }

    /// Opens the doors.
    pub(crate) fn open(&self, parts: Parts, doors: Router) {
        drop(self.inner.open.set(Open { parts, doors }));
    }

    /// Answers a request of `client`.
    pub(crate) async fn answer(
        &self,
        mut request: Request<Body>,
        client: Client,
    ) -> Response<Body> {
        match request.uri().path() {
            "/health/live" => {
                return reading(request.method(), || plain(StatusCode::OK, "alive\n"));
            }
            "/health/ready" => return self.ready(request.method()).await,
            "/metrics" if self.inner.shows != Shows::NoMetrics => {
                return self.metrics(request.method());
            }
            _ => {}
        }
        let Some(open) = self.inner.open.get() else {
            return busy("starting\n");
        };
        if self.inner.shows == Shows::MetricsOnly {
            return plain(StatusCode::NOT_FOUND, "There is nothing here.\n");
        }
        let Proxies {
            trusted,
            certificates,
        } = &self.inner.proxies;
        let (from, own) = (client.from, client.certificate);
        let certificate =
            client_certificate::resolve(from, own, request.headers(), *certificates, trusted);
        let peer = forwarded::resolve(from, client.tls, request.headers_mut(), trusted);
        request.extensions_mut().insert(peer);
        if let Some(certificate) = certificate {
            request.extensions_mut().insert(certificate);
        }
        let method = request.method().clone();
        let began = moment();
        let response = open
            .doors
            .clone()
            .call(request)
            .await
            .unwrap_or_else(|never| match never {});
        self.inner
            .metrics
            .answered(&method, &response, moment() - began);
        response
    }

    /// 200 when the schema is there and the database takes writes.
    async fn ready(&self, method: &Method) -> Response<Body> {
        let Some(open) = self.inner.open.get() else {
            return busy("starting\n");
        };
        match tokio::time::timeout(PATIENCE, open.parts.platform.db.ready()).await {
            Ok(Ok(())) => reading(method, || plain(StatusCode::OK, "ready\n")),
            Ok(Err(error)) => {
                tracing::warn!(%error, "not ready");
                busy("the database does not take writes\n")
            }
            Err(_) => busy("the database does not answer\n"),
        }
    }

    fn metrics(&self, method: &Method) -> Response<Body> {
        reading(method, || {
            let text = self
                .inner
                .metrics
                .text(self.inner.open.get().map(|open| &open.parts));
            let mut response = plain(StatusCode::OK, "");
            response.headers_mut().insert(
                header::CONTENT_TYPE,
                HeaderValue::from_static(
                    "application/openmetrics-text; version=1.0.0; charset=utf-8",
                ),
            );
            *response.body_mut() = Body::from(text);
            response
        })
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "how long a request took is measured to the microsecond, and nothing depends on it"
)]
fn moment() -> Instant {
    Instant::now()
}

/// `GET` and `HEAD` are answered by `answer`.
fn reading(method: &Method, answer: impl FnOnce() -> Response<Body>) -> Response<Body> {
    if matches!(*method, Method::GET | Method::HEAD) {
        return answer();
    }
    let mut response = plain(StatusCode::METHOD_NOT_ALLOWED, "");
    response
        .headers_mut()
        .insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
    response
}

fn busy(why: &'static str) -> Response<Body> {
    let mut response = plain(StatusCode::SERVICE_UNAVAILABLE, why);
    response
        .headers_mut()
        .insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
    response
}

fn plain(status: StatusCode, text: &'static str) -> Response<Body> {
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/plain; charset=utf-8"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    response
}
