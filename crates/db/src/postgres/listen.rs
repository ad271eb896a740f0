//! Hearing other nodes by `LISTEN`.

use std::future::poll_fn;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};
use tokio_postgres::{AsyncMessage, Connection};

use super::engine::Dialer;
use super::failure::{translate, unreachable};
use super::outlet::{CHANNEL, Outlet};
use crate::error::DbError;
use crate::shared::Shared;
use crate::statistics::Counters;

/// A connection that can die unnoticed is asked for a sign of life this often, and given this long to answer.
const HEARTBEAT: Duration = Duration::from_secs(10);
const ANSWER: Duration = Duration::from_secs(5);

const RETRY_FIRST: Duration = Duration::from_millis(100);
const RETRY_LONGEST: Duration = Duration::from_secs(2);

/// Listens until the handle is aborted. Returns when the first connection listens.
pub(crate) async fn start(
    dialer: Dialer,
    outlet: Arc<Outlet>,
    shared: Arc<Shared>,
) -> Result<JoinHandle<()>, DbError> {
    let (ready, first) = oneshot::channel();
    let task = tokio::spawn(async move {
        let mut ready = Some(ready);
        let mut pause = RETRY_FIRST;
        loop {
            let listening = || match ready.take() {
                Some(ready) => drop(ready.send(Ok(()))),
                None => shared.bus.resync(),
            };
            let error = match listen(&dialer, &outlet, &shared, listening).await {
                Ended {
                    listened: true,
                    error,
                } => {
                    pause = RETRY_FIRST;
                    error
                }
                Ended {
                    listened: false,
                    error,
                } => error,
            };
            if let Some(ready) = ready.take() {
                drop(ready.send(Err(error)));
                return;
            }
            tracing::warn!(%error, "notices of other nodes are not heard; connecting again");
            sleep(pause).await;
            pause = (pause * 2).min(RETRY_LONGEST);
        }
    });
    first
        .await
        .unwrap_or_else(|_| Err(DbError::closed()))
        .map(|()| task)
}

struct Ended {
    listened: bool,
    error: DbError,
}

/// One connection's life.
async fn listen(
    dialer: &Dialer,
    outlet: &Outlet,
    shared: &Shared,
    listening: impl FnOnce(),
) -> Ended {
    let (client, mut connection) = match dialer.config.connect(dialer.tls.clone()).await {
        Ok(connected) => connected,
        Err(error) => {
            return Ended {
                listened: false,
                error: unreachable(&error),
            };
        }
    };
    let mut listened = false;
    let upkeep = async {
        client.batch_execute(&format!("LISTEN {CHANNEL}")).await?;
        listening();
        listened = true;
        loop {
            sleep(HEARTBEAT).await;
            if timeout(ANSWER, client.batch_execute("")).await.is_err() {
                return Ok(());
            }
        }
    };
    let error = tokio::select! {
        error = hear(&mut connection, outlet, shared) => error,
        outcome = upkeep => match outcome {
            Ok(()) => DbError::Unavailable("the server did not answer in time".to_owned()),
            Err(error) => translate(&error),
        },
    };
    Ended { listened, error }
}

async fn hear<S, T>(connection: &mut Connection<S, T>, outlet: &Outlet, shared: &Shared) -> DbError
where
    S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin,
    T: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin,
{
    loop {
        match poll_fn(|context| connection.poll_message(context)).await {
            Some(Ok(AsyncMessage::Notification(arrived))) => {
                if let Some(message) = outlet.foreign(arrived.payload()) {
                    Counters::add(&shared.counters.notices);
                    shared.bus.deliver(message);
                }
            }
            Some(Ok(_)) => {}
            Some(Err(error)) => return translate(&error),
            None => return DbError::Unavailable("the connection was closed".to_owned()),
        }
    }
}
