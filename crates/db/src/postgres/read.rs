//! Point reads on PostgreSQL.

use std::sync::Arc;

use super::engine::Connections;
use super::run::{Failure, in_time, query};
use crate::error::DbError;
use crate::row::Row;
use crate::statement::Statement;
use crate::value::Value;

/// Reads that each stand alone, each on whatever connection is free.
pub(crate) struct ReadUnit {
    connections: Arc<Connections>,
}

impl ReadUnit {
    pub(crate) fn new(connections: Arc<Connections>) -> Self {
        Self { connections }
    }

    /// A connection may turn out to be dead, or to have statements prepared for a schema that has changed since:
    /// reading twice does no harm, so a second one is tried.
    pub(crate) async fn query(
        &mut self,
        statement: &Arc<Statement>,
        params: &[Value<'_>],
    ) -> Result<Vec<Row>, DbError> {
        match self.attempt(statement, params).await {
            Err(
                Failure {
                    error: DbError::Conflict,
                    ..
                }
                | Failure {
                    connection_lost: true,
                    ..
                },
            ) => self
                .attempt(statement, params)
                .await
                .map_err(|failure| failure.error),
            other => other.map_err(|failure| failure.error),
        }
    }

    async fn attempt(
        &self,
        statement: &Arc<Statement>,
        params: &[Value<'_>],
    ) -> Result<Vec<Row>, Failure> {
        let settings = &self.connections.shared.settings;
        let mut lent = self.connections.lend().await?;
        lent.start();
        let result = in_time(
            settings,
            query(lent.client()?, statement, params, settings.pg_prepare),
        )
        .await;
        let lost = result
            .as_ref()
            .is_err_and(|failure| failure.connection_lost);
        lent.finish(result).map_err(|error| Failure {
            error,
            connection_lost: lost,
        })
    }
}
