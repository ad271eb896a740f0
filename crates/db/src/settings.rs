//! How a database is opened.

use std::time::Duration;

use crate::target::Target;

/// What [`Db::open`](crate::Db::open) needs to know; the defaults are meant for production.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Which database.
    pub target: Target,
    /// SQLite: read connections, each used by one thread at a time for the length of one statement.
    pub sqlite_readers: usize,
    /// SQLite: page cache of the write connection, in KiB.
    pub sqlite_writer_cache_kib: u32,
    /// SQLite: page cache of each read connection, in KiB.
    pub sqlite_reader_cache_kib: u32,
    /// SQLite: how much of the file may be mapped into memory, in bytes. Mapped pages count as resident memory.
    pub sqlite_mmap_bytes: u64,
    /// SQLite: most transactions sharing one commit.
    pub sqlite_batch: usize,
    /// A write transaction that runs no statement for so long is rolled back, so that a forgotten one cannot stop all
    /// others. On PostgreSQL this is `idle_in_transaction_session_timeout`.
    pub write_hold: Duration,
    /// PostgreSQL: most connections.
    pub pg_pool: usize,
    /// PostgreSQL: prepare statements once per connection. Off behind a pooler that shares connections between
    /// transactions (pgbouncer).
    pub pg_prepare: bool,
    /// PostgreSQL: carry notices by `LISTEN`/`NOTIFY`. Off where that does not exist or not reach (a transaction
    /// pooler): a table is polled instead. All nodes of one database must agree.
    pub pg_listen: bool,
    /// How long to wait for the writer or for a free connection.
    pub acquire_timeout: Duration,
    /// How long one statement may run.
    pub statement_timeout: Duration,
}

impl Settings {
    /// The defaults for a database.
    #[must_use]
    pub fn new(target: Target) -> Self {
        Self {
            target,
            sqlite_readers: 4,
            sqlite_writer_cache_kib: 8 * 1024,
            sqlite_reader_cache_kib: 4 * 1024,
            sqlite_mmap_bytes: 0,
            sqlite_batch: 128,
            write_hold: Duration::from_secs(5),
            pg_pool: 16,
            pg_prepare: true,
            pg_listen: true,
            acquire_timeout: Duration::from_secs(5),
            statement_timeout: Duration::from_secs(10),
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self::new(Target::default())
    }
}
