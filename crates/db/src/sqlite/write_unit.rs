//! One caller's write transaction.

use std::sync::Arc;

use parking_lot::Mutex;
use tokio::sync::oneshot;
use tokio::task::yield_now;

use super::desk::{HeldPen, Lease};
use super::pen::Member;
use crate::error::DbError;
use crate::row::Row;
use crate::statement::Statement;
use crate::value::Value;

/// A savepoint inside the batch; dropping it rolls it back and passes the pen on.
pub(crate) struct WriteUnit {
    lease: Arc<Lease>,
}

impl WriteUnit {
    pub(crate) fn start(mut held: HeldPen) -> Result<Self, DbError> {
        held.pen()?.start_unit()?;
        let desk = Arc::clone(held.desk());
        let lease = Arc::new(Mutex::new(Some(held)));
        desk.watch(&lease);
        Ok(Self { lease })
    }

    pub(crate) fn execute(
        &mut self,
        statement: &Statement,
        params: &[Value<'_>],
    ) -> Result<u64, DbError> {
        self.lease
            .lock()
            .as_mut()
            .ok_or_else(overrun)?
            .pen()?
            .execute(statement, params)
    }

    pub(crate) fn query(
        &mut self,
        statement: &Arc<Statement>,
        params: &[Value<'_>],
    ) -> Result<Vec<Row>, DbError> {
        self.lease
            .lock()
            .as_mut()
            .ok_or_else(overrun)?
            .pen()?
            .query(statement, params)
    }

    /// Joins the batch and waits until it is durable.
    pub(crate) async fn commit(self, notices: Vec<String>) -> Result<(), DbError> {
        let mut held = self.lease.lock().take().ok_or_else(overrun)?;
        let changed = held.pen()?.finish_unit()?;
        if !changed && notices.is_empty() && held.pen()?.members() == 0 {
            return Ok(());
        }
        // A unit that changed nothing may have read what the batch changed, so it waits too.
        let (done, outcome) = oneshot::channel();
        held.pen()?.join(Member { done, notices });
        if held.desk().nobody_waits() {
            // Tasks that are ready to run may be about to write: let them, and share the flush.
            yield_now().await;
        }
        drop(held);
        outcome.await.unwrap_or_else(|_| Err(DbError::closed()))
    }
}

fn overrun() -> DbError {
    DbError::Unavailable("the transaction was silent for too long and was rolled back".to_owned())
}
