//! The handle to a database.

use std::any::Any;
use std::path::Path;
use std::sync::Arc;

use tokio::sync::broadcast;

use crate::dialect::Engine;
use crate::error::DbError;
use crate::migration::Migration;
use crate::notice::Notice;
use crate::settings::Settings;
use crate::shared::Shared;
use crate::statistics::Statistics;
use crate::tx::{Access, Tx};

/// A database, open. Cheap to clone; all clones are one.
#[derive(Clone)]
pub struct Db {
    inner: Arc<Inner>,
}

struct Inner {
    engine: Engine,
    shared: Arc<Shared>,
    /// Dropped last, after the engine has let go of its files or connections.
    _belongings: Option<Box<dyn Any + Send + Sync>>,
}

impl Db {
    /// Opens a database. The schema is not touched: see [`migrate`](Db::migrate).
    ///
    /// # Errors
    /// [`DbError::Unavailable`] when it cannot be reached, or when another process holds the SQLite file.
    pub async fn open(settings: Settings) -> Result<Self, DbError> {
        Self::open_with(settings, None).await
    }

    /// Opens a database that keeps `belongings` (a temporary folder) alive as long as it lives.
    pub(crate) async fn open_with(
        settings: Settings,
        belongings: Option<Box<dyn Any + Send + Sync>>,
    ) -> Result<Self, DbError> {
        let shared = Arc::new(Shared::new(settings));
        let engine = Engine::open(Arc::clone(&shared)).await?;
        Ok(Self {
            inner: Arc::new(Inner {
                engine,
                shared,
                _belongings: belongings,
            }),
        })
    }

    /// Begins a write transaction. On SQLite there is one at a time, in the order of asking.
    ///
    /// # Errors
    /// [`DbError::Unavailable`] when none could be begun within `acquire_timeout`.
    pub async fn begin(&self) -> Result<Tx, DbError> {
        Ok(self.tx(self.inner.engine.begin().await?, Access::Write))
    }

    /// For point reads: every statement stands alone and sees the newest committed state.
    ///
    /// # Errors
    /// [`DbError::Unavailable`] when the handle is closed.
    pub async fn read(&self) -> Result<Tx, DbError> {
        Ok(self.tx(self.inner.engine.read()?, Access::Read))
    }

    /// For exports and long lists: all statements see one state, and take no time from other tasks.
    ///
    /// # Errors
    /// [`DbError::Unavailable`] when no connection is free within `acquire_timeout`.
    pub async fn snapshot(&self) -> Result<Tx, DbError> {
        Ok(self.tx(self.inner.engine.snapshot().await?, Access::Read))
    }

    fn tx(&self, unit: crate::dialect::Unit, access: Access) -> Tx {
        Tx::new(unit, access, Arc::clone(&self.inner.shared))
    }

    /// Hears the notices of every node from now on. A receiver that lags behind thousands of them is told so by its
    /// channel, which means the same as [`Notice::Resync`].
    #[must_use]
    pub fn subscribe(&self) -> broadcast::Receiver<Notice> {
        self.inner.shared.bus.subscribe()
    }

    /// Runs the migrations that have not run yet, in order, each in its own transaction; nodes that start together run
    /// them once. `now_ms` is noted as the time. Gives how many were run here.
    ///
    /// # Errors
    /// [`DbError::Migration`] when one fails (those before it stay), when the text of one changed after it was
    /// applied, or when the database is too new for this program (see [`Migration`]).
    pub async fn migrate(&self, migrations: &[Migration], now_ms: i64) -> Result<usize, DbError> {
        let done = self.inner.engine.migrate(migrations, now_ms).await?;
        self.inner.shared.statements.forget();
        Ok(done)
    }

    /// The highest version applied, 0 for an empty database.
    ///
    /// # Errors
    /// [`DbError::Unavailable`] when the database cannot be asked.
    pub async fn migrated_version(&self) -> Result<i64, DbError> {
        self.inner.engine.migrated_version().await
    }

    /// Whether the database can be written to now. Cheap enough for a health check every second.
    ///
    /// # Errors
    /// What stands in the way.
    pub async fn ready(&self) -> Result<(), DbError> {
        self.inner.engine.ready().await
    }

    /// Copies a SQLite database, as it is at one moment and while it is in use, into a new file at `path`.
    ///
    /// # Errors
    /// [`DbError::Unsupported`] on PostgreSQL, which has its own tools; [`DbError::Other`] when `path` exists.
    pub async fn backup_to(&self, path: &Path) -> Result<(), DbError> {
        self.inner.engine.backup_to(path).await
    }

    /// Waits for the running write, writes everything back, and lets go of files and connections. What is asked of the
    /// handle afterwards is [`DbError::Unavailable`].
    pub async fn close(&self) {
        self.inner.engine.close().await;
    }

    /// `sqlite` or `postgres`, for logs and metrics only.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        self.inner.engine.kind()
    }

    /// What has been done since opening.
    #[must_use]
    pub fn statistics(&self) -> Statistics {
        let mut statistics = self.inner.shared.counters.read();
        self.inner.engine.add_statistics(&mut statistics);
        statistics
    }
}
