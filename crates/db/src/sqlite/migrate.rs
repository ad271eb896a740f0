//! Migrations on SQLite.

use rusqlite::{Connection, OptionalExtension};

use super::session::Session;
use crate::error::DbError;
use crate::migration::{Applied, LEDGER, Migration, pending};

/// Runs what is missing. The caller has the write connection to itself.
pub(crate) fn migrate(
    session: &mut Session,
    migrations: &[Migration],
    now_ms: i64,
) -> Result<usize, DbError> {
    session.without_time_limit();
    // A table cannot be rebuilt while references to it are enforced; they are checked as a whole before each commit.
    session
        .connection()
        .execute_batch("PRAGMA foreign_keys = OFF")
        .map_err(|error| session.failure(error))?;
    let result = run_pending(session, migrations, now_ms);
    session
        .connection()
        .execute_batch("PRAGMA foreign_keys = ON")
        .map_err(|error| session.failure(error))?;
    result
}

fn run_pending(session: &Session, migrations: &[Migration], now_ms: i64) -> Result<usize, DbError> {
    let connection = session.connection();
    let missing = in_transaction(session, || {
        connection
            .execute_batch(LEDGER)
            .map_err(|error| session.failure(error))?;
        pending(
            migrations,
            &applied(connection).map_err(|error| session.failure(error))?,
        )
    })?;
    for migration in &missing {
        in_transaction(session, || {
            run(connection, migration, now_ms).map_err(|error| match session.failure(error) {
                full @ DbError::Full => full,
                other => migration.error(other),
            })?;
            check_references(connection, migration)?;
            match session.names().learn(connection) {
                Ok(named) => named.map_err(|reason| migration.error(reason)),
                Err(error) => Err(session.failure(error)),
            }
        })?;
    }
    Ok(missing.len())
}

fn in_transaction<T>(
    session: &Session,
    work: impl FnOnce() -> Result<T, DbError>,
) -> Result<T, DbError> {
    session.control("BEGIN EXCLUSIVE")?;
    let result = work().and_then(|value| session.control("COMMIT").map(|()| value));
    if result.is_err() && !session.connection().is_autocommit() {
        session.control("ROLLBACK")?;
    }
    result
}

fn run(connection: &Connection, migration: &Migration, now_ms: i64) -> rusqlite::Result<()> {
    connection.execute_batch(&migration.text_for("sqlite"))?;
    connection.execute(
        "INSERT INTO schema_migrations (version, name, checksum, applied_at) VALUES (?1, ?2, ?3, ?4)",
        (migration.version, migration.name, migration.checksum(), now_ms),
    )?;
    Ok(())
}

fn check_references(connection: &Connection, migration: &Migration) -> Result<(), DbError> {
    let broken: rusqlite::Result<Option<String>> = connection
        .query_row(
            "SELECT \"table\" FROM pragma_foreign_key_check LIMIT 1",
            [],
            |row| row.get(0),
        )
        .optional();
    match broken {
        Ok(None) => Ok(()),
        Ok(Some(table)) => {
            Err(migration.error(format!("rows of {table} refer to rows that are not there")))
        }
        Err(error) => Err(migration.error(error)),
    }
}

fn applied(connection: &Connection) -> rusqlite::Result<Vec<Applied>> {
    let mut rows = connection
        .prepare("SELECT version, name, checksum FROM schema_migrations ORDER BY version")?;
    let rows = rows.query_map([], |row| {
        Ok(Applied {
            version: row.get(0)?,
            name: row.get(1)?,
            checksum: row.get(2)?,
        })
    })?;
    rows.collect()
}

/// The highest version applied, 0 before the first.
pub(crate) fn version(session: &Session) -> Result<i64, DbError> {
    let read = || {
        let connection = session.connection();
        if !connection.table_exists(None::<&str>, "schema_migrations")? {
            return Ok(0);
        }
        connection.query_row(
            "SELECT coalesce(max(version), 0) FROM schema_migrations",
            [],
            |row| row.get(0),
        )
    };
    read().map_err(|error| session.failure(error))
}
