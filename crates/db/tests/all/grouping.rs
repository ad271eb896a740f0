//! Many writers, few flushes.

use std::time::Duration;

use durward_db::{Db, DbError, params};
use tokio::time::sleep;

use crate::base::{Base, count, insert, on_every_database, sqlite};

on_every_database!(
    two_hundred_writers_are_all_durable,
    a_failing_unit_leaves_the_others_alone,
    a_counter_is_never_lost,
);

async fn join_all<T: Send + 'static>(tasks: Vec<tokio::task::JoinHandle<T>>) -> Vec<T> {
    let mut results = Vec::new();
    for task in tasks {
        results.push(task.await.expect("the task ends"));
    }
    results
}

async fn two_hundred_writers_are_all_durable(base: Base) {
    let scratch = base.scratch().await;
    let db = base.open(&scratch).await;
    let spawn = |number: usize| {
        let db = db.clone();
        tokio::spawn(async move { insert(&db, &format!("{number}")).await })
    };
    for result in join_all((0..200).map(spawn).collect()).await {
        result.expect("inserts");
    }
    let statistics = db.statistics();
    assert_eq!(statistics.commits, 200);
    if db.kind() == "sqlite" {
        assert!(
            statistics.batches < 40,
            "flushes were shared: {statistics:?}"
        );
        assert!(statistics.largest_batch > 20, "{statistics:?}");
    }
    db.close().await;
    drop(db);
    assert_eq!(count(&base.open(&scratch).await).await, 200);
}

async fn a_failing_unit_leaves_the_others_alone(base: Base) {
    let db = base.fresh().await;
    insert(&db, "taken").await.expect("inserts");
    let spawn = |number: usize| {
        let db = db.clone();
        tokio::spawn(async move {
            let mut tx = db.begin().await?;
            let sql = "INSERT INTO things (realm_id, id) VALUES ($1, $2)";
            tx.execute(sql, params!["r", format!("{number}")]).await?;
            if number.is_multiple_of(3) {
                tx.execute(sql, params!["r", "taken"]).await?;
            }
            if number % 3 == 1 {
                return Err(DbError::Conflict);
            }
            tx.commit().await
        })
    };
    let results = join_all((0..99).map(spawn).collect()).await;
    for (number, result) in results.iter().enumerate() {
        assert_eq!(result.is_ok(), number % 3 == 2, "{number}: {result:?}");
    }
    assert_eq!(count(&db).await, 1 + 33);
}

async fn a_counter_is_never_lost(base: Base) {
    let db = base.fresh().await;
    let mut tx = db.begin().await.expect("begins");
    tx.execute(
        "INSERT INTO things (realm_id, id, size) VALUES ('r', 'n', 0)",
        params![],
    )
    .await
    .expect("inserts");
    tx.commit().await.expect("commits");
    let spawn = |_| {
        let db = db.clone();
        tokio::spawn(async move {
            for _ in 0..10 {
                let mut tx = db.begin().await.expect("begins");
                let sql = "UPDATE things SET size = size + 1 WHERE id = 'n' RETURNING size";
                tx.query_one(sql, params![])
                    .await
                    .expect("runs")
                    .expect("found");
                tx.commit().await.expect("commits");
            }
        })
    };
    join_all((0..20).map(spawn).collect()).await;
    let mut tx = db.read().await.expect("reads");
    let row = tx
        .query_one("SELECT size FROM things", params![])
        .await
        .expect("runs")
        .expect("found");
    assert_eq!(row.get::<i64>(0), Ok(200));
}

async fn begin_and_insert(db: &Db, id: &str) -> durward_db::Tx {
    let mut tx = db.begin().await.expect("begins");
    tx.execute(
        "INSERT INTO things (realm_id, id) VALUES ($1, $2)",
        params!["r", id],
    )
    .await
    .expect("inserts");
    tx
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_forgotten_transaction_is_ended_and_the_others_go_on() {
    let db = sqlite()
        .await
        .scratch()
        .await
        .into_db(|settings| settings.write_hold = Duration::from_millis(300))
        .await;
    let holder = begin_and_insert(&db, "slow").await;
    insert(&db, "patient").await.expect("gets its turn");
    assert!(matches!(
        holder.commit().await,
        Err(DbError::Unavailable(_))
    ));
    assert_eq!(count(&db).await, 1);
    assert_eq!(db.statistics().overruns, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_transaction_that_works_may_take_long() {
    let db = sqlite()
        .await
        .scratch()
        .await
        .into_db(|settings| settings.write_hold = Duration::from_millis(300))
        .await;
    let mut busy = begin_and_insert(&db, "first").await;
    for number in 0..30 {
        sleep(Duration::from_millis(60)).await;
        busy.execute(
            "INSERT INTO things (realm_id, id) VALUES ($1, $2)",
            params!["r", format!("more{number}")],
        )
        .await
        .expect("inserts");
    }
    busy.commit().await.expect("commits");
    assert_eq!(count(&db).await, 31);
    assert_eq!(db.statistics().overruns, 0);
}

#[tokio::test]
async fn waiting_for_the_writer_ends() {
    let db = sqlite()
        .await
        .scratch()
        .await
        .into_db(|settings| settings.acquire_timeout = Duration::from_millis(50))
        .await;
    let holder = begin_and_insert(&db, "first").await;
    assert!(matches!(
        insert(&db, "second").await,
        Err(DbError::Unavailable(_))
    ));
    holder.commit().await.expect("commits");
    insert(&db, "third").await.expect("inserts");
}

#[tokio::test]
async fn writers_on_one_thread_share_flushes_too() {
    let db = sqlite().await.fresh().await;
    let spawn = |worker: usize| {
        let db = db.clone();
        tokio::spawn(async move {
            for number in 0..10 {
                insert(&db, &format!("{worker}/{number}"))
                    .await
                    .expect("inserts");
            }
        })
    };
    join_all((0..32).map(spawn).collect()).await;
    let statistics = db.statistics();
    assert_eq!(statistics.commits, 320);
    assert!(statistics.batches <= 40, "{statistics:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_waiting_writer_that_leaves_is_passed_over() {
    let db = sqlite().await.fresh().await;
    let holder = begin_and_insert(&db, "first").await;
    let leaving: Vec<_> = (0..20)
        .map(|number| {
            let db = db.clone();
            tokio::spawn(async move { insert(&db, &format!("leaves{number}")).await })
        })
        .collect();
    let staying = tokio::spawn({
        let db = db.clone();
        async move { insert(&db, "stays").await }
    });
    sleep(Duration::from_millis(20)).await;
    leaving.iter().for_each(tokio::task::JoinHandle::abort);
    holder.commit().await.expect("commits");
    staying.await.expect("ends").expect("inserts");
    insert(&db, "last").await.expect("inserts");
    assert_eq!(count(&db).await, 3);
}
