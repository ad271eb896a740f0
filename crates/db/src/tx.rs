//! A transaction, or a series of reads.

use std::sync::Arc;

use crate::dialect::Unit;
use crate::error::DbError;
use crate::notice;
use crate::row::Row;
use crate::shared::Shared;
use crate::statement::{Kind, Statement};
use crate::statistics::Counters;
use crate::value::Value;

/// What a [`Tx`] may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    Read,
    Write,
}

/// A transaction, or (from [`Db::read`](crate::Db::read)) reads that each stand alone.
///
/// Dropping it without [`commit`](Tx::commit) rolls back, also when the future using it is cancelled. After an error,
/// or after a statement whose future was dropped, nothing more can be done with a write transaction but drop it, on
/// either database. Keep one short: never wait for the network or hash a password while holding one.
pub struct Tx {
    unit: Unit,
    access: Access,
    notices: Vec<String>,
    /// A statement failed or was abandoned, so the transaction can only roll back.
    spoiled: bool,
    shared: Arc<Shared>,
}

impl Tx {
    pub(crate) fn new(unit: Unit, access: Access, shared: Arc<Shared>) -> Self {
        Self {
            unit,
            access,
            notices: Vec::new(),
            spoiled: false,
            shared,
        }
    }

    /// Runs a statement and says how many rows it changed.
    ///
    /// # Errors
    /// Any [`DbError`]. [`DbError::Arity`] comes before anything is run.
    pub async fn execute(
        &mut self,
        sql: &'static str,
        params: &[Value<'_>],
    ) -> Result<u64, DbError> {
        let statement = self.shared.statements.fixed(sql)?;
        self.run_execute(&statement, params).await
    }

    /// Runs a statement and gives its rows.
    ///
    /// # Errors
    /// Any [`DbError`]. [`DbError::Arity`] comes before anything is run.
    pub async fn query(
        &mut self,
        sql: &'static str,
        params: &[Value<'_>],
    ) -> Result<Vec<Row>, DbError> {
        let statement = self.shared.statements.fixed(sql)?;
        self.run_query(&statement, params).await
    }

    /// Runs a statement that gives one row at most.
    ///
    /// # Errors
    /// Any [`DbError`]; more than one row is [`DbError::Other`].
    pub async fn query_one(
        &mut self,
        sql: &'static str,
        params: &[Value<'_>],
    ) -> Result<Option<Row>, DbError> {
        let mut rows = self.query(sql, params).await?;
        if rows.len() > 1 {
            self.spoiled = true;
            return Err(DbError::Other(format!(
                "one row at most expected, {} found: {sql}",
                rows.len()
            )));
        }
        Ok(rows.pop())
    }

    /// [`execute`](Tx::execute) for the few texts built at run time. Values still go through `params`.
    ///
    /// # Errors
    /// As [`execute`](Tx::execute).
    pub async fn execute_owned(&mut self, sql: &str, params: &[Value<'_>]) -> Result<u64, DbError> {
        self.run_execute(&Statement::generated(sql)?, params).await
    }

    /// [`query`](Tx::query) for the few texts built at run time (lists with a filter). Values still go through
    /// `params`.
    ///
    /// # Errors
    /// As [`query`](Tx::query).
    pub async fn query_owned(
        &mut self,
        sql: &str,
        params: &[Value<'_>],
    ) -> Result<Vec<Row>, DbError> {
        self.run_query(&Statement::generated(sql)?, params).await
    }

    /// Says something to every subscriber on every node, once this transaction is durable, and not at all if it rolls
    /// back. At most 7,900 bytes.
    pub fn notify(&mut self, payload: impl Into<String>) {
        self.notices.push(payload.into());
    }

    /// Ends the transaction; returns when what it wrote is durable.
    ///
    /// # Errors
    /// Nothing was written, except after [`DbError::Unavailable`], which leaves that unknown.
    pub async fn commit(self) -> Result<(), DbError> {
        notice::check(&self.notices)?;
        match self.access {
            Access::Read if !self.notices.is_empty() => Err(DbError::ReadOnly),
            Access::Write if self.spoiled => Err(DbError::Other(
                "the transaction cannot be committed: a statement in it failed".to_owned(),
            )),
            Access::Read | Access::Write => self.unit.commit(self.notices).await,
        }
    }

    async fn run_execute(
        &mut self,
        statement: &Arc<Statement>,
        params: &[Value<'_>],
    ) -> Result<u64, DbError> {
        self.admit(statement, params)?;
        let result = self.unit.execute(statement, params).await;
        self.spoiled = result.is_err();
        result
    }

    async fn run_query(
        &mut self,
        statement: &Arc<Statement>,
        params: &[Value<'_>],
    ) -> Result<Vec<Row>, DbError> {
        self.admit(statement, params)?;
        let result = self.unit.query(statement, params).await;
        self.spoiled = result.is_err();
        result
    }

    /// Marks the transaction spoiled until the statement has succeeded, which covers a future dropped on the way.
    fn admit(&mut self, statement: &Statement, params: &[Value<'_>]) -> Result<(), DbError> {
        statement.check(params)?;
        match self.access {
            Access::Read if statement.kind() != Kind::Read => return Err(DbError::ReadOnly),
            Access::Write if self.spoiled => {
                return Err(DbError::Other(
                    "an earlier statement of this transaction failed".to_owned(),
                ));
            }
            Access::Read | Access::Write => {}
        }
        self.spoiled = true;
        Counters::add(&self.shared.counters.statements);
        Ok(())
    }
}
