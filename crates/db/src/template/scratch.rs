//! Databases that go away by themselves.

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::sync::{OnceLock, mpsc};
use std::thread;
use std::time::Duration;

use tempfile::TempDir;
use tokio_postgres::{Client, NoTls};

use super::file_in;
use crate::{Db, Settings, Target};

/// A database for one test, deleted when this (or the last handle of [`into_db`](Scratch::into_db)) is dropped.
pub struct Scratch {
    target: Target,
    belongings: Belongings,
}

enum Belongings {
    Folder(TempDir),
    Database(Database),
}

impl Scratch {
    /// A database that does not exist yet, in a temporary folder.
    #[must_use]
    pub fn empty_sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        Self {
            target: Target::Sqlite(file_in(folder.path())),
            belongings: Belongings::Folder(folder),
        }
    }

    /// An empty database on the server that `admin_url` leads to.
    pub async fn empty_postgres(admin_url: &str) -> Self {
        Self::of(Database::create(admin_url, None).await)
    }

    pub(super) fn copy_of(content: &[u8]) -> Self {
        let scratch = Self::empty_sqlite();
        if let Target::Sqlite(path) = &scratch.target {
            std::fs::write(path, content).expect("the template is copied");
        }
        scratch
    }

    pub(super) fn of(database: Database) -> Self {
        Self {
            target: Target::Postgres(database.url()),
            belongings: Belongings::Database(database),
        }
    }

    /// What to open.
    #[must_use]
    pub fn target(&self) -> Target {
        self.target.clone()
    }

    /// Opens a handle; the scratch must outlive it.
    pub async fn open(&self, adjust: impl FnOnce(&mut Settings)) -> Db {
        let mut settings = Settings::new(self.target());
        adjust(&mut settings);
        Db::open(settings)
            .await
            .expect("the scratch database opens")
    }

    /// Opens a handle that takes the database with it.
    pub async fn into_db(self, adjust: impl FnOnce(&mut Settings)) -> Db {
        let mut settings = Settings::new(self.target);
        adjust(&mut settings);
        let belongings: Box<dyn std::any::Any + Send + Sync> = match self.belongings {
            Belongings::Folder(folder) => Box::new(folder),
            Belongings::Database(database) => Box::new(database),
        };
        Db::open_with(settings, Some(belongings))
            .await
            .expect("the scratch database opens")
    }
}

/// A database on a PostgreSQL server, dropped with this.
pub(super) struct Database {
    admin_url: String,
    name: String,
}

impl Database {
    pub(super) async fn create(admin_url: &str, template: Option<&str>) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!(
            "durward_test_{}_{}",
            std::process::id(),
            NEXT.fetch_add(1, Relaxed)
        );
        let template =
            template.map_or_else(String::new, |template| format!(" TEMPLATE {template}"));
        let admin = connect(admin_url).await;
        // A process with our number that died may have left one.
        admin
            .batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
            .await
            .expect("an old one is dropped");
        admin
            .batch_execute(&format!("CREATE DATABASE {name}{template}"))
            .await
            .expect("a database is created");
        Self {
            admin_url: admin_url.to_owned(),
            name,
        }
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The administrator's address with the database's name put in.
    pub(super) fn url(&self) -> String {
        let (base, query) = self
            .admin_url
            .split_once('?')
            .unwrap_or((&self.admin_url, ""));
        let server_end = base.find("://").map_or(0, |at| at + 3);
        let server = base[server_end..]
            .find('/')
            .map_or(base, |at| &base[..server_end + at]);
        let mark = if query.is_empty() { "" } else { "?" };
        format!("{server}/{}{mark}{query}", self.name)
    }

    /// A database can be copied when nobody is connected to it; connections take a moment to end.
    pub(super) async fn wait_until_unused(&self) {
        let admin = connect(&self.admin_url).await;
        let used = "SELECT count(*) FROM pg_stat_activity WHERE datname = $1";
        for _ in 0..200 {
            let count: i64 = admin
                .query_one(used, &[&self.name])
                .await
                .expect("connections are counted")
                .get(0);
            if count == 0 {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("the template database stays in use");
    }
}

impl Drop for Database {
    /// Left to a thread: dropping a database takes the server a while, and the test's runtime may be gone.
    fn drop(&mut self) {
        static LEFT_OVER: OnceLock<mpsc::Sender<(String, String)>> = OnceLock::new();
        let left_over = LEFT_OVER.get_or_init(|| {
            let (sender, receiver) = mpsc::channel();
            thread::spawn(move || receiver.into_iter().for_each(drop_database));
            sender
        });
        drop(left_over.send((self.admin_url.clone(), self.name.clone())));
    }
}

/// Failing to clean up fails no test.
fn drop_database((admin_url, name): (String, String)) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let Ok(runtime) = runtime else { return };
    runtime.block_on(async {
        let Ok((admin, connection)) = tokio_postgres::connect(&admin_url, NoTls).await else {
            return;
        };
        tokio::spawn(connection);
        drop(
            admin
                .batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
                .await,
        );
    });
}

async fn connect(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls)
        .await
        .expect("the PostgreSQL server answers");
    tokio::spawn(connection);
    client
}
