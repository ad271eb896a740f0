//! Messages: none is taken twice, none is lost, what they said is forgotten. Each claim is raced.

use std::collections::BTreeSet;

use durward_model::id::{MessageId, NodeId, UserId};
use durward_store::Cx;
use durward_store::messages::{self, Claimed, End, New, State};
use durward_store::vault::Sealed;

use crate::support::{On, on_both, world};

const LEASE: i64 = 60;

async fn write(cx: &Cx, count: usize) -> Vec<MessageId> {
    let payload = Sealed("sealed".to_owned());
    let mut tx = cx.db().begin().await.unwrap();
    let mut ids = Vec::new();
    for _ in 0..count {
        let id = MessageId::new(cx.now, cx.entropy());
        let new = New {
            id,
            user: Some(UserId::new(cx.now, cx.entropy())),
            medium: "email",
            template: "code",
            recipient: "ana@acme.example",
            recipient_key: "key",
            languages: "en",
            payload: &payload,
            due_at: cx.now,
            expires_at: Some(cx.now.plus_seconds(300)),
            refused: None,
        };
        messages::insert(cx, &mut tx, &new).await.unwrap();
        ids.push(id);
    }
    tx.commit().await.unwrap();
    ids
}

async fn claim(cx: &Cx, node: NodeId, limit: i64) -> Vec<Claimed> {
    messages::claim(cx.db(), node, cx.now, LEASE, limit)
        .await
        .unwrap()
}

fn node(cx: &Cx) -> NodeId {
    NodeId::new(cx.now, cx.entropy())
}

async fn a_message_is_never_claimed_twice(on: On) {
    let world = world(on).await;
    let cx = world.cx();
    let written: BTreeSet<MessageId> = write(&cx, 60).await.into_iter().collect();
    let tasks: Vec<_> = (0..12)
        .map(|_| {
            let cx = cx.clone();
            tokio::spawn(async move {
                let node = node(&cx);
                let mut mine = Vec::new();
                for _ in 0..40 {
                    mine.extend(claim(&cx, node, 3).await.into_iter().map(|one| one.id));
                }
                mine
            })
        })
        .collect();
    let mut claimed = Vec::new();
    for task in tasks {
        claimed.extend(task.await.unwrap());
    }
    let different: BTreeSet<MessageId> = claimed.iter().copied().collect();
    assert_eq!(claimed.len(), different.len(), "one was claimed twice");
    assert_eq!(different, written, "one was not claimed at all");
}

async fn what_a_dead_node_held_is_claimed_again_after_its_lease(on: On) {
    let world = world(on).await;
    let cx = world.cx();
    write(&cx, 1).await;
    let (dead, alive) = (node(&cx), node(&cx));
    let first = claim(&cx, dead, 10).await;
    assert_eq!(first[0].attempts, 1);
    assert!(claim(&cx, alive, 10).await.is_empty(), "the lease holds");
    assert_eq!(
        messages::next_due(cx.db()).await.unwrap(),
        Some(cx.now.plus_seconds(LEASE).millis())
    );
    world.clock.advance_seconds(LEASE);
    let cx = world.cx();
    let second = claim(&cx, alive, 10).await;
    assert_eq!(second[0].attempts, 2);
    let mut tx = cx.db().begin().await.unwrap();
    let end = End::Sent {
        transport: "smtp",
        provider_id: None,
        readable_until: None,
    };
    assert!(
        !messages::finish(&mut tx, dead, &first[0], cx.now, end)
            .await
            .unwrap(),
        "who comes back too late decides nothing"
    );
    assert!(
        messages::finish(&mut tx, alive, &second[0], cx.now, end)
            .await
            .unwrap()
    );
    tx.commit().await.unwrap();
    assert!(claim(&cx, alive, 10).await.is_empty());
    assert_eq!(messages::next_due(cx.db()).await.unwrap(), None);
}

async fn a_message_that_ended_says_nothing_any_more(on: On) {
    let world = world(on).await;
    let cx = world.cx();
    let ids = write(&cx, 3).await;
    let node = node(&cx);
    let claimed = claim(&cx, node, 10).await;
    let by_id = |id: MessageId| claimed.iter().find(|one| one.id == id).unwrap();
    let mut tx = cx.db().begin().await.unwrap();
    let sent = |readable| End::Sent {
        transport: "mailbox",
        provider_id: Some("p-1"),
        readable_until: readable,
    };
    let dead = End::Dead { error: "refused" };
    for (id, end) in [
        (ids[0], sent(None)),
        (ids[1], dead),
        (ids[2], sent(Some(cx.now.plus_seconds(60)))),
    ] {
        assert!(
            messages::finish(&mut tx, node, by_id(id), cx.now, end)
                .await
                .unwrap()
        );
    }
    tx.commit().await.unwrap();
    let kept = async |id: MessageId| {
        let mut tx = cx.db().read().await.unwrap();
        let message = messages::load(&cx, &mut tx, id.as_str()).await.unwrap();
        message.unwrap()
    };
    let first = kept(ids[0]).await;
    assert_eq!((first.state, first.payload), (State::Sent, None));
    assert_eq!(first.provider_id.as_deref(), Some("p-1"));
    let second = kept(ids[1]).await;
    assert_eq!((second.state, second.payload), (State::Dead, None));
    assert_eq!(second.last_error.as_deref(), Some("refused"));
    assert!(kept(ids[2]).await.payload.is_some());
    let wiped = messages::wipe(cx.db(), cx.now.plus_seconds(61), 10).await;
    assert_eq!(wiped.unwrap(), 1);
    assert!(kept(ids[2]).await.payload.is_none());
}

async fn a_message_that_failed_waits_and_counts(on: On) {
    let world = world(on).await;
    let cx = world.cx();
    write(&cx, 1).await;
    let node = node(&cx);
    let claimed = claim(&cx, node, 10).await;
    let later = cx.now.plus_seconds(5);
    let mut tx = cx.db().begin().await.unwrap();
    assert!(
        messages::retry(&mut tx, node, &claimed[0], later, "busy")
            .await
            .unwrap()
    );
    tx.commit().await.unwrap();
    assert!(claim(&cx, node, 10).await.is_empty());
    world.clock.advance_seconds(5);
    assert_eq!(claim(&world.cx(), node, 10).await[0].attempts, 2);
}

async fn what_was_written_to_an_address_is_counted(on: On) {
    let world = world(on).await;
    let cx = world.cx();
    write(&cx, 4).await;
    let mut tx = cx.db().read().await.unwrap();
    let since = cx.now.plus_seconds(-60);
    let lately = messages::lately(&cx, &mut tx, "key", since, 3)
        .await
        .unwrap();
    assert_eq!((lately.count, lately.last_due), (3, cx.now.millis()));
    let other = messages::lately(&cx, &mut tx, "other", since, 3)
        .await
        .unwrap();
    assert_eq!((other.count, other.last_due), (0, 0));
    let page = messages::page(&cx, &mut tx, "", 3).await.unwrap();
    assert_eq!(page.len(), 3);
    let rest = messages::page(&cx, &mut tx, page[2].id.as_str(), 3)
        .await
        .unwrap();
    assert_eq!(rest.len(), 1);
}

on_both! {
    a_message_is_never_claimed_twice
    what_a_dead_node_held_is_claimed_again_after_its_lease
    a_message_that_ended_says_nothing_any_more
    a_message_that_failed_waits_and_counts
    what_was_written_to_an_address_is_counted
}
