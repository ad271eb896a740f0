//! Documents: revisions, history, guarded writes, secrets, the compiled cache.

use std::sync::Arc;

use durward_store::documents::{
    Compiled, Document, Expect, Gathered, Saved, follow_changes, history, load, load_by_key,
    open_secret, remove, rollback, save, without_secrets,
};
use durward_store::{Cx, Error, ErrorKind, audit};
use serde_json::{Value, json};

use crate::support::{Note, On, on_both, world};

async fn put(cx: &Cx, id: Option<&str>, body: Value, expect: Expect) -> Result<Saved, Error> {
    let mut tx = cx.db().begin().await?;
    let saved = save(cx, &mut tx, &Note, id, body, expect).await?;
    tx.commit().await?;
    Ok(saved)
}

async fn every_change_has_a_revision_a_history_and_an_audit_event(on: On) {
    let world = world(on).await;
    let cx = world.cx();
    let made = put(&cx, None, json!({"title": "a", "n": 1}), Expect::Absent)
        .await
        .unwrap();
    let id = made.document().id.clone();
    assert_eq!(made.document().revision, 1);
    let same = put(
        &cx,
        Some(&id),
        json!({"title": "a", "n": 1}),
        Expect::Anything,
    )
    .await
    .unwrap();
    assert!(
        matches!(same, Saved::Unchanged(_)),
        "writing the same again is no change"
    );
    let changed = put(
        &cx,
        Some(&id),
        json!({"title": "a", "n": 2}),
        Expect::Revision(1),
    )
    .await
    .unwrap();
    assert_eq!(changed.document().revision, 2);
    let mut tx = cx.db().read().await.unwrap();
    let past = history(&cx, &mut tx, "note", &id, None, 10).await.unwrap();
    let shape: Vec<(i64, &str)> = past
        .iter()
        .map(|one| (one.revision, one.operation.as_str()))
        .collect();
    assert_eq!(shape, [(2, "update"), (1, "create")]);
    assert_eq!(past[0].before.as_ref().unwrap()["n"], 1);
    assert_eq!(past[0].after.as_ref().unwrap()["n"], 2);
    let events = audit::newest(&cx, &mut tx, None, 10).await.unwrap();
    assert_eq!(
        events
            .iter()
            .filter(|event| event.name == "document.changed")
            .count(),
        2
    );
    assert!(
        events[0].detail.contains("\"changed\":[\"n\"]"),
        "{}",
        events[0].detail
    );
}

async fn a_write_that_expects_another_revision_loses_nothing(on: On) {
    let world = world(on).await;
    let cx = world.cx();
    let id = put(&cx, None, json!({"title": "a"}), Expect::Absent)
        .await
        .unwrap()
        .document()
        .id
        .clone();
    put(
        &cx,
        Some(&id),
        json!({"title": "a", "by": "first"}),
        Expect::Revision(1),
    )
    .await
    .unwrap();
    let late = put(
        &cx,
        Some(&id),
        json!({"title": "a", "by": "second"}),
        Expect::Revision(1),
    )
    .await;
    assert_eq!(late.unwrap_err().kind, ErrorKind::Conflict);
    let kept = load(&cx, &mut cx.db().read().await.unwrap(), "note", &id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(kept.body["by"], "first");
}

async fn of_many_writers_of_one_revision_one_wins(on: On) {
    let world = world(on).await;
    let cx = world.cx();
    let id = put(&cx, None, json!({"title": "a"}), Expect::Absent)
        .await
        .unwrap()
        .document()
        .id
        .clone();
    let writers = (0..12).map(|n| {
        let (cx, id) = (cx.clone(), id.clone());
        tokio::spawn(async move {
            put(
                &cx,
                Some(&id),
                json!({"title": "a", "n": n}),
                Expect::Revision(1),
            )
            .await
            .is_ok()
        })
    });
    let mut winners = 0;
    for writer in writers.collect::<Vec<_>>() {
        winners += usize::from(writer.await.unwrap());
    }
    assert_eq!(winners, 1);
}

async fn two_documents_cannot_have_one_name(on: On) {
    let world = world(on).await;
    let cx = world.cx();
    put(&cx, None, json!({"title": "a"}), Expect::Absent)
        .await
        .unwrap();
    let second = put(&cx, None, json!({"title": "a"}), Expect::Absent).await;
    assert_eq!(second.unwrap_err().kind, ErrorKind::Conflict);
}

async fn a_deleted_document_comes_back_as_it_was(on: On) {
    let world = world(on).await;
    let cx = world.cx();
    let id = put(&cx, None, json!({"title": "a", "n": 1}), Expect::Absent)
        .await
        .unwrap()
        .document()
        .id
        .clone();
    put(
        &cx,
        Some(&id),
        json!({"title": "a", "n": 2}),
        Expect::Anything,
    )
    .await
    .unwrap();
    let mut tx = cx.db().begin().await.unwrap();
    remove(&cx, &mut tx, &Note, &id, Expect::Revision(2))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert!(
        load(&cx, &mut cx.db().read().await.unwrap(), "note", &id)
            .await
            .unwrap()
            .is_none()
    );
    let mut tx = cx.db().begin().await.unwrap();
    let back = rollback(&cx, &mut tx, &Note, &id, 1, Expect::Absent)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!((back.revision, &back.body["n"]), (4, &json!(1)));
}

async fn a_secret_is_sealed_kept_when_left_out_and_never_shown(on: On) {
    let world = world(on).await;
    let cx = world.cx();
    let made = put(
        &cx,
        None,
        json!({"title": "a", "pin": "hunter2hunter2"}),
        Expect::Absent,
    )
    .await
    .unwrap();
    let document = made.document();
    assert!(
        !document.body.to_string().contains("hunter2"),
        "sealed at rest"
    );
    assert_eq!(
        without_secrets(&Note, &document.body),
        json!({"title": "a"})
    );
    let kept = put(
        &cx,
        Some(&document.id),
        json!({"title": "a", "n": 1}),
        Expect::Anything,
    )
    .await
    .unwrap();
    let clear = open_secret(&cx, "note", &document.id, &kept.document().body, "/pin")
        .await
        .unwrap()
        .unwrap();
    assert_eq!(clear.expose(), b"hunter2hunter2");
    let same = put(
        &cx,
        Some(&document.id),
        json!({"title": "a", "n": 1, "pin": "hunter2hunter2"}),
        Expect::Anything,
    )
    .await;
    assert!(
        matches!(same.unwrap(), Saved::Unchanged(_)),
        "giving the same secret again is no change"
    );
    let none = put(
        &cx,
        Some(&document.id),
        json!({"title": "a", "pin": null}),
        Expect::Anything,
    )
    .await
    .unwrap();
    assert!(
        open_secret(&cx, "note", &document.id, &none.document().body, "/pin")
            .await
            .unwrap()
            .is_none()
    );
    let forged = json!({"title": "a", "pin": {"$sealed": "v1.x"}});
    assert!(
        put(&cx, Some(&document.id), forged, Expect::Anything)
            .await
            .is_err(),
        "nobody else writes sealed values"
    );
}

async fn a_document_of_another_realm_does_not_exist(on: On) {
    let world = world(on).await;
    let id = put(&world.cx(), None, json!({"title": "a"}), Expect::Absent)
        .await
        .unwrap()
        .document()
        .id
        .clone();
    let mut there = world.cx();
    there.realm = Arc::clone(&world.root);
    let mut tx = there.db().read().await.unwrap();
    assert!(load(&there, &mut tx, "note", &id).await.unwrap().is_none());
    assert!(
        load_by_key(&there, &mut tx, "note", "a")
            .await
            .unwrap()
            .is_none()
    );
}

struct Title(String);

impl Compiled for Title {
    const KIND: &'static str = "note";

    async fn compile(_: &Cx, document: Document) -> Result<Self, Error> {
        Ok(Self(document.body["n"].to_string()))
    }
}

async fn a_compiled_document_is_forgotten_when_it_changes(on: On) {
    let world = world(on).await;
    let cx = world.cx();
    tokio::spawn(follow_changes(Arc::clone(&world.platform)));
    let id = put(&cx, None, json!({"title": "a", "n": 1}), Expect::Absent)
        .await
        .unwrap()
        .document()
        .id
        .clone();
    let seen = async || {
        cx.platform
            .documents
            .find::<Title>(&cx, "a")
            .await
            .unwrap()
            .unwrap()
            .0
            .clone()
    };
    assert_eq!(seen().await, "1");
    put(
        &cx,
        Some(&id),
        json!({"title": "a", "n": 2}),
        Expect::Anything,
    )
    .await
    .unwrap();
    for _ in 0..100 {
        if seen().await == "2" {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("a second later the old document is still served");
}

/// The titles of all notes.
#[derive(Default)]
struct Titles(Vec<String>);

impl Gathered for Titles {
    const KIND: &'static str = "note";

    fn add(&mut self, document: &Document) {
        self.0.push(document.lookup_key.clone());
    }
}

async fn what_is_gathered_of_a_kind_is_gathered_anew_when_one_of_it_changes(on: On) {
    let world = world(on).await;
    let cx = world.cx();
    tokio::spawn(follow_changes(Arc::clone(&world.platform)));
    let seen = async || {
        let titles = cx.platform.documents.gathered::<Titles>(&cx).await;
        titles.unwrap().0.join(" ")
    };
    put(&cx, None, json!({"title": "a"}), Expect::Absent)
        .await
        .unwrap();
    assert_eq!(seen().await, "a");
    let mut there = cx.clone();
    there.realm = Arc::clone(&world.root);
    let elsewhere = there.platform.documents.gathered::<Titles>(&there).await;
    assert!(
        elsewhere.unwrap().0.is_empty(),
        "another realm's are not among them"
    );
    put(&cx, None, json!({"title": "b"}), Expect::Absent)
        .await
        .unwrap();
    for _ in 0..100 {
        if seen().await == "a b" {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("a second later the new document is still missing");
}

on_both! {
    every_change_has_a_revision_a_history_and_an_audit_event
    a_write_that_expects_another_revision_loses_nothing
    of_many_writers_of_one_revision_one_wins
    two_documents_cannot_have_one_name
    a_deleted_document_comes_back_as_it_was
    a_secret_is_sealed_kept_when_left_out_and_never_shown
    a_document_of_another_realm_does_not_exist
    a_compiled_document_is_forgotten_when_it_changes
    what_is_gathered_of_a_kind_is_gathered_anew_when_one_of_it_changes
}
