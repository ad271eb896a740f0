//! Notices: after the commit, to everyone, once.
#![expect(
    clippy::disallowed_methods,
    reason = "the time a notice takes is what is tested"
)]

use std::time::{Duration, Instant};

use durward_db::{Db, DbError, Notice, params};
use tokio::sync::broadcast::Receiver;
use tokio::time::timeout;

use crate::base::{Base, insert, on_every_database};

on_every_database!(
    a_notice_is_heard_on_every_node_within_a_second,
    a_notice_comes_after_its_commit_and_never_without,
    each_notice_is_heard_once,
    a_notice_too_long_is_refused_before_the_commit,
);

async fn say(db: &Db, id: &str, words: &str) -> Result<(), DbError> {
    let mut tx = db.begin().await?;
    tx.execute(
        "INSERT INTO things (realm_id, id) VALUES ($1, $2)",
        params!["r", id],
    )
    .await?;
    tx.notify(words);
    tx.commit().await
}

async fn hear(receiver: &mut Receiver<Notice>) -> Option<Notice> {
    Some(
        timeout(Duration::from_secs(1), receiver.recv())
            .await
            .ok()?
            .expect("the channel is open"),
    )
}

fn message(words: &str) -> Option<Notice> {
    Some(Notice::Message(words.into()))
}

async fn a_notice_is_heard_on_every_node_within_a_second(base: Base) {
    let scratch = base.scratch().await;
    let [first, second] = base.two_nodes(&scratch).await;
    let (mut here, mut there) = (first.subscribe(), second.subscribe());
    for words in ["one", "two words", ""] {
        let since = Instant::now();
        say(&first, &format!("{words}!"), words)
            .await
            .expect("commits");
        assert_eq!(
            here.try_recv().ok(),
            message(words),
            "the sender's own node hears it with the commit"
        );
        assert_eq!(hear(&mut there).await, message(words));
        assert!(
            since.elapsed() < Duration::from_secs(1),
            "{:?}",
            since.elapsed()
        );
    }
}

async fn a_notice_comes_after_its_commit_and_never_without(base: Base) {
    let scratch = base.scratch().await;
    let [first, second] = base.two_nodes(&scratch).await;
    let mut there = second.subscribe();
    let mut tx = first.begin().await.expect("begins");
    tx.execute(
        "INSERT INTO things (realm_id, id) VALUES ('r', 'a')",
        params![],
    )
    .await
    .expect("inserts");
    tx.notify("rolled back");
    drop(tx);
    insert(&first, "a").await.expect("inserts");
    assert!(matches!(
        say(&first, "a", "failed").await,
        Err(DbError::Unique { .. })
    ));
    let mut tx = first.begin().await.expect("begins");
    tx.notify("nothing written but this");
    tx.commit().await.expect("commits");
    say(&first, "b", "committed").await.expect("commits");
    assert_eq!(hear(&mut there).await, message("nothing written but this"));
    assert_eq!(hear(&mut there).await, message("committed"));
    let mut tx = second.read().await.expect("reads");
    let found = tx
        .query_one("SELECT id FROM things WHERE id = 'b'", params![])
        .await
        .expect("runs");
    assert!(found.is_some(), "who hears of it can see it");
}

async fn each_notice_is_heard_once(base: Base) {
    let scratch = base.scratch().await;
    let [first, second] = base.two_nodes(&scratch).await;
    let (mut here, mut there) = (first.subscribe(), second.subscribe());
    for number in 0..30 {
        say(
            if number % 2 == 0 { &first } else { &second },
            &format!("{number}"),
            &format!("{number}"),
        )
        .await
        .expect("commits");
    }
    for receiver in [&mut here, &mut there] {
        let mut heard = Vec::new();
        while let Some(Notice::Message(words)) = hear(receiver).await {
            heard.push(words.parse::<u32>().expect("a number"));
        }
        heard.sort_unstable();
        assert_eq!(heard, (0..30).collect::<Vec<_>>());
    }
}

async fn a_notice_too_long_is_refused_before_the_commit(base: Base) {
    let db = base.fresh().await;
    assert!(matches!(
        say(&db, "a", &"x".repeat(7_901)).await,
        Err(DbError::Other(_))
    ));
    insert(&db, "a").await.expect("nothing was written");
    say(&db, "b", &"x".repeat(7_900))
        .await
        .expect("the longest goes");
}
