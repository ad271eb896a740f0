//! A full disk: refused clearly, and forgotten when there is space again.
#![expect(
    clippy::disallowed_methods,
    reason = "tells a child process what to do"
)]

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use durward_db::template::Scratch;
use durward_db::{Db, DbError, Settings, Target, params};
use tokio::time::sleep;

use crate::base::{SCHEMA, count, insert, sqlite};

const FOLDER: &str = "DURWARD_DB_TEST_SMALL_FOLDER";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_statement_that_finds_no_space_fails_its_whole_batch_and_no_more() {
    let db = sqlite().await.fresh().await;
    let limit = |pages: &str| format!("PRAGMA max_page_count = {pages}");
    let mut tx = db.begin().await.expect("begins");
    tx.query_owned(&limit("40"), params![])
        .await
        .expect("limits");
    drop(tx);
    let long = "x".repeat(2_000);
    let mut stored = 0;
    let failure = loop {
        match insert(&db, &format!("{stored}{long}")).await {
            Ok(()) => stored += 1,
            Err(error) => break error,
        }
    };
    assert_eq!(failure, DbError::Full);
    assert_eq!(count(&db).await, stored);
    let mut tx = db.begin().await.expect("begins");
    tx.query_owned(&limit("4000"), params![])
        .await
        .expect("limits");
    drop(tx);
    insert(&db, &long).await.expect("there is space again");
    db.ready().await.expect("is ready");
}

/// SQLite answers some errors by undoing the whole transaction, and so every unit that shared it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_batch_undone_by_one_is_reported_to_all() {
    let db = sqlite().await.fresh().await;
    insert(&db, "before").await.expect("inserts");
    let sql = "INSERT INTO things (realm_id, id) VALUES ('r', $1)";
    let mut first = db.begin().await.expect("begins");
    first
        .query_owned("PRAGMA max_page_count = 1", params![])
        .await
        .expect("limits to what there is");
    first.execute(sql, params!["first"]).await.expect("fits");
    let spawn = |id: String| {
        let db = db.clone();
        tokio::spawn(async move { insert(&db, &id).await })
    };
    let second = spawn("second".to_owned());
    sleep(Duration::from_millis(50)).await;
    let large = spawn("x".repeat(200_000));
    sleep(Duration::from_millis(50)).await;
    assert_eq!(first.commit().await, Err(DbError::Full));
    assert_eq!(second.await.expect("ends"), Err(DbError::Full));
    assert_eq!(large.await.expect("ends"), Err(DbError::Full));
    assert_eq!(count(&db).await, 1);
    insert(&db, "after").await.expect("what fits is written");
    assert_eq!(db.statistics().commits, 2);
}

/// The child of the next test: on a disk of two megabytes, fills it by many writers, makes space, and goes on.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "run by `a_full_disk_fails_commits_and_recovers` on a disk of its own"]
async fn fills_the_disk() {
    let folder = std::env::var(FOLDER).expect("run by its test");
    let folder = Path::new(&folder);
    let db = Db::open(Settings::new(Target::Sqlite(folder.join("durward.db"))))
        .await
        .expect("opens");
    db.migrate(SCHEMA, 0).await.expect("migrates");
    std::fs::write(folder.join("ballast"), vec![0; 512 * 1024]).expect("there is space yet");
    let long = "x".repeat(4_000);
    let writers: Vec<_> = (0..16)
        .map(|worker| {
            let (db, long) = (db.clone(), long.clone());
            tokio::spawn(async move {
                for number in 0.. {
                    if let Err(error) = insert(&db, &format!("{worker}/{number}/{long}")).await {
                        return (number, error);
                    }
                }
                unreachable!("the disk is never full");
            })
        })
        .collect();
    let mut stored = 0;
    for writer in writers {
        let (number, error) = writer.await.expect("ends");
        assert_eq!(error, DbError::Full);
        stored += number;
    }
    assert_eq!(
        count(&db).await,
        stored,
        "what was acknowledged is there, and nothing else"
    );
    std::fs::remove_file(folder.join("ballast")).expect("makes space");
    db.ready().await.expect("is ready again");
    insert(&db, "after").await.expect("inserts");
    db.close().await;
    drop(db);
    let db = Db::open(Settings::new(Target::Sqlite(folder.join("durward.db"))))
        .await
        .expect("opens again");
    assert_eq!(count(&db).await, stored + 1);
}

/// In a mount namespace of its own, which needs the right to make one.
#[test]
fn a_full_disk_fails_commits_and_recovers() {
    let scratch = Scratch::empty_sqlite();
    let Target::Sqlite(path) = scratch.target() else {
        unreachable!("asked for SQLite")
    };
    let folder = path.parent().expect("a folder");
    let possible = Command::new("unshare")
        .args(["-rm", "true"])
        .output()
        .is_ok_and(|output| output.status.success());
    if !possible {
        eprintln!("skipped: this machine allows no mount namespaces");
        return;
    }
    let script = "mount -t tmpfs -o size=2m tmpfs \"$1\" && exec \"$0\" --exact full::fills_the_disk --ignored --nocapture";
    let output = Command::new("unshare")
        .args(["-rm", "sh", "-c", script])
        .arg(std::env::current_exe().expect("this program"))
        .arg(folder)
        .env(FOLDER, folder)
        .output()
        .expect("runs");
    let said = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(
        output.status.success() && said.contains("1 passed"),
        "{said}"
    );
}
