//! A SQLite database, open.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use tokio::sync::Semaphore;

use super::constraints::ConstraintNames;
use super::desk::Desk;
use super::lock::{FileLock, prepare_file};
use super::pen::Pen;
use super::readers::{ReadUnit, Readers};
use super::session::{Origin, Role, Session};
use super::snapshot::{SnapshotUnit, off_thread};
use super::write_unit::WriteUnit;
use super::{backup, migrate};
use crate::error::DbError;
use crate::migration::Migration;
use crate::shared::Shared;
use crate::statement::Statement;

/// Snapshots at the same time; each has a connection and a thread while a statement runs.
const SNAPSHOTS: usize = 4;

/// How long closing waits for the transaction that is being written.
const LAST_WRITE: Duration = Duration::from_secs(6);

/// How long a migration or the first write waits for those before it.
const TURN: Duration = Duration::from_secs(60);

pub(crate) struct Engine {
    desk: Arc<Desk>,
    readers: Arc<Readers>,
    snapshots: Arc<Semaphore>,
    origin: Origin,
    shared: Arc<Shared>,
}

impl Engine {
    pub(crate) async fn open(path: &Path, shared: Arc<Shared>) -> Result<Self, DbError> {
        let path: Arc<Path> = path.into();
        off_thread(move || {
            let lock = Arc::new(FileLock::take(&path)?);
            prepare_file(&path)?;
            let origin = Origin {
                path,
                names: Arc::new(ConstraintNames::default()),
                lock,
            };
            let session = Session::open(&origin, &shared.settings, Role::Writer)?;
            // A constraint without a name is the migrations' affair; here the database is taken as it is.
            drop(
                origin
                    .names
                    .learn(session.connection())
                    .map_err(|error| session.failure(error))?,
            );
            Ok(Self {
                desk: Desk::open(Pen::new(session), origin.clone(), Arc::clone(&shared))?,
                readers: Arc::new(Readers::new(&origin, Arc::clone(&shared))),
                snapshots: Arc::new(Semaphore::new(SNAPSHOTS)),
                origin,
                shared,
            })
        })
        .await
    }

    pub(crate) async fn begin(&self) -> Result<WriteUnit, DbError> {
        WriteUnit::start(
            self.desk
                .take(false, self.shared.settings.acquire_timeout)
                .await?,
        )
    }

    pub(crate) fn read(&self) -> Result<ReadUnit, DbError> {
        Ok(ReadUnit::new(Arc::clone(&self.readers)))
    }

    pub(crate) async fn snapshot(&self) -> Result<SnapshotUnit, DbError> {
        if self.desk.is_closed() {
            return Err(DbError::closed());
        }
        SnapshotUnit::open(
            self.origin.clone(),
            Arc::clone(&self.shared),
            Arc::clone(&self.snapshots),
        )
        .await
    }

    pub(crate) async fn migrate(
        &self,
        migrations: &[Migration],
        now_ms: i64,
    ) -> Result<usize, DbError> {
        let mut held = self.desk.take(true, TURN).await?;
        let migrations = migrations.to_vec();
        off_thread(move || migrate::migrate(held.pen()?.session(), &migrations, now_ms)).await
    }

    pub(crate) async fn migrated_version(&self) -> Result<i64, DbError> {
        let session = self.spare_session()?;
        off_thread(move || migrate::version(&session()?)).await
    }

    /// The writer is free. After a failed commit only a write tells whether the disk takes one again.
    pub(crate) async fn ready(&self) -> Result<(), DbError> {
        let mut unit = self.begin().await?;
        if !self.desk.failing.load(Relaxed) {
            return Ok(());
        }
        let rows = unit.query(&Statement::generated("PRAGMA user_version")?, &[])?;
        let number: i64 = rows.first().map_or(Ok(0), |row| row.get(0))?;
        unit.execute(
            &*Statement::generated(&format!("PRAGMA user_version = {number}"))?,
            &[],
        )?;
        unit.commit(Vec::new()).await
    }

    pub(crate) async fn backup_to(&self, target: &Path) -> Result<(), DbError> {
        let session = self.spare_session()?;
        let target = target.to_owned();
        off_thread(move || backup::copy_to(&session()?, &target)).await
    }

    /// What opens a read connection of its own, for work on a blocking thread.
    fn spare_session(
        &self,
    ) -> Result<impl FnOnce() -> Result<Session, DbError> + Send + 'static, DbError> {
        if self.desk.is_closed() {
            return Err(DbError::closed());
        }
        let (origin, shared) = (self.origin.clone(), Arc::clone(&self.shared));
        Ok(move || Session::open(&origin, &shared.settings, Role::Reader))
    }

    pub(crate) async fn close(&self) {
        self.snapshots.close();
        let pen = self.desk.close(LAST_WRITE).await;
        let (readers, lock) = (Arc::clone(&self.readers), Arc::clone(&self.origin.lock));
        let done = off_thread(move || {
            readers.close();
            // The last connection to close writes the log back and removes it. Without the pen a transaction still
            // runs, and the file stays ours.
            if pen.is_some() {
                drop(pen);
                lock.release();
            }
            Ok(())
        });
        if let Err(error) = done.await {
            tracing::error!(%error, "the database was not closed cleanly; nothing committed is lost");
        }
    }
}
