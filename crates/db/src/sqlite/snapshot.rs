//! Reads of one state, off the calling thread.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use super::session::{Origin, Role, Session};
use crate::error::DbError;
use crate::row::Row;
use crate::shared::Shared;
use crate::statement::Statement;
use crate::value::Value;

/// A connection of its own with an open read transaction, moved to a blocking thread for each statement.
pub(crate) struct SnapshotUnit {
    /// Away while a statement runs; lost if its future was dropped.
    session: Option<Session>,
    _place: OwnedSemaphorePermit,
}

impl SnapshotUnit {
    pub(crate) async fn open(
        origin: Origin,
        shared: Arc<Shared>,
        places: Arc<Semaphore>,
    ) -> Result<Self, DbError> {
        let place = match timeout(shared.settings.acquire_timeout, places.acquire_owned()).await {
            Ok(Ok(place)) => place,
            Ok(Err(_)) => return Err(DbError::closed()),
            Err(_) => {
                return Err(DbError::Unavailable(
                    "no connection for a long read was free in time".to_owned(),
                ));
            }
        };
        let session = off_thread(move || {
            let session = Session::open(&origin, &shared.settings, Role::Reader)?;
            session.control("BEGIN")?;
            // SQLite takes the state at the first read.
            session
                .connection()
                .query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))
                .map_err(|error| session.failure(error))?;
            Ok(session)
        })
        .await?;
        Ok(Self {
            session: Some(session),
            _place: place,
        })
    }

    pub(crate) async fn query(
        &mut self,
        statement: &Arc<Statement>,
        params: &[Value<'_>],
    ) -> Result<Vec<Row>, DbError> {
        let session = self.session.take().ok_or_else(DbError::closed)?;
        let statement = Arc::clone(statement);
        let params: Vec<Value<'static>> = params.iter().cloned().map(Value::into_owned).collect();
        let (session, rows) = off_thread(move || {
            let rows = session.query(&statement, &params);
            Ok((session, rows))
        })
        .await?;
        self.session = Some(session);
        rows
    }
}

/// Runs something that may take long on a thread that may be kept waiting.
pub(crate) async fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, DbError> + Send + 'static,
) -> Result<T, DbError> {
    spawn_blocking(work)
        .await
        .unwrap_or_else(|_| Err(DbError::Other("work on the database stopped".to_owned())))
}
