//! Throw-away databases for tests: migrated once, copied for each test.

use crate::{Db, Migration};

/// A migrated database to copy.
pub struct Template;

impl Template {
    /// A template on SQLite.
    pub async fn sqlite(_migrations: &[Migration]) -> Self {
        Self
    }

    /// A template on the PostgreSQL server that `admin_url` leads to, as a user who may create databases.
    pub async fn postgres(_admin_url: &str, _migrations: &[Migration]) -> Self {
        Self
    }

    /// A fresh copy, gone when the last clone of the `Db` is dropped.
    pub async fn fresh(&self) -> Db {
        unreachable!("not connected yet")
    }
}
