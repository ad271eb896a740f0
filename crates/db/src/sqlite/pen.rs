//! The right to write: the one write connection, with the batch of transactions that will share its next commit.

use std::mem;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::oneshot;

use super::session::Session;
use crate::error::DbError;
use crate::moment::Moment;
use crate::row::Row;
use crate::statement::{Kind, Statement};
use crate::value::Value;

/// A transaction of the batch that has ended and waits for the batch to be durable.
pub(crate) struct Member {
    pub(crate) done: oneshot::Sender<Result<(), DbError>>,
    pub(crate) notices: Vec<String>,
}

/// The write connection. A *unit* is one caller's transaction, a savepoint; a *batch* is the SQLite transaction around
/// the units that share a commit.
pub(crate) struct Pen {
    session: Session,
    /// A SQLite transaction is open.
    batch: bool,
    members: Vec<Member>,
    /// When the first of them ended.
    waiting_since: Option<Moment>,
    unit: Option<Unit>,
    /// Statements run so far.
    statements: u64,
}

struct Unit {
    changes_before: u64,
    changed_schema: bool,
}

impl Pen {
    pub(crate) fn new(session: Session) -> Self {
        Self {
            session,
            batch: false,
            members: Vec::new(),
            waiting_since: None,
            unit: None,
            statements: 0,
        }
    }

    /// How many statements it has run.
    pub(crate) fn statements(&self) -> u64 {
        self.statements
    }

    pub(crate) fn session(&mut self) -> &mut Session {
        &mut self.session
    }

    pub(crate) fn members(&self) -> usize {
        self.members.len()
    }

    /// How long the first member has been waiting.
    pub(crate) fn waited(&self) -> Duration {
        self.waiting_since.map_or(Duration::ZERO, Moment::elapsed)
    }

    /// Begins a unit, and a batch if there is none.
    pub(crate) fn start_unit(&mut self) -> Result<(), DbError> {
        if !self.batch {
            self.session.control("BEGIN IMMEDIATE")?;
            self.batch = true;
        }
        self.session.control("SAVEPOINT unit")?;
        self.unit = Some(Unit {
            changes_before: self.session.connection().total_changes(),
            changed_schema: false,
        });
        Ok(())
    }

    pub(crate) fn execute(
        &mut self,
        statement: &Statement,
        params: &[Value<'_>],
    ) -> Result<u64, DbError> {
        self.mark(statement);
        let result = self.session.execute(statement, params);
        self.notice_abort(result)
    }

    pub(crate) fn query(
        &mut self,
        statement: &Arc<Statement>,
        params: &[Value<'_>],
    ) -> Result<Vec<Row>, DbError> {
        self.mark(statement);
        let result = self.session.query(statement, params);
        self.notice_abort(result)
    }

    fn mark(&mut self, statement: &Statement) {
        self.statements += 1;
        if let Some(unit) = &mut self.unit {
            unit.changed_schema |= statement.kind() == Kind::Other;
        }
    }

    /// Ends the unit; says whether it changed anything.
    pub(crate) fn finish_unit(&mut self) -> Result<bool, DbError> {
        let Some(unit) = &self.unit else {
            return Err(DbError::Other(
                "the transaction was rolled back by an earlier error".to_owned(),
            ));
        };
        let changed =
            unit.changed_schema || self.session.connection().total_changes() != unit.changes_before;
        let result = self.session.control("RELEASE unit");
        self.notice_abort(result)?;
        self.unit = None;
        Ok(changed)
    }

    /// Undoes the unit; the others of its batch stay. Says whether there was one.
    pub(crate) fn rollback_unit(&mut self) -> bool {
        if self.unit.take().is_none() {
            return false;
        }
        let undone = self
            .session
            .control("ROLLBACK TO unit")
            .and_then(|()| self.session.control("RELEASE unit"));
        if let Err(error) = undone {
            tracing::error!(%error, "a transaction could not be rolled back alone; its batch fails");
            self.fail_batch(&error);
        }
        true
    }

    pub(crate) fn join(&mut self, member: Member) {
        self.members.push(member);
        self.waiting_since.get_or_insert_with(Moment::now);
    }

    /// Commits the batch. Takes as long as the disk.
    pub(crate) fn commit_batch(&mut self) -> (Vec<Member>, Result<(), DbError>) {
        let result = self.session.control("COMMIT");
        if result.is_err() {
            self.roll_back_all();
        }
        self.batch = false;
        self.waiting_since = None;
        (mem::take(&mut self.members), result)
    }

    /// Ends a batch that holds nothing.
    pub(crate) fn close_empty_batch(&mut self) {
        if mem::take(&mut self.batch) {
            self.roll_back_all();
        }
    }

    /// Some errors (full disk, failing disk) make SQLite roll back the whole transaction, and the batch with it.
    fn notice_abort<T>(&mut self, result: Result<T, DbError>) -> Result<T, DbError> {
        if let Err(error) = &result
            && self.batch
            && self.session.connection().is_autocommit()
        {
            self.fail_batch(error);
        }
        result
    }

    fn fail_batch(&mut self, error: &DbError) {
        self.roll_back_all();
        self.batch = false;
        self.waiting_since = None;
        self.unit = None;
        for member in self.members.drain(..) {
            drop(member.done.send(Err(error.clone())));
        }
    }

    fn roll_back_all(&mut self) {
        if !self.session.connection().is_autocommit()
            && let Err(error) = self.session.control("ROLLBACK")
        {
            tracing::error!(%error, "a rollback failed");
        }
    }
}
