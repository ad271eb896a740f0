//! Point reads, on the calling thread.

use std::sync::Arc;

use parking_lot::{Mutex, MutexGuard};

use super::session::{Origin, Role, Session};
use crate::error::DbError;
use crate::row::Row;
use crate::shared::Shared;
use crate::statement::Statement;
use crate::value::Value;

/// A few connections, opened when first needed. The first free one is taken, so that the same few stay warm.
pub(crate) struct Readers {
    slots: Box<[Mutex<Slot>]>,
    shared: Arc<Shared>,
}

enum Slot {
    Unopened(Origin),
    Open(Session),
    Closed,
}

impl Readers {
    pub(crate) fn new(origin: &Origin, shared: Arc<Shared>) -> Self {
        let count = shared.settings.sqlite_readers.max(1);
        Self {
            slots: (0..count)
                .map(|_| Mutex::new(Slot::Unopened(origin.clone())))
                .collect(),
            shared,
        }
    }

    fn query(&self, statement: &Arc<Statement>, params: &[Value<'_>]) -> Result<Vec<Row>, DbError> {
        let mut slot = self.free_slot();
        if let Slot::Unopened(origin) = &*slot {
            *slot = Slot::Open(Session::open(origin, &self.shared.settings, Role::Reader)?);
        }
        match &*slot {
            Slot::Open(session) => session.query(statement, params),
            Slot::Unopened(_) | Slot::Closed => Err(DbError::closed()),
        }
    }

    /// A reader is busy for some microseconds, so with all taken it is right to wait for one.
    fn free_slot(&self) -> MutexGuard<'_, Slot> {
        self.slots
            .iter()
            .find_map(Mutex::try_lock)
            .unwrap_or_else(|| self.slots[0].lock())
    }

    pub(crate) fn close(&self) {
        for slot in &self.slots {
            *slot.lock() = Slot::Closed;
        }
    }
}

/// Reads that each stand alone.
pub(crate) struct ReadUnit {
    readers: Arc<Readers>,
}

impl ReadUnit {
    pub(crate) fn new(readers: Arc<Readers>) -> Self {
        Self { readers }
    }

    pub(crate) fn query(
        &mut self,
        statement: &Arc<Statement>,
        params: &[Value<'_>],
    ) -> Result<Vec<Row>, DbError> {
        self.readers.query(statement, params)
    }
}
