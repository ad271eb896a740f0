//! The databases the suites run on.

use durward_db::template::{Scratch, Template, postgres_for_tests};
use durward_db::{Db, DbError, Migration, Settings, params};
use tokio::sync::OnceCell;

pub(crate) const SCHEMA: &[Migration] = &[
    Migration {
        version: 1,
        name: "things",
        sql: "
CREATE TABLE things (
    realm_id TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT,
    size BIGINT,
    live BOOLEAN,
    code TEXT,
    CONSTRAINT pk_things PRIMARY KEY (realm_id, id),
    CONSTRAINT uq_things__name UNIQUE (realm_id, name)
) /*sqlite: WITHOUT ROWID */;
CREATE UNIQUE INDEX uq_things__size ON things (realm_id, size);
CREATE UNIQUE INDEX uq_things__folded ON things (realm_id, lower(code));
",
    },
    Migration {
        version: 2,
        name: "parts",
        sql: "
CREATE TABLE parts (
    realm_id TEXT NOT NULL,
    id TEXT NOT NULL,
    thing_id TEXT NOT NULL,
    CONSTRAINT pk_parts PRIMARY KEY (realm_id, id),
    CONSTRAINT fk_parts__thing FOREIGN KEY (realm_id, thing_id) REFERENCES things (realm_id, id),
    CONSTRAINT ck_parts__id CHECK (id <> 'forbidden')
);
",
    },
];

/// A kind of database, and how it is opened.
pub(crate) struct Base {
    template: Template,
    adjust: fn(&mut Settings),
}

pub(crate) async fn sqlite() -> Base {
    static TEMPLATE: OnceCell<Template> = OnceCell::const_new();
    let template = TEMPLATE
        .get_or_init(|| Template::sqlite(SCHEMA))
        .await
        .clone();
    Base {
        template,
        adjust: |_| {},
    }
}

pub(crate) async fn postgres() -> Base {
    static TEMPLATE: OnceCell<Template> = OnceCell::const_new();
    let template = TEMPLATE
        .get_or_init(|| Template::postgres(postgres_for_tests(), SCHEMA))
        .await
        .clone();
    Base {
        template,
        adjust: |_| {},
    }
}

/// As behind a pooler: nothing prepared, notices through a table.
pub(crate) async fn pooled() -> Base {
    fn adjust(settings: &mut Settings) {
        settings.pg_prepare = false;
        settings.pg_listen = false;
    }
    Base {
        adjust,
        ..postgres().await
    }
}

impl Base {
    pub(crate) async fn fresh(&self) -> Db {
        self.scratch().await.into_db(self.adjust).await
    }

    pub(crate) async fn scratch(&self) -> Scratch {
        self.template.scratch().await
    }

    pub(crate) async fn open(&self, scratch: &Scratch) -> Db {
        scratch.open(self.adjust).await
    }

    /// Nodes that share a database; on SQLite there is but one.
    pub(crate) async fn two_nodes(&self, scratch: &Scratch) -> [Db; 2] {
        let first = self.open(scratch).await;
        let second = if first.kind() == "sqlite" {
            first.clone()
        } else {
            self.open(scratch).await
        };
        [first, second]
    }
}

/// Runs each function of a module on every kind of database.
macro_rules! on_every_database {
    ($($name:ident),+ $(,)?) => {
        mod sqlite { $(crate::base::test_on!(sqlite, $name);)+ }
        mod postgres { $(crate::base::test_on!(postgres, $name);)+ }
        mod pooled { $(crate::base::test_on!(pooled, $name);)+ }
    };
}

macro_rules! test_on {
    ($base:ident, $name:ident) => {
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $name() {
            super::$name(crate::base::$base().await).await;
        }
    };
}

pub(crate) use {on_every_database, test_on};

pub(crate) async fn insert(db: &Db, id: &str) -> Result<(), DbError> {
    let mut tx = db.begin().await?;
    tx.execute(
        "INSERT INTO things (realm_id, id) VALUES ($1, $2)",
        params!["r", id],
    )
    .await?;
    tx.commit().await
}

pub(crate) async fn count(db: &Db) -> i64 {
    let mut tx = db.read().await.expect("reads");
    let row = tx
        .query_one("SELECT count(*) FROM things", params![])
        .await
        .expect("counts")
        .expect("one row");
    row.get(0).expect("a number")
}
