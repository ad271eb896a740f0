//! What only a server has: connections that break, several programs, TLS.

use std::time::Duration;

use durward_db::template::postgres_for_tests;
use durward_db::{Db, DbError, Notice, Settings, Target, params};
use tokio::time::{sleep, timeout};

use crate::base::{count, insert, pooled, postgres};

/// Ends every connection to the database but its own.
async fn cut_all(db: &Db) {
    let mut tx = db.begin().await.expect("begins");
    let sql = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
               WHERE datname = current_database() AND pid <> pg_backend_pid()";
    tx.query(sql, params![]).await.expect("cuts");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lost_connections_are_replaced() {
    let base = postgres().await;
    let scratch = base.scratch().await;
    let [db, other] = base.two_nodes(&scratch).await;
    let mut tx = db.begin().await.expect("begins");
    tx.execute(
        "INSERT INTO things (realm_id, id) VALUES ('r', 'lost')",
        params![],
    )
    .await
    .expect("inserts");
    cut_all(&other).await;
    assert!(matches!(
        tx.execute("SELECT 1", params![]).await,
        Err(DbError::Unavailable(_))
    ));
    drop(tx);
    assert_eq!(count(&db).await, 0);
    insert(&db, "after").await.expect("inserts");
    db.ready().await.expect("is ready");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_lost_connection_subscribers_are_told_to_resync() {
    let base = postgres().await;
    let scratch = base.scratch().await;
    let [db, other] = base.two_nodes(&scratch).await;
    let mut notices = db.subscribe();
    cut_all(&other).await;
    let heard = timeout(Duration::from_secs(3), notices.recv())
        .await
        .expect("in time")
        .expect("open");
    assert_eq!(heard, Notice::Resync);
    let mut tx = other.begin().await.expect("begins");
    tx.notify("again");
    tx.commit().await.expect("commits");
    let heard = timeout(Duration::from_secs(1), notices.recv())
        .await
        .expect("in time")
        .expect("open");
    assert_eq!(heard, Notice::Message("again".into()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn polling_goes_on_after_a_lost_connection() {
    let base = pooled().await;
    let scratch = base.scratch().await;
    let [db, other] = base.two_nodes(&scratch).await;
    let mut notices = db.subscribe();
    cut_all(&other).await;
    let mut tx = other.begin().await.expect("begins");
    tx.notify("while away");
    tx.commit().await.expect("commits");
    let heard = timeout(Duration::from_secs(3), notices.recv())
        .await
        .expect("in time")
        .expect("open");
    assert_eq!(heard, Notice::Message("while away".into()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_statement_over_its_time_is_ended() {
    for base in [postgres().await, pooled().await] {
        let scratch = base.scratch().await;
        let db = scratch
            .open(|settings| settings.statement_timeout = Duration::from_millis(200))
            .await;
        let mut tx = db.begin().await.expect("begins");
        assert!(matches!(
            tx.query("SELECT pg_sleep(30)", params![]).await,
            Err(DbError::Unavailable(_))
        ));
        drop(tx);
        insert(&db, "a").await.expect("inserts");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_free_connection_is_unavailable_in_time() {
    let scratch = postgres().await.scratch().await;
    let adjust = |settings: &mut Settings| {
        settings.pg_pool = 1;
        settings.acquire_timeout = Duration::from_secs(2);
    };
    let db = scratch.open(adjust).await;
    let holder = db.begin().await.expect("begins");
    assert!(matches!(
        db.begin().await.map(drop),
        Err(DbError::Unavailable(_))
    ));
    drop(holder);
    db.begin().await.expect("begins");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_abandoned_statement_holds_up_nobody() {
    let scratch = postgres().await.scratch().await;
    let db = scratch.open(|settings| settings.pg_pool = 2).await;
    let mut tx = db.begin().await.expect("begins");
    let slow = tx.query("SELECT pg_sleep(1)", params![]);
    assert!(timeout(Duration::from_millis(50), slow).await.is_err());
    assert!(
        matches!(
            tx.execute("SELECT 1", params![]).await,
            Err(DbError::Other(_))
        ),
        "what it did is not known"
    );
    drop(tx);
    timeout(Duration::from_millis(500), insert(&db, "a"))
        .await
        .expect("in time")
        .expect("inserts");
    sleep(Duration::from_millis(1_200)).await;
    for number in 0..4 {
        insert(&db, &format!("{number}")).await.expect("inserts");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn acknowledged_means_durable_whatever_the_database_says() {
    let base = postgres().await;
    let scratch = base.scratch().await;
    let db = base.open(&scratch).await;
    let mut tx = db.begin().await.expect("begins");
    let row = tx
        .query_one("SELECT current_database()", params![])
        .await
        .expect("runs")
        .expect("one");
    let name: String = row.get(0).expect("a name");
    tx.execute_owned(
        &format!("ALTER DATABASE {name} SET synchronous_commit = off"),
        params![],
    )
    .await
    .expect("alters");
    tx.commit().await.expect("commits");
    for base in [base, pooled().await] {
        let db = base.open(&scratch).await;
        let mut tx = db.begin().await.expect("begins");
        let row = tx
            .query_one("SELECT current_setting('synchronous_commit')", params![])
            .await
            .expect("runs");
        assert_eq!(row.expect("one").get::<String>(0).as_deref(), Ok("on"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_changed_column_does_not_break_prepared_reads() {
    let db = postgres().await.fresh().await;
    insert(&db, "a").await.expect("inserts");
    let sql = "SELECT * FROM things";
    for addition in ["", "ALTER TABLE things ADD COLUMN more TEXT"] {
        if !addition.is_empty() {
            let mut tx = db.begin().await.expect("begins");
            tx.execute_owned(addition, params![]).await.expect("alters");
            tx.commit().await.expect("commits");
        }
        let mut tx = db.read().await.expect("reads");
        assert_eq!(tx.query(sql, params![]).await.expect("runs").len(), 1);
    }
}

#[tokio::test]
async fn an_unreachable_server_is_unavailable_and_a_wrong_address_is_not() {
    let open = |url: &str| {
        let url = url.to_owned();
        async move {
            Db::open(Settings::new(Target::Postgres(url)))
                .await
                .map(drop)
                .expect_err("fails")
        }
    };
    assert!(matches!(
        open("postgres://ana:s3cr3t@127.0.0.1:1/x").await,
        DbError::Unavailable(_)
    ));
    assert!(matches!(
        open("postgres://127.0.0.1/x?sslmode=maybe").await,
        DbError::Other(_)
    ));
    let missing =
        open("postgres://ana:s3cr3t@127.0.0.1:1/x?sslrootcert=/none.pem&sslmode=verify-full").await;
    assert!(
        matches!(&missing, DbError::Other(reason) if !reason.contains("s3cr3t")),
        "{missing}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_server_that_takes_writes_is_found_among_several() {
    let url = postgres_for_tests();
    let port: u16 = url
        .split([':', '/'])
        .find_map(|part| part.parse().ok())
        .expect("a port");
    let target = format!(
        "postgres://postgres@127.0.0.1:1,127.0.0.1:{port}/postgres?target_session_attrs=read-write&sslmode=prefer"
    );
    let db = Db::open(Settings::new(Target::parse(&target).expect("a target")))
        .await
        .expect("opens");
    db.ready().await.expect("is ready");
}
