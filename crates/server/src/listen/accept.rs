//! Accepting connections.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::Context;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::timeout;

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
    pub(crate) room: Arc<Room>,
}

/// How many connections may be open, and whether they are to come to an end.
pub(crate) struct Room {
    places: Arc<Semaphore>,
    size: usize,
    closing: AtomicBool,
}

impl Room {
    /// Room for `size` connections.
    pub(crate) fn of(size: usize) -> Arc<Self> {
        let size = size.min(Semaphore::MAX_PERMITS);
        Arc::new(Self {
            places: Arc::new(Semaphore::new(size)),
            size,
            closing: AtomicBool::new(false),
        })
    }

    /// Whether an answer should be the last on its connection.
    pub(super) fn is_closing(&self) -> bool {
        self.closing.load(Ordering::Relaxed)
    }

    fn is_empty(&self) -> bool {
        self.places.available_permits() == self.size
    }
}

/// How long connections may take to finish when the process stops.
const FAREWELL: Duration = Duration::from_secs(7);

/// How long a connection without a request is kept then: a request may be on its way on it.
const LINGER: Duration = Duration::from_millis(500);

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
    /// Serves until `stop` says so, then finishes what is in flight, for eight seconds at most in all.
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
        self.room.closing.store(true, Ordering::Relaxed);
        // Those that the system has accepted for us already must not be turned away.
        while let Ok(Ok((stream, from, permit))) = timeout(Duration::ZERO, self.next()).await {
            self.greet(stream, from, permit, &connections, stop.clone());
        }
        let room = Arc::clone(&self.room);
        drop(self);
        let emptied = async {
            while !room.is_empty() {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        drop(timeout(LINGER, emptied).await);
        if timeout(FAREWELL, connections.shutdown()).await.is_err() {
            tracing::warn!("connections were cut off");
        }
    }

    async fn next(&self) -> std::io::Result<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
        let permit = Arc::clone(&self.room.places)
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
            certificate: None,
            limits: self.limits,
            room: Arc::clone(&self.room),
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
