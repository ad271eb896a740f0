//! A transaction on PostgreSQL.

use std::sync::Arc;

use super::lent::Lent;
use super::outlet::Outlet;
use super::run::{self, Failure, in_time};
use crate::error::DbError;
use crate::moment::Moment;
use crate::row::Row;
use crate::shared::Shared;
use crate::statement::Statement;
use crate::statistics::Counters;
use crate::value::Value;

/// A transaction; dropping it rolls back. `BEGIN` travels with the first statement and costs no time of its own.
pub(crate) struct TransactionUnit {
    lent: Lent,
    /// What begins the transaction, until it has.
    opening: Option<Arc<str>>,
    writes: bool,
    outlet: Arc<Outlet>,
    shared: Arc<Shared>,
}

impl TransactionUnit {
    pub(crate) fn new(
        lent: Lent,
        opening: Arc<str>,
        writes: bool,
        outlet: Arc<Outlet>,
        shared: Arc<Shared>,
    ) -> Self {
        Self {
            lent,
            opening: Some(opening),
            writes,
            outlet,
            shared,
        }
    }

    pub(crate) async fn execute(
        &mut self,
        statement: &Arc<Statement>,
        params: &[Value<'_>],
    ) -> Result<u64, DbError> {
        let opening = self.start();
        let prepare = self.shared.settings.pg_prepare;
        let client = self.lent.client()?;
        let work = run::execute(client, statement, params, prepare);
        let result = in_time(&self.shared.settings, after_opening(client, opening, work)).await;
        self.lent.finish(result)
    }

    pub(crate) async fn query(
        &mut self,
        statement: &Arc<Statement>,
        params: &[Value<'_>],
    ) -> Result<Vec<Row>, DbError> {
        let opening = self.start();
        let prepare = self.shared.settings.pg_prepare;
        let client = self.lent.client()?;
        let work = run::query(client, statement, params, prepare);
        let result = in_time(&self.shared.settings, after_opening(client, opening, work)).await;
        self.lent.finish(result)
    }

    /// Begins the transaction now, so that what it sees is settled.
    pub(crate) async fn open(&mut self) -> Result<(), DbError> {
        let statement = self.shared.statements.fixed("SELECT 1")?;
        self.query(&statement, &[]).await.map(drop)
    }

    fn start(&mut self) -> Option<Arc<str>> {
        self.lent.start();
        self.lent.owe_rollback();
        self.opening.take()
    }

    pub(crate) async fn commit(mut self, notices: Vec<String>) -> Result<(), DbError> {
        let outlet = Arc::clone(&self.outlet);
        for notice in &notices {
            let statement = self.shared.statements.fixed(outlet.statement())?;
            self.query(&statement, &outlet.parameters(notice)).await?;
        }
        if self.opening.is_some() {
            return Ok(());
        }
        let since = Moment::now();
        self.lent.start();
        let client = self.lent.client()?;
        let work = async {
            client
                .batch_execute("COMMIT")
                .await
                .map_err(|error| Failure::of(&error))
        };
        let result = in_time(&self.shared.settings, work).await;
        self.lent.finish(result)?;
        self.lent.owe_nothing();
        if self.writes {
            self.writes = false;
            self.shared.counters.committed(1, since.elapsed());
        }
        for notice in &notices {
            Counters::add(&self.shared.counters.notices);
            self.shared.bus.deliver(notice);
        }
        Ok(())
    }
}

impl Drop for TransactionUnit {
    fn drop(&mut self) {
        if self.writes {
            Counters::add(&self.shared.counters.rollbacks);
        }
    }
}

/// Sends the opening, if still to be sent, and the work right behind it.
async fn after_opening<T>(
    client: &deadpool_postgres::ClientWrapper,
    opening: Option<Arc<str>>,
    work: impl Future<Output = Result<T, Failure>>,
) -> Result<T, Failure> {
    let Some(opening) = opening else {
        return work.await;
    };
    let (opened, result) = tokio::join!(biased; client.batch_execute(&opening), work);
    opened.map_err(|error| Failure::of(&error))?;
    result
}
