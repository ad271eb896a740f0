//! What only the embedded database has: a file.
#![expect(
    clippy::disallowed_methods,
    reason = "real time, for a thread that waits for quiet"
)]

use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use durward_db::template::Scratch;
use durward_db::{Db, DbError, Migration, Settings, Target, params};
use tokio::time::sleep;

use crate::base::{SCHEMA, count, insert, sqlite};

fn path_of(scratch: &Scratch) -> PathBuf {
    match scratch.target() {
        Target::Sqlite(path) => path,
        Target::Postgres(_) => unreachable!("asked for SQLite"),
    }
}

#[tokio::test]
async fn a_second_opener_is_refused_until_the_first_is_done() {
    let scratch = sqlite().await.scratch().await;
    let first = scratch.open(|_| {}).await;
    let error = Db::open(Settings::new(scratch.target()))
        .await
        .map(drop)
        .expect_err("refused");
    let number = std::process::id().to_string();
    assert!(
        matches!(&error, DbError::Unavailable(reason) if reason.contains(&number)),
        "{error}"
    );
    insert(&first, "a").await.expect("the first goes on");
    first.close().await;
    let second = scratch.open(|_| {}).await;
    assert_eq!(count(&second).await, 1);
    drop(second);
    scratch.open(|_| {}).await;
}

#[tokio::test]
async fn the_files_are_readable_by_their_owner_only() {
    let scratch = Scratch::empty_sqlite();
    let db = scratch.open(|_| {}).await;
    db.migrate(SCHEMA, 0).await.expect("migrates");
    insert(&db, "a").await.expect("inserts");
    for ending in ["", "-wal", ".lock"] {
        let mut path = path_of(&scratch).into_os_string();
        path.push(ending);
        let mode = std::fs::metadata(&path)
            .expect("exists")
            .permissions()
            .mode()
            & 0o777;
        assert_eq!(mode, 0o600, "{}", path.display());
    }
}

#[tokio::test]
async fn a_backup_of_a_busy_database_is_whole() {
    let db = sqlite().await.fresh().await;
    for number in 0..100 {
        insert(&db, &format!("{number}")).await.expect("inserts");
    }
    let writer = tokio::spawn({
        let db = db.clone();
        async move {
            for number in 100.. {
                insert(&db, &format!("{number}")).await.expect("inserts");
            }
        }
    });
    let copy = Scratch::empty_sqlite();
    let path = path_of(&copy);
    db.backup_to(&path).await.expect("copies");
    assert!(
        matches!(db.backup_to(&path).await, Err(DbError::Other(_))),
        "nothing is overwritten"
    );
    writer.abort();
    assert_eq!(
        std::fs::metadata(&path)
            .expect("exists")
            .permissions()
            .mode()
            & 0o777,
        0o600
    );
    let copied = copy.open(|_| {}).await;
    assert!(count(&copied).await >= 100);
    assert_eq!(copied.migrated_version().await, Ok(2));
    insert(&copied, "into the copy").await.expect("inserts");
}

#[tokio::test]
async fn closing_leaves_one_file() {
    let scratch = sqlite().await.scratch().await;
    let db = scratch.open(|_| {}).await;
    insert(&db, "a").await.expect("inserts");
    let mut log = path_of(&scratch).into_os_string();
    log.push("-wal");
    assert!(std::fs::exists(&log).expect("looked"));
    db.close().await;
    assert!(
        !std::fs::exists(&log).expect("looked"),
        "the log was written back"
    );
}

#[tokio::test]
async fn an_idle_database_writes_its_log_back() {
    let scratch = sqlite().await.scratch().await;
    let db = scratch.open(|_| {}).await;
    let before = std::fs::read(path_of(&scratch)).expect("reads");
    insert(&db, "a").await.expect("inserts");
    let since = Instant::now();
    while std::fs::read(path_of(&scratch)).expect("reads") == before {
        assert!(
            since.elapsed() < Duration::from_secs(10),
            "the log is not written back"
        );
        sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test]
async fn unique_constraints_without_a_name_are_refused() {
    let db = Scratch::empty_sqlite().into_db(|_| {}).await;
    for sql in [
        "CREATE TABLE t (a TEXT UNIQUE);",
        "CREATE TABLE t (a TEXT, b TEXT, UNIQUE (a, b));",
        "CREATE TABLE t (a TEXT, CONSTRAINT uq_t__a UNIQUE (a)); CREATE UNIQUE INDEX uq_t__again ON t (a);",
    ] {
        let error = db
            .migrate(
                &[Migration {
                    version: 1,
                    name: "t",
                    sql,
                }],
                0,
            )
            .await
            .map(drop);
        assert!(
            matches!(error, Err(DbError::Migration(_))),
            "{sql}: {error:?}"
        );
    }
    assert_eq!(db.migrated_version().await, Ok(0));
}

#[tokio::test]
async fn a_migration_that_breaks_references_is_refused() {
    let db = sqlite().await.fresh().await;
    insert(&db, "a").await.expect("inserts");
    let mut tx = db.begin().await.expect("begins");
    tx.execute(
        "INSERT INTO parts (realm_id, id, thing_id) VALUES ('r', 'p', 'a')",
        params![],
    )
    .await
    .expect("inserts");
    tx.commit().await.expect("commits");
    let mut migrations = SCHEMA.to_vec();
    migrations.push(Migration {
        version: 3,
        name: "breaks",
        sql: "DELETE FROM things;",
    });
    assert!(matches!(
        db.migrate(&migrations, 0).await,
        Err(DbError::Migration(_))
    ));
    assert_eq!(count(&db).await, 1);
}

#[tokio::test]
async fn a_statement_that_runs_away_is_ended() {
    let db = sqlite()
        .await
        .scratch()
        .await
        .into_db(|settings| settings.statement_timeout = Duration::from_millis(100))
        .await;
    let endless =
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";
    let mut tx = db.read().await.expect("reads");
    assert!(matches!(
        tx.query(endless, params![]).await,
        Err(DbError::Unavailable(_))
    ));
    assert_eq!(count(&db).await, 0, "the connection serves on");
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused_untouched() {
    let scratch = Scratch::empty_sqlite();
    let content =
        "these are words, and not a few of them: a page of a database would look otherwise"
            .repeat(20);
    std::fs::write(path_of(&scratch), &content).expect("writes");
    assert!(Db::open(Settings::new(scratch.target())).await.is_err());
    assert_eq!(
        std::fs::read_to_string(path_of(&scratch)).expect("reads"),
        content
    );
}

#[tokio::test]
async fn a_database_on_postgres_has_its_own_tools_for_backups() {
    let db = crate::base::postgres().await.fresh().await;
    assert_eq!(
        db.backup_to("/nowhere".as_ref()).await,
        Err(DbError::Unsupported)
    );
}
