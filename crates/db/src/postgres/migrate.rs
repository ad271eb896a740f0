//! Migrations on PostgreSQL.

use deadpool_postgres::ClientWrapper;
use tokio_postgres::Error;
use tokio_postgres::types::Type;

use super::failure::translate;
use super::lent::Lent;
use super::poll;
use super::run::Failure;
use crate::error::DbError;
use crate::migration::{Applied, LEDGER, Migration, pending};

/// Begins a transaction that may take long and that only one node at a time can be in. The number is any that no one
/// else takes.
const ALONE: &str = "BEGIN; SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0; \
     SELECT pg_advisory_xact_lock(28278863204902500)";

/// Runs what is missing, each in a transaction of its own.
pub(crate) async fn migrate(
    lent: &mut Lent,
    migrations: &[Migration],
    now_ms: i64,
) -> Result<usize, DbError> {
    let mut done = 0;
    while alone(lent, Step::Next(migrations, now_ms)).await? {
        done += 1;
    }
    Ok(done)
}

/// Makes the table that [`poll`] looks into.
pub(crate) async fn make_notices_table(lent: &mut Lent) -> Result<(), DbError> {
    alone(lent, Step::NoticesTable).await.map(drop)
}

enum Step<'a> {
    /// The next migration that is missing, if one is.
    Next(&'a [Migration], i64),
    NoticesTable,
}

async fn alone(lent: &mut Lent, step: Step<'_>) -> Result<bool, DbError> {
    lent.owe_rollback();
    lent.start();
    let client = lent.client()?;
    let work = async {
        client
            .batch_execute(ALONE)
            .await
            .map_err(|error| Failure::of(&error))?;
        let more = match step {
            Step::Next(migrations, now_ms) => next(client, migrations, now_ms).await?,
            Step::NoticesTable => make_missing(client)
                .await
                .map(|()| false)
                .map_err(|error| Failure::of(&error))?,
        };
        client
            .batch_execute("COMMIT")
            .await
            .map_err(|error| Failure::of(&error))?;
        Ok(more)
    };
    let result = work.await;
    let more = lent.finish(result)?;
    lent.owe_nothing();
    Ok(more)
}

/// Looks first: who only runs the program need not be allowed to make tables.
async fn make_missing(client: &ClientWrapper) -> Result<(), Error> {
    let present: bool = client
        .query_typed_one("SELECT to_regclass('db_notices') IS NOT NULL", &[])
        .await?
        .try_get(0)?;
    if present {
        Ok(())
    } else {
        client.batch_execute(poll::TABLE).await
    }
}

async fn next(
    client: &ClientWrapper,
    migrations: &[Migration],
    now_ms: i64,
) -> Result<bool, Failure> {
    let fail = |error: Error| Failure::of(&error);
    if !ledger_exists(client).await.map_err(fail)? {
        client.batch_execute(LEDGER).await.map_err(fail)?;
    }
    let applied = applied(client).await.map_err(fail)?;
    let Some(migration) = pending(migrations, &applied)?.first().copied() else {
        return Ok(false);
    };
    client
        .batch_execute(&migration.text_for("postgres"))
        .await
        .map_err(|error| refused(migration, &error))?;
    note(client, migration, now_ms).await.map_err(fail)?;
    Ok(true)
}

fn refused(migration: &Migration, error: &Error) -> Failure {
    match Failure::of(error) {
        Failure {
            error: error @ (DbError::Full | DbError::Unavailable(_)),
            connection_lost,
        } => Failure {
            error,
            connection_lost,
        },
        // A migration's text holds no secret, so the server may be quoted in full.
        Failure {
            connection_lost, ..
        } => {
            let reason = error.as_db_error().map_or_else(
                || translate(error).to_string(),
                |server| server.message().to_owned(),
            );
            Failure {
                error: migration.error(reason),
                connection_lost,
            }
        }
    }
}

async fn ledger_exists(client: &ClientWrapper) -> Result<bool, Error> {
    client
        .query_typed_one("SELECT to_regclass('schema_migrations') IS NOT NULL", &[])
        .await?
        .try_get(0)
}

async fn applied(client: &ClientWrapper) -> Result<Vec<Applied>, Error> {
    let rows = client
        .query_typed(
            "SELECT version, name, checksum FROM schema_migrations ORDER BY version",
            &[],
        )
        .await?;
    let read = |row: &tokio_postgres::Row| {
        Ok(Applied {
            version: row.try_get(0)?,
            name: row.try_get(1)?,
            checksum: row.try_get(2)?,
        })
    };
    rows.iter().map(read).collect()
}

async fn note(client: &ClientWrapper, migration: &Migration, now_ms: i64) -> Result<(), Error> {
    client
        .execute_typed(
            "INSERT INTO schema_migrations (version, name, checksum, applied_at) VALUES ($1, $2, $3, $4)",
            &[
                (&migration.version, Type::INT8),
                (&migration.name, Type::TEXT),
                (&migration.checksum(), Type::TEXT),
                (&now_ms, Type::INT8),
            ],
        )
        .await
        .map(drop)
}

/// The highest version applied, 0 before the first.
pub(crate) async fn version(lent: &mut Lent) -> Result<i64, DbError> {
    lent.start();
    let client = lent.client()?;
    let work = async {
        if !ledger_exists(client).await? {
            return Ok(0);
        }
        let newest = client
            .query_typed_one(
                "SELECT coalesce(max(version), 0) FROM schema_migrations",
                &[],
            )
            .await?;
        newest.try_get(0)
    };
    let result = work.await.map_err(|error: Error| Failure::of(&error));
    lent.finish(result)
}
