//! A connection out of the pool, and in what state it goes back.

use std::pin::pin;
use std::task::{Context, Waker};

use deadpool_postgres::{ClientWrapper, Object};
use tokio::runtime::Handle;

use super::run::Failure;
use crate::error::DbError;

/// What must happen before the connection can serve someone else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Duty {
    Nothing,
    Rollback,
}

/// A connection on loan. When dropped it goes back to the pool clean: a transaction is rolled back, an abandoned
/// statement waited for, and a connection that failed is closed instead.
pub(crate) struct Lent {
    object: Option<Object>,
    duty: Duty,
    /// A statement was sent and its answer not read.
    busy: bool,
}

impl Lent {
    pub(crate) fn new(object: Object) -> Self {
        Self {
            object: Some(object),
            duty: Duty::Nothing,
            busy: false,
        }
    }

    /// The connection, unless it was lost.
    pub(crate) fn client(&self) -> Result<&ClientWrapper, DbError> {
        self.object
            .as_deref()
            .ok_or_else(|| DbError::Unavailable("the connection was lost".to_owned()))
    }

    /// Notes that a transaction is open from now on.
    pub(crate) fn owe_rollback(&mut self) {
        self.duty = Duty::Rollback;
    }

    /// Notes that the transaction ended.
    pub(crate) fn owe_nothing(&mut self) {
        self.duty = Duty::Nothing;
    }

    /// Notes that something was sent; if the answer is not awaited, [`Drop`] knows.
    pub(crate) fn start(&mut self) {
        self.busy = true;
    }

    /// Notes that the answer came, and closes the connection if it is of no more use.
    pub(crate) fn finish<T>(&mut self, result: Result<T, Failure>) -> Result<T, DbError> {
        self.busy = false;
        result.map_err(|failure| {
            if failure.connection_lost
                && let Some(object) = self.object.take()
            {
                drop(Object::take(object));
            }
            failure.error
        })
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        let Some(object) = self.object.take() else {
            return;
        };
        let last_words = match self.duty {
            Duty::Rollback => "ROLLBACK",
            Duty::Nothing if self.busy => "",
            Duty::Nothing => return,
        };
        match Handle::try_current() {
            // Others must not queue behind the abandoned statement, so the connection goes back when it is done.
            Ok(runtime) if self.busy => {
                drop(runtime.spawn(async move { drop(object.batch_execute(last_words).await) }));
            }
            // Polled once the words are sent; what the next user sends comes after them.
            _ => {
                let words = pin!(object.batch_execute(last_words));
                let _ = words.poll(&mut Context::from_waker(Waker::noop()));
            }
        }
    }
}
