//! One SQLite connection: opening it, and running statements on it.

use std::borrow::Cow;
use std::ffi::CStr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection, OpenFlags, ToSql};

use super::constraints::ConstraintNames;
use super::failure::translate;
use super::lock::FileLock;
use crate::error::DbError;
use crate::moment::Moment;
use crate::row::Row;
use crate::settings::Settings;
use crate::statement::{Column, Kind, Statement};
use crate::value::Value;

/// Prepared statements kept on each connection.
const PREPARED: usize = 256;

/// Steps of SQLite's machine between two looks at the time, about a millisecond.
const STEPS_BETWEEN_LOOKS: i32 = 20_000;

/// SQLite's way of using files that belong to one process: its locks between connections are in memory, which saves
/// two system calls for every read.
const EXCLUSIVE: &CStr = c"unix-excl";

/// How long a statement waits, on its thread, for a foreign process (a backup tool) to let go of the file.
const BUSY: Duration = Duration::from_millis(250);

/// How the file is used by one connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Writer,
    Reader,
}

/// What every connection to one file needs.
#[derive(Clone)]
pub(crate) struct Origin {
    pub(crate) path: Arc<Path>,
    pub(crate) names: Arc<ConstraintNames>,
    pub(crate) lock: Arc<FileLock>,
}

/// One connection, used by one thread at a time.
pub(crate) struct Session {
    connection: Connection,
    clock: Stopwatch,
    origin: Origin,
}

impl Session {
    pub(crate) fn open(origin: &Origin, settings: &Settings, role: Role) -> Result<Self, DbError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let clock = Stopwatch::new(settings.statement_timeout);
        let connection = Connection::open_with_flags_and_vfs(&origin.path, flags, EXCLUSIVE)
            .and_then(|mut connection| {
                configure(&connection, settings, role)?;
                let watch = clock.clone();
                connection.progress_handler(STEPS_BETWEEN_LOOKS, Some(move || watch.is_over()))?;
                Ok(connection)
            })
            .map_err(|error| translate(error, &origin.names))?;
        Ok(Self {
            connection,
            clock,
            origin: origin.clone(),
        })
    }

    pub(crate) fn connection(&self) -> &Connection {
        &self.connection
    }

    pub(crate) fn failure(&self, error: rusqlite::Error) -> DbError {
        translate(error, &self.origin.names)
    }

    pub(crate) fn names(&self) -> &ConstraintNames {
        &self.origin.names
    }

    /// Lets what follows run as long as it takes (migrations, backups).
    pub(crate) fn without_time_limit(&self) {
        self.clock.stop();
    }

    /// Runs one of our own control statements (`COMMIT`), which have neither parameters nor rows nor a time limit.
    pub(crate) fn control(&self, text: &'static str) -> Result<(), DbError> {
        self.clock.stop();
        self.connection
            .prepare_cached(text)
            .and_then(|mut statement| statement.raw_execute())
            .map(drop)
            .map_err(|error| self.failure(error))
    }

    /// Runs a statement; gives how many rows it changed.
    pub(crate) fn execute(
        &self,
        statement: &Statement,
        params: &[Value<'_>],
    ) -> Result<u64, DbError> {
        self.clock.start();
        let run = || {
            let mut prepared = self.prepare(statement, params)?;
            let mut rows = prepared.raw_query();
            while rows.next()?.is_some() {}
            Ok(())
        };
        run().map_err(|error| self.failure(error))?;
        Ok(if statement.kind() == Kind::Write {
            self.connection.changes()
        } else {
            0
        })
    }

    /// Runs a statement; gives its rows.
    pub(crate) fn query(
        &self,
        statement: &Arc<Statement>,
        params: &[Value<'_>],
    ) -> Result<Vec<Row>, DbError> {
        self.clock.start();
        let mut prepared = self
            .prepare(statement, params)
            .map_err(|error| self.failure(error))?;
        let count = prepared.column_count();
        let columns = statement.columns(|| describe(&prepared));
        let mut found = Vec::new();
        let mut rows = prepared.raw_query();
        while let Some(row) = rows.next().map_err(|error| self.failure(error))? {
            let mut cells = Vec::with_capacity(count);
            for index in 0..count {
                let boolean = columns.get(index).is_some_and(|column| column.boolean);
                let content = row.get_ref(index).map_err(|error| self.failure(error))?;
                cells.push(
                    cell(content, boolean)
                        .map_err(|reason| statement.decode_error(index, reason))?,
                );
            }
            found.push(Row::new(cells.into_boxed_slice(), Arc::clone(statement)));
        }
        Ok(found)
    }

    fn prepare(
        &self,
        statement: &Statement,
        params: &[Value<'_>],
    ) -> rusqlite::Result<CachedStatement<'_>> {
        let mut prepared = self.connection.prepare_cached(statement.numbered_text())?;
        for (index, value) in params.iter().enumerate() {
            prepared.raw_bind_parameter(index + 1, value)?;
        }
        Ok(prepared)
    }
}

fn configure(connection: &Connection, settings: &Settings, role: Role) -> rusqlite::Result<()> {
    connection.set_prepared_statement_cache_capacity(PREPARED);
    connection.busy_timeout(BUSY)?;
    // Plans do not depend on parameters. Without this, SQLite compiles a statement anew for every value bound to a
    // column that a partial index names.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    let cache_kib = match role {
        Role::Writer => settings.sqlite_writer_cache_kib,
        Role::Reader => settings.sqlite_reader_cache_kib,
    };
    connection.execute_batch(&format!(
        "PRAGMA cache_size = -{cache_kib};
         PRAGMA mmap_size = {};
         PRAGMA temp_store = MEMORY;
         PRAGMA trusted_schema = OFF;",
        settings.sqlite_mmap_bytes
    ))?;
    match role {
        Role::Reader => connection.execute_batch("PRAGMA query_only = ON;"),
        // FULL: the log is flushed by every commit. The log is written back when idle (see `keeper`); the high
        // threshold is the safety net under steady load.
        Role::Writer => connection.execute_batch(
            "PRAGMA journal_mode = WAL;
             PRAGMA synchronous = FULL;
             PRAGMA foreign_keys = ON;
             PRAGMA wal_autocheckpoint = 10000;
             PRAGMA journal_size_limit = 67108864;",
        ),
    }
}

fn describe(prepared: &CachedStatement<'_>) -> Box<[Column]> {
    let boolean =
        |declared: Option<&str>| declared.is_some_and(|kind| kind.eq_ignore_ascii_case("boolean"));
    let columns = prepared.columns();
    columns
        .map(|column| Column {
            name: column.name().into(),
            boolean: boolean(column.decl_type()),
        })
        .collect()
}

fn cell(content: ValueRef<'_>, boolean: bool) -> Result<Value<'static>, &'static str> {
    match content {
        ValueRef::Null => Ok(Value::Null),
        ValueRef::Integer(number @ (0 | 1)) if boolean => Ok(Value::Bool(number == 1)),
        ValueRef::Integer(number) => Ok(Value::Int(number)),
        ValueRef::Text(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => Ok(Value::Text(Cow::Owned(text.to_owned()))),
            Err(_) => Err("the text is not UTF-8"),
        },
        ValueRef::Real(_) => Err("a fractional number, which no column type holds"),
        ValueRef::Blob(_) => Err("bytes, which no column type holds"),
    }
}

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Int(number) => ValueRef::Integer(*number),
            Self::Bool(flag) => ValueRef::Integer(i64::from(*flag)),
        }))
    }
}

/// When the running statement must end, looked at by SQLite from time to time.
#[derive(Clone)]
struct Stopwatch {
    zero: Moment,
    limit: Duration,
    /// Microseconds from `zero`; `u64::MAX` for no limit.
    end: Arc<AtomicU64>,
}

impl Stopwatch {
    fn new(limit: Duration) -> Self {
        Self {
            zero: Moment::now(),
            limit,
            end: Arc::new(AtomicU64::new(u64::MAX)),
        }
    }

    fn start(&self) {
        let end = (self.zero.elapsed() + self.limit).as_micros();
        self.end
            .store(u64::try_from(end).unwrap_or(u64::MAX), Relaxed);
    }

    fn stop(&self) {
        self.end.store(u64::MAX, Relaxed);
    }

    fn is_over(&self) -> bool {
        let end = self.end.load(Relaxed);
        end != u64::MAX && self.zero.elapsed() > Duration::from_micros(end)
    }
}
