//! Migrations: each once, in order, whole.

use durward_db::template::{Scratch, postgres_for_tests};
use durward_db::{DbError, Migration, params};

use crate::base::{Base, SCHEMA, on_every_database};

on_every_database!(
    migrations_raced_by_many_run_once,
    a_failing_migration_leaves_those_before_it,
    a_changed_migration_is_refused,
    a_newer_database_is_accepted,
    names_are_known_right_after_migrating,
);

async fn empty(base: &Base) -> Scratch {
    let kind = base.fresh().await.kind();
    if kind == "sqlite" {
        Scratch::empty_sqlite()
    } else {
        Scratch::empty_postgres(postgres_for_tests()).await
    }
}

async fn migrations_raced_by_many_run_once(base: Base) {
    let scratch = empty(&base).await;
    let nodes = base.two_nodes(&scratch).await;
    assert_eq!(nodes[0].migrated_version().await, Ok(0));
    let tasks: Vec<_> = (0..8)
        .map(|number| {
            let db = nodes[number % 2].clone();
            tokio::spawn(async move { db.migrate(SCHEMA, 1_700_000_000_000).await })
        })
        .collect();
    let mut run = 0;
    for task in tasks {
        run += task.await.expect("ends").expect("migrates");
    }
    assert_eq!(run, SCHEMA.len());
    assert_eq!(nodes[1].migrated_version().await, Ok(2));
    let mut tx = nodes[0].read().await.expect("reads");
    let sql = "SELECT version, name, length(checksum), applied_at FROM schema_migrations ORDER BY version";
    let rows = tx.query(sql, params![]).await.expect("runs");
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[1].get::<String>(1).as_deref(), Ok("parts"));
    assert_eq!(
        (rows[1].get::<i64>(2), rows[1].get::<i64>(3)),
        (Ok(64), Ok(1_700_000_000_000))
    );
}

async fn a_failing_migration_leaves_those_before_it(base: Base) {
    let scratch = empty(&base).await;
    let db = base.open(&scratch).await;
    let good = Migration {
        version: 1,
        name: "good",
        sql: "CREATE TABLE good (a TEXT);",
    };
    let bad = Migration {
        version: 2,
        name: "bad",
        sql: "CREATE TABLE half (a TEXT);\nINSERT INTO missing VALUES (1);",
    };
    let error = db.migrate(&[good, bad], 0).await.expect_err("fails");
    assert!(
        matches!(&error, DbError::Migration(reason) if reason.contains("bad") && reason.contains("missing")),
        "{error}"
    );
    assert_eq!(db.migrated_version().await, Ok(1));
    let mended = Migration {
        sql: "CREATE TABLE half (a TEXT);",
        ..bad
    };
    assert_eq!(
        db.migrate(&[good, mended], 0).await,
        Ok(1),
        "nothing of the failed one stayed"
    );
}

async fn a_changed_migration_is_refused(base: Base) {
    let scratch = empty(&base).await;
    let db = base.open(&scratch).await;
    let before = Migration {
        version: 1,
        name: "one",
        sql: "CREATE TABLE one (a TEXT);",
    };
    let after = Migration {
        sql: "CREATE TABLE one (a TEXT, b TEXT);",
        ..before
    };
    db.migrate(&[before], 0).await.expect("migrates");
    assert!(matches!(
        db.migrate(&[after], 0).await,
        Err(DbError::Migration(_))
    ));
}

async fn a_newer_database_is_accepted(base: Base) {
    let scratch = empty(&base).await;
    let db = base.open(&scratch).await;
    let one = Migration {
        version: 1,
        name: "one",
        sql: "CREATE TABLE one (a TEXT);",
    };
    let two = Migration {
        version: 2,
        name: "two",
        sql: "CREATE TABLE two (a TEXT);",
    };
    let three = Migration {
        version: 3,
        name: "contract_2_drop_one",
        sql: "DROP TABLE one;",
    };
    db.migrate(&[one, two], 0).await.expect("migrates");
    assert_eq!(
        db.migrate(&[one], 0).await,
        Ok(0),
        "the release before runs on it"
    );
    db.migrate(&[one, two, three], 0).await.expect("migrates");
    assert_eq!(
        db.migrate(&[one, two], 0).await,
        Ok(0),
        "it no longer uses what was dropped"
    );
    assert!(
        matches!(db.migrate(&[one], 0).await, Err(DbError::Migration(_))),
        "this one still does"
    );
}

async fn names_are_known_right_after_migrating(base: Base) {
    let scratch = empty(&base).await;
    let db = base.open(&scratch).await;
    let sql = "CREATE TABLE late (a TEXT NOT NULL, b TEXT CONSTRAINT uq_late__b UNIQUE, CONSTRAINT pk_late PRIMARY KEY (a));";
    db.migrate(
        &[Migration {
            version: 1,
            name: "late",
            sql,
        }],
        0,
    )
    .await
    .expect("migrates");
    for constraint in ["uq_late__b", "pk_late"] {
        let mut tx = db.begin().await.expect("begins");
        let sql = "INSERT INTO late (a, b) VALUES ($1, $2)";
        tx.execute(sql, params!["1", "1"]).await.expect("inserts");
        let again = if constraint == "pk_late" {
            params!["1", "2"]
        } else {
            params!["2", "1"]
        };
        let expected = DbError::Unique {
            constraint: constraint.to_owned(),
        };
        assert_eq!(tx.execute(sql, again).await, Err(expected));
    }
}
