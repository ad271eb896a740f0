//! One connection.

use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::Arc;

use axum::body::Body;
use durward_model::http::ClientCertificate;
use http::{HeaderValue, Request, Response, StatusCode, Version, header};
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::Watcher;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;

use super::{Limits, Room, client_certificate, told};
use crate::front::{Client, Front};

/// Requests of one HTTP/2 connection at once.
const STREAMS: u32 = 128;

pub(super) struct Connection {
    pub(super) front: Front,
    pub(super) from: IpAddr,
    pub(super) tls: bool,
    /// What the client presented in the handshake.
    pub(super) certificate: Option<Arc<ClientCertificate>>,
    pub(super) limits: Limits,
    pub(super) room: Arc<Room>,
}

impl Connection {
    pub(super) async fn over_tls(
        mut self,
        acceptor: TlsAcceptor,
        stream: TcpStream,
        watcher: Watcher,
        mut stop: watch::Receiver<bool>,
    ) {
        let shaken = tokio::select! {
            shaken = tokio::time::timeout(self.limits.header_timeout, acceptor.accept(stream)) => shaken,
            () = told(&mut stop) => return,
        };
        match shaken {
            Ok(Ok(stream)) => {
                let presented = stream.get_ref().1.peer_certificates();
                self.certificate = client_certificate::of_connection(presented);
                self.plain(stream, watcher).await;
            }
            Ok(Err(error)) => tracing::debug!(%error, "a TLS handshake failed"),
            Err(_) => tracing::debug!("a TLS handshake took too long"),
        }
    }

    pub(super) async fn plain(
        self,
        stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
        watcher: Watcher,
    ) {
        let limits = self.limits;
        let mut builder = Builder::new(TokioExecutor::new());
        builder
            .http1()
            .timer(TokioTimer::new())
            .header_read_timeout(limits.header_timeout)
            .max_buf_size(limits.header_bytes);
        builder
            .http2()
            .timer(TokioTimer::new())
            .max_concurrent_streams(STREAMS)
            .max_header_list_size(u32::try_from(limits.header_bytes).unwrap_or(u32::MAX))
            .keep_alive_interval(limits.header_timeout)
            .keep_alive_timeout(limits.header_timeout);
        let me = Arc::new(self);
        let service = hyper::service::service_fn(move |request| Arc::clone(&me).answer(request));
        let connection = builder
            .serve_connection(TokioIo::new(stream), service)
            .into_owned();
        if let Err(error) = watcher.watch(connection).await {
            tracing::debug!(
                error = &*error as &dyn std::error::Error,
                "a connection ended early"
            );
        }
    }

    async fn answer(
        self: Arc<Self>,
        request: Request<Incoming>,
    ) -> Result<Response<Body>, Infallible> {
        let version = request.version();
        let client = Client {
            from: self.from,
            tls: self.tls,
            certificate: self.certificate.clone(),
        };
        let answering = self.front.answer(request.map(Body::new), client);
        let answered = tokio::time::timeout(self.limits.request_timeout, answering).await;
        let late = answered.is_err();
        let mut response = answered.unwrap_or_else(|_| too_slow());
        if (late || self.room.is_closing()) && version <= Version::HTTP_11 {
            response
                .headers_mut()
                .insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        Ok(response)
    }
}

/// RFC 9110 15.5.9: we do not wait any longer.
fn too_slow() -> Response<Body> {
    let mut response = Response::new(Body::from("The request took too long.\n"));
    *response.status_mut() = StatusCode::REQUEST_TIMEOUT;
    response
}
