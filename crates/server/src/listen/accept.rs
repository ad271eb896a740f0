//! Accepting connections.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

use super::connection;
use super::tls::Live;
use crate::front::Front;

/// What a connection may take.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    pub(crate) header_bytes: usize,
    /// For a handshake, and for each header.
    pub(crate) header_timeout: Duration,
    /// For a request with its body.
    pub(crate) request_timeout: Duration,
}

/// A socket that accepts, and what is done with what comes.
pub(crate) struct Listener {
    pub(crate) socket: TcpListener,
    pub(crate) tls: Option<Arc<Live>>,
    pub(crate) front: Front,
    pub(crate) limits: Limits,
    /// Connections there is room for.
    pub(crate) room: Arc<Semaphore>,
}

/// How long connections may take to finish when the process stops.
const FAREWELL: Duration = Duration::from_secs(8);

/// Opens the socket at `address`.
///
/// # Errors
/// When it is taken or not ours to take.
pub(crate) async fn bind(address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address)
        .await
        .with_context(|| format!("cannot listen on {address}"))
}

/// Waits until `stop` says so, or nobody is left to say it.
pub(crate) async fn told(stop: &mut watch::Receiver<bool>) {
    drop(stop.wait_for(|stop| *stop).await);
}

impl Listener {
    /// Serves until `stop` says so, then finishes what is in flight, for eight seconds at most.
    pub(crate) async fn serve(self, mut stop: watch::Receiver<bool>) {
        let connections = GracefulShutdown::new();
        loop {
            let accepted = tokio::select! {
                accepted = self.next() => accepted,
                () = told(&mut stop) => break,
            };
            match accepted {
                Ok((stream, from, permit)) => {
                    self.greet(stream, from, permit, &connections, stop.clone())
                }
                Err(error) => {
                    // Out of file handles, most likely: others will be closed.
                    tracing::warn!(%error, "a connection was not accepted");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            }
        }
        drop(self.socket);
        if tokio::time::timeout(FAREWELL, connections.shutdown())
            .await
            .is_err()
        {
            tracing::warn!("connections were cut off");
        }
    }

    async fn next(&self) -> std::io::Result<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
        let permit = Arc::clone(&self.room)
            .acquire_owned()
            .await
            .map_err(std::io::Error::other)?;
        let (stream, from) = self.socket.accept().await?;
        stream.set_nodelay(true)?;
        Ok((stream, from, permit))
    }

    fn greet(
        &self,
        stream: TcpStream,
        from: SocketAddr,
        permit: OwnedSemaphorePermit,
        connections: &GracefulShutdown,
        stop: watch::Receiver<bool>,
    ) {
        let connection = connection::Connection {
            front: self.front.clone(),
            from: from.ip().to_canonical(),
            tls: self.tls.is_some(),
            limits: self.limits,
        };
        let watcher = connections.watcher();
        let acceptor = self.tls.as_ref().map(|live| live.acceptor());
        tokio::spawn(async move {
            match acceptor {
                Some(acceptor) => connection.over_tls(acceptor, stream, watcher, stop).await,
                None => connection.plain(stream, watcher).await,
            }
            drop(permit);
        });
    }
}
