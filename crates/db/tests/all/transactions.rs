//! Units of work: whole or not at all.

use std::time::Duration;

use durward_db::{DbError, params};
use tokio::time::{sleep, timeout};

use crate::base::{Base, count, insert, on_every_database};

on_every_database!(
    a_dropped_transaction_leaves_nothing,
    a_cancelled_task_leaves_nothing_and_holds_nobody_up,
    a_failed_statement_ends_the_transaction,
    what_is_not_committed_is_not_seen,
    a_committed_write_is_seen_at_once,
    a_snapshot_stays_as_it_was,
    reads_refuse_to_write,
    uniqueness_has_the_same_name_everywhere,
    a_missing_reference_is_reported,
    other_constraints_are_reported_without_values,
    a_transaction_that_read_only_commits,
    many_reads_run_beside_writes,
    a_closed_handle_says_so,
);

async fn a_dropped_transaction_leaves_nothing(base: Base) {
    let db = base.fresh().await;
    for _ in 0..3 {
        let mut tx = db.begin().await.expect("begins");
        tx.execute(
            "INSERT INTO things (realm_id, id) VALUES ($1, $2)",
            params!["r", "a"],
        )
        .await
        .expect("inserts");
        drop(tx);
    }
    insert(&db, "b").await.expect("the next one writes");
    assert_eq!(count(&db).await, 1);
    assert_eq!(db.statistics().rollbacks, 3);
}

async fn a_cancelled_task_leaves_nothing_and_holds_nobody_up(base: Base) {
    let db = base.fresh().await;
    for _ in 0..5 {
        let other = db.clone();
        let task = tokio::spawn(async move {
            let mut tx = other.begin().await.expect("begins");
            for number in 0.. {
                let id = format!("cancelled{number}");
                let sql = "INSERT INTO things (realm_id, id) VALUES ($1, $2)";
                tx.execute(sql, params!["r", id]).await.expect("inserts");
                tokio::task::yield_now().await;
            }
        });
        sleep(Duration::from_millis(10)).await;
        task.abort();
    }
    timeout(Duration::from_secs(5), insert(&db, "after"))
        .await
        .expect("in time")
        .expect("inserts");
    assert_eq!(count(&db).await, 1);
}

async fn a_failed_statement_ends_the_transaction(base: Base) {
    let db = base.fresh().await;
    insert(&db, "a").await.expect("inserts");
    let sql = "INSERT INTO things (realm_id, id) VALUES ($1, $2)";
    let mut tx = db.begin().await.expect("begins");
    tx.execute(sql, params!["r", "b"]).await.expect("inserts");
    assert!(matches!(
        tx.execute(sql, params!["r", "a"]).await,
        Err(DbError::Unique { .. })
    ));
    assert!(matches!(
        tx.execute(sql, params!["r", "c"]).await,
        Err(DbError::Other(_))
    ));
    assert!(matches!(tx.commit().await, Err(DbError::Other(_))));
    assert_eq!(count(&db).await, 1);
}

async fn what_is_not_committed_is_not_seen(base: Base) {
    let db = base.fresh().await;
    let mut tx = db.begin().await.expect("begins");
    tx.execute(
        "INSERT INTO things (realm_id, id) VALUES ($1, $2)",
        params!["r", "a"],
    )
    .await
    .expect("inserts");
    assert_eq!(count(&db).await, 0);
    tx.commit().await.expect("commits");
    assert_eq!(count(&db).await, 1);
}

async fn a_committed_write_is_seen_at_once(base: Base) {
    let db = base.fresh().await;
    for number in 1..=50 {
        insert(&db, &format!("{number}")).await.expect("inserts");
        assert_eq!(count(&db).await, number);
    }
}

async fn a_snapshot_stays_as_it_was(base: Base) {
    let db = base.fresh().await;
    insert(&db, "a").await.expect("inserts");
    let mut snapshot = db.snapshot().await.expect("begins");
    insert(&db, "b").await.expect("inserts");
    for _ in 0..2 {
        let rows = snapshot
            .query("SELECT id FROM things WHERE realm_id = $1", params!["r"])
            .await
            .expect("reads");
        assert_eq!(rows.len(), 1);
    }
    let sql = "DELETE FROM things";
    assert_eq!(
        snapshot.execute(sql, params![]).await,
        Err(DbError::ReadOnly)
    );
    snapshot.commit().await.expect("ends");
    assert_eq!(count(&db).await, 2);
}

async fn reads_refuse_to_write(base: Base) {
    let db = base.fresh().await;
    let mut tx = db.read().await.expect("reads");
    for sql in [
        "DELETE FROM things",
        "UPDATE things SET live = TRUE RETURNING id",
        "CREATE TABLE t (a TEXT)",
    ] {
        assert_eq!(
            tx.execute(sql, params![]).await,
            Err(DbError::ReadOnly),
            "{sql}"
        );
        assert_eq!(
            tx.query(sql, params![]).await.map(drop),
            Err(DbError::ReadOnly),
            "{sql}"
        );
    }
    tx.notify("hello");
    assert_eq!(tx.commit().await, Err(DbError::ReadOnly));
}

async fn uniqueness_has_the_same_name_everywhere(base: Base) {
    let db = base.fresh().await;
    let sql = "INSERT INTO things (realm_id, id, name, size, code) VALUES ($1, $2, $3, $4, $5)";
    let mut tx = db.begin().await.expect("begins");
    tx.execute(sql, params!["r", "a", "Ana", 1, "x"])
        .await
        .expect("inserts");
    tx.commit().await.expect("commits");
    for (id, name, size, code, constraint) in [
        ("a", "Bo", 2, "y", "pk_things"),
        ("b", "Ana", 2, "y", "uq_things__name"),
        ("b", "Bo", 1, "y", "uq_things__size"),
        ("b", "Bo", 2, "X", "uq_things__folded"),
    ] {
        let mut tx = db.begin().await.expect("begins");
        let error = tx
            .execute(sql, params!["r", id, name, size, code])
            .await
            .expect_err("refused");
        assert_eq!(
            error,
            DbError::Unique {
                constraint: constraint.to_owned()
            }
        );
    }
    let mut tx = db.begin().await.expect("begins");
    tx.execute(sql, params!["other", "a", "Ana", 1, "x"])
        .await
        .expect("another realm is another world");
}

async fn a_missing_reference_is_reported(base: Base) {
    let db = base.fresh().await;
    let sql = "INSERT INTO parts (realm_id, id, thing_id) VALUES ($1, $2, $3)";
    let mut tx = db.begin().await.expect("begins");
    assert_eq!(
        tx.execute(sql, params!["r", "p", "none"]).await,
        Err(DbError::ForeignKey)
    );
    drop(tx);
    insert(&db, "a").await.expect("inserts");
    let mut tx = db.begin().await.expect("begins");
    tx.execute(sql, params!["r", "p", "a"])
        .await
        .expect("inserts");
    assert_eq!(
        tx.execute("DELETE FROM things", params![]).await,
        Err(DbError::ForeignKey)
    );
}

async fn other_constraints_are_reported_without_values(base: Base) {
    let db = base.fresh().await;
    insert(&db, "a").await.expect("inserts");
    let sql = "INSERT INTO parts (realm_id, id, thing_id) VALUES ($1, $2, $3)";
    let mut tx = db.begin().await.expect("begins");
    let error = tx
        .execute(sql, params!["r", "forbidden", "a"])
        .await
        .expect_err("refused")
        .to_string();
    assert!(
        error.contains("ck_parts__id") && !error.contains("forbidden"),
        "{error}"
    );
    drop(tx);
    let mut tx = db.begin().await.expect("begins");
    let error = tx
        .execute(sql, params!["s3cr3t", "p", None::<&str>])
        .await
        .expect_err("refused")
        .to_string();
    assert!(
        error.contains("thing_id") && !error.contains("s3cr3t"),
        "{error}"
    );
}

async fn a_transaction_that_read_only_commits(base: Base) {
    let db = base.fresh().await;
    insert(&db, "a").await.expect("inserts");
    db.begin()
        .await
        .expect("begins")
        .commit()
        .await
        .expect("an empty one commits");
    let mut tx = db.begin().await.expect("begins");
    assert_eq!(
        tx.query("SELECT id FROM things", params![])
            .await
            .expect("reads")
            .len(),
        1
    );
    assert_eq!(
        tx.execute("UPDATE things SET size = 1 WHERE id = $1", params!["none"])
            .await,
        Ok(0)
    );
    tx.commit().await.expect("commits");
}

async fn many_reads_run_beside_writes(base: Base) {
    let db = base.fresh().await;
    insert(&db, "a").await.expect("inserts");
    let readers: Vec<_> = (0..16)
        .map(|_| {
            let db = db.clone();
            tokio::spawn(async move {
                for _ in 0..100 {
                    assert!(count(&db).await >= 1);
                    tokio::task::yield_now().await;
                }
            })
        })
        .collect();
    for number in 0..50 {
        insert(&db, &format!("{number}")).await.expect("inserts");
    }
    for reader in readers {
        reader.await.expect("reads");
    }
}

async fn a_closed_handle_says_so(base: Base) {
    let db = base.fresh().await;
    insert(&db, "a").await.expect("inserts");
    db.ready().await.expect("is ready");
    db.close().await;
    db.close().await;
    assert!(matches!(
        db.begin().await.map(drop),
        Err(DbError::Unavailable(_))
    ));
    assert!(matches!(
        db.snapshot().await.map(drop),
        Err(DbError::Unavailable(_))
    ));
    assert!(matches!(db.ready().await, Err(DbError::Unavailable(_))));
    let mut tx = db
        .read()
        .await
        .expect("the failure comes with the statement");
    assert!(matches!(
        tx.query("SELECT id FROM things", params![]).await,
        Err(DbError::Unavailable(_))
    ));
}
