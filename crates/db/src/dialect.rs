//! The one place that knows there are two databases: everything asked of one is passed to its engine here.

use std::path::Path;
use std::sync::Arc;

use crate::error::DbError;
use crate::migration::Migration;
use crate::row::Row;
use crate::shared::Shared;
use crate::statement::Statement;
use crate::statistics::Statistics;
use crate::target::Target;
use crate::value::Value;
use crate::{postgres, sqlite};

/// A database, open.
pub(crate) enum Engine {
    Sqlite(sqlite::Engine),
    Postgres(postgres::Engine),
}

impl Engine {
    pub(crate) async fn open(shared: Arc<Shared>) -> Result<Self, DbError> {
        match shared.settings.target.clone() {
            Target::Sqlite(path) => sqlite::Engine::open(&path, shared).await.map(Self::Sqlite),
            Target::Postgres(url) => postgres::Engine::open(&url, shared)
                .await
                .map(Self::Postgres),
        }
    }

    pub(crate) async fn begin(&self) -> Result<Unit, DbError> {
        match self {
            Self::Sqlite(engine) => engine.begin().await.map(Unit::SqliteWrite),
            Self::Postgres(engine) => engine.begin().await.map(Unit::PostgresTransaction),
        }
    }

    pub(crate) fn read(&self) -> Result<Unit, DbError> {
        match self {
            Self::Sqlite(engine) => engine.read().map(Unit::SqliteRead),
            Self::Postgres(engine) => engine.read().map(Unit::PostgresRead),
        }
    }

    pub(crate) async fn snapshot(&self) -> Result<Unit, DbError> {
        match self {
            Self::Sqlite(engine) => engine.snapshot().await.map(Unit::SqliteSnapshot),
            Self::Postgres(engine) => engine.snapshot().await.map(Unit::PostgresTransaction),
        }
    }

    pub(crate) async fn migrate(
        &self,
        migrations: &[Migration],
        now_ms: i64,
    ) -> Result<usize, DbError> {
        match self {
            Self::Sqlite(engine) => engine.migrate(migrations, now_ms).await,
            Self::Postgres(engine) => engine.migrate(migrations, now_ms).await,
        }
    }

    pub(crate) async fn migrated_version(&self) -> Result<i64, DbError> {
        match self {
            Self::Sqlite(engine) => engine.migrated_version().await,
            Self::Postgres(engine) => engine.migrated_version().await,
        }
    }

    pub(crate) async fn ready(&self) -> Result<(), DbError> {
        match self {
            Self::Sqlite(engine) => engine.ready().await,
            Self::Postgres(engine) => engine.ready().await,
        }
    }

    pub(crate) async fn backup_to(&self, path: &Path) -> Result<(), DbError> {
        match self {
            Self::Sqlite(engine) => engine.backup_to(path).await,
            Self::Postgres(_) => Err(DbError::Unsupported),
        }
    }

    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite(engine) => engine.close().await,
            Self::Postgres(engine) => engine.close(),
        }
    }

    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "sqlite",
            Self::Postgres(_) => "postgres",
        }
    }

    pub(crate) fn add_statistics(&self, statistics: &mut Statistics) {
        match self {
            Self::Sqlite(_) => {}
            Self::Postgres(engine) => engine.add_statistics(statistics),
        }
    }
}

/// A transaction, or a series of reads, on one of the databases.
///
/// The PostgreSQL futures are boxed: they are large, and the SQLite ones finish without waiting.
pub(crate) enum Unit {
    SqliteWrite(sqlite::WriteUnit),
    SqliteRead(sqlite::ReadUnit),
    SqliteSnapshot(sqlite::SnapshotUnit),
    PostgresRead(postgres::ReadUnit),
    PostgresTransaction(postgres::TransactionUnit),
}

impl Unit {
    pub(crate) async fn execute(
        &mut self,
        statement: &Arc<Statement>,
        params: &[Value<'_>],
    ) -> Result<u64, DbError> {
        match self {
            Self::SqliteWrite(unit) => unit.execute(statement, params),
            Self::PostgresTransaction(unit) => Box::pin(unit.execute(statement, params)).await,
            Self::SqliteRead(_) | Self::SqliteSnapshot(_) | Self::PostgresRead(_) => {
                self.query(statement, params).await.map(|_| 0)
            }
        }
    }

    pub(crate) async fn query(
        &mut self,
        statement: &Arc<Statement>,
        params: &[Value<'_>],
    ) -> Result<Vec<Row>, DbError> {
        match self {
            Self::SqliteWrite(unit) => unit.query(statement, params),
            Self::SqliteRead(unit) => unit.query(statement, params),
            Self::SqliteSnapshot(unit) => Box::pin(unit.query(statement, params)).await,
            Self::PostgresRead(unit) => Box::pin(unit.query(statement, params)).await,
            Self::PostgresTransaction(unit) => Box::pin(unit.query(statement, params)).await,
        }
    }

    pub(crate) async fn commit(self, notices: Vec<String>) -> Result<(), DbError> {
        match self {
            Self::SqliteWrite(unit) => unit.commit(notices).await,
            Self::PostgresTransaction(unit) => Box::pin(unit.commit(notices)).await,
            Self::SqliteRead(_) | Self::SqliteSnapshot(_) | Self::PostgresRead(_) => Ok(()),
        }
    }
}
