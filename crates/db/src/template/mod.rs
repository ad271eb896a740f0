//! Throw-away databases for tests: migrated once, copied for each test. Failures panic, as in any test.
#![expect(
    clippy::expect_used,
    reason = "test support: a test that cannot have its database has failed"
)]

mod scratch;
mod server;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::{Db, Migration, Settings, Target};

pub use scratch::Scratch;
pub use server::{Durability, Server, postgres_for_tests};

/// Where migrations of a template are said to have happened.
const EPOCH_MS: i64 = 0;

/// A migrated database to copy. Cheap to clone, and good for any number of runtimes.
#[derive(Clone)]
pub struct Template {
    source: Source,
}

#[derive(Clone)]
enum Source {
    /// The content of a SQLite file.
    File(Arc<[u8]>),
    Database {
        admin_url: String,
        name: Arc<scratch::Database>,
    },
}

impl Template {
    /// A template on SQLite.
    pub async fn sqlite(migrations: &[Migration]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let db = open(Target::Sqlite(file_in(folder.path()))).await;
        db.migrate(migrations, EPOCH_MS)
            .await
            .expect("the migrations run on SQLite");
        db.close().await;
        let content = std::fs::read(file_in(folder.path())).expect("the template is read");
        Self {
            source: Source::File(content.into()),
        }
    }

    /// A template on the PostgreSQL server that `admin_url` leads to, as a user who may create databases.
    pub async fn postgres(admin_url: &str, migrations: &[Migration]) -> Self {
        let database = scratch::Database::create(admin_url, None).await;
        let db = open(Target::Postgres(database.url())).await;
        db.migrate(migrations, EPOCH_MS)
            .await
            .expect("the migrations run on PostgreSQL");
        db.close().await;
        database.wait_until_unused().await;
        Self {
            source: Source::Database {
                admin_url: admin_url.to_owned(),
                name: Arc::new(database),
            },
        }
    }

    /// A fresh copy, open; it is gone when the last clone of the handle is dropped.
    pub async fn fresh(&self) -> Db {
        self.scratch().await.into_db(|_| {}).await
    }

    /// A fresh copy, not yet open: for tests that open it more than once, or with other settings.
    pub async fn scratch(&self) -> Scratch {
        match &self.source {
            Source::File(content) => Scratch::copy_of(content),
            Source::Database { admin_url, name } => {
                Scratch::of(scratch::Database::create(admin_url, Some(name.name())).await)
            }
        }
    }
}

async fn open(target: Target) -> Db {
    Db::open(Settings::new(target))
        .await
        .expect("the template opens")
}

/// The path of the database file inside a scratch folder.
fn file_in(folder: &Path) -> PathBuf {
    folder.join("durward.db")
}
