//! Attacks on a run: its token, its steps, its time, its realm.

use std::sync::Arc;

use durward_db::params;
use durward_model::Actor;
use durward_signin::journeys::Start;
use durward_store::{Cx, testing};
use serde_json::json;

use crate::base::{
    House, PASSWORD, done, is_stale, journey, on_every_database, read, show, signing_in, then,
};

on_every_database!(
    attack_a_replayed_submission_changes_nothing,
    attack_of_two_submissions_at_once_one_counts,
    attack_a_forged_token_opens_no_run,
    attack_a_run_of_another_realm_cannot_be_used,
    attack_a_step_cannot_be_submitted_after_its_time,
    attack_an_earlier_step_cannot_be_submitted_again,
    attack_what_was_not_asked_is_not_taken,
    no_password_is_kept_with_a_run,
    a_password_that_must_wait_is_sealed_and_bound_to_its_run,
    runs_that_ended_keep_nothing_and_are_swept,
);

async fn attack_a_replayed_submission_changes_nothing(house: House) {
    house.user("ana").await;
    let running = house.start(Start::default()).await;
    done(
        house
            .submit(running.token.expose(), &["ana", PASSWORD])
            .await,
    );
    let hashes = house.hashes();
    assert!(is_stale(
        &house
            .submit(running.token.expose(), &["ana", PASSWORD])
            .await
    ));
    assert_eq!(house.hashes(), hashes, "nothing is hashed for a replay");
    let events = house.audited().await;
    let started = events.iter().filter(|(name, _)| name == "session.started");
    assert_eq!(started.count(), 1);
}

async fn attack_of_two_submissions_at_once_one_counts(house: House) {
    house.user("ana").await;
    let house = Arc::new(house);
    for password in [PASSWORD, "not it"] {
        let running = house.start(Start::default()).await;
        let token = running.token.expose().clone();
        let tasks: Vec<_> = (0..8)
            .map(|_| {
                let (house, token) = (Arc::clone(&house), token.clone());
                tokio::spawn(async move { house.submit(&token, &["ana", password]).await })
            })
            .collect();
        let mut counted = 0;
        for task in tasks {
            counted += usize::from(!is_stale(&task.await.unwrap()));
        }
        assert_eq!(counted, 1, "{password}");
    }
    let events = house.audited().await;
    let count = |wanted: &str| events.iter().filter(|(name, _)| name == wanted).count();
    assert_eq!((count("signin.succeeded"), count("signin.failed")), (1, 1));
}

async fn attack_a_forged_token_opens_no_run(house: House) {
    house.user("ana").await;
    let running = house.start(Start::default()).await;
    let token = running.token.expose();
    let (bearer, version) = token.rsplit_once('.').unwrap();
    let (id, secret) = bearer.split_once('.').unwrap();
    let flipped = if secret.starts_with('A') { "B" } else { "A" };
    let forged = [
        String::new(),
        "run_".to_owned(),
        bearer.to_owned(),
        format!("{id}.{flipped}{}.{version}", &secret[1..]),
        format!("{id}..{version}"),
        format!("{bearer}.-{version}"),
        format!("{bearer}.+{version}"),
        format!("{bearer}.99999999999999999999"),
        format!("{}.{secret}.{version}", id.replace("run_", "ses_")),
        format!("{token}.{version}"),
    ];
    for token in forged {
        assert!(
            is_stale(&house.submit(&token, &["ana", PASSWORD]).await),
            "{token}"
        );
        let shown = house.engine.show(&house.cx(), &token).await.unwrap();
        assert!(shown.is_none(), "{token}");
    }
    assert!(is_stale(
        &house
            .submit(&format!("{bearer}.2"), &["ana", PASSWORD])
            .await
    ));
    done(house.submit(token, &["ana", PASSWORD]).await);
}

async fn attack_a_run_of_another_realm_cannot_be_used(house: House) {
    house.user("ana").await;
    let running = house.start(Start::default()).await;
    let platform = &house.world.platform;
    let evil = testing::add_realm(platform, "evil", Some(house.world.root.id))
        .await
        .unwrap();
    let cx = Cx::new(
        Arc::clone(platform),
        evil,
        Actor::Anonymous,
        Default::default(),
    );
    let token = running.token.expose();
    let progress = house
        .engine
        .submit(&cx, token, |step| read(step, &["ana", PASSWORD]))
        .await;
    assert!(is_stale(&progress.unwrap()));
    assert!(house.engine.show(&cx, token).await.unwrap().is_none());
}

async fn attack_a_step_cannot_be_submitted_after_its_time(house: House) {
    house.user("ana").await;
    let running = house.start(Start::default()).await;
    house.world.clock.advance_seconds(599);
    let running = show(
        house
            .submit(running.token.expose(), &["ana", "not it"])
            .await,
    );
    house.world.clock.advance_seconds(1);
    assert_eq!(house.cx().now, running.expires_at);
    assert!(is_stale(
        &house
            .submit(running.token.expose(), &["ana", PASSWORD])
            .await
    ));
    assert!(
        house
            .engine
            .show(&house.cx(), running.token.expose())
            .await
            .unwrap()
            .is_none()
    );
}

async fn attack_an_earlier_step_cannot_be_submitted_again(house: House) {
    house.user("ana").await;
    let first = house.start(Start::default()).await;
    let second = show(house.submit(first.token.expose(), &["ana", "not it"]).await);
    assert_ne!(first.token.expose(), second.token.expose());
    assert!(is_stale(
        &house.submit(first.token.expose(), &["ana", PASSWORD]).await
    ));
    let shown = house
        .engine
        .show(&house.cx(), first.token.expose())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(shown.token.expose(), second.token.expose());
    done(house.submit(shown.token.expose(), &["ana", PASSWORD]).await);
}

async fn attack_what_was_not_asked_is_not_taken(house: House) {
    let ana = house.user("ana").await;
    house.user("bob").await;
    let ask = json!({"message": {"en": "Go on?"}});
    let after = [(
        "ask",
        "MessageNode",
        json!({"true": "success", "false": "failure"}),
        ask,
    )];
    house.journey(signing_in("Asking", &after)).await.unwrap();
    let running = house.run_of("Asking").await;
    let running = show(
        house
            .submit(running.token.expose(), &["ana", PASSWORD])
            .await,
    );
    let cx = house.cx();
    // The form of the first step, sent to the second: a name and a password where a button was asked for.
    let refused = house
        .engine
        .submit(&cx, running.token.expose(), |step| {
            read(step, &["bob", PASSWORD])
        })
        .await;
    assert!(refused.is_err());
    let end = done(house.submit(running.token.expose(), &["0"]).await);
    assert_eq!(end.session.user, ana);
}

async fn no_password_is_kept_with_a_run(house: House) {
    house.user("ana").await;
    let running = house.start(Start::default()).await;
    show(
        house
            .submit(running.token.expose(), &["ana", "hunter2hunter2"])
            .await,
    );
    for (state, sealed) in rows(&house).await {
        assert!(!state.contains("hunter2"), "{state}");
        assert_eq!(sealed, None);
    }
}

async fn a_password_that_must_wait_is_sealed_and_bound_to_its_run(house: House) {
    house.user("ana").await;
    let two_pages = journey(
        "TwoPages",
        &[
            ("secret", "PasswordCollectorNode", then("name"), json!({})),
            ("name", "UsernameCollectorNode", then("check"), json!({})),
            (
                "check",
                "IdentityStoreDecisionNode",
                crate::base::check("success", "failure"),
                json!({}),
            ),
        ],
    );
    house.journey(two_pages).await.unwrap();
    let first = house.run_of("TwoPages").await;
    let first = show(house.submit(first.token.expose(), &[PASSWORD]).await);
    let other = house.run_of("TwoPages").await;
    let other = show(house.submit(other.token.expose(), &["not it"]).await);
    let kept = rows(&house).await;
    assert_eq!(kept.len(), 2);
    for (state, sealed) in &kept {
        assert!(!state.contains("horse") && !sealed.as_ref().unwrap().contains("horse"));
    }
    // Somebody who can write to the database moves the sealed password into another run.
    let cx = house.cx();
    let mut tx = cx.db().begin().await.unwrap();
    let id = |token: &str| token.split('.').next().unwrap().to_owned();
    tx.execute(
        "UPDATE auth_runs SET sealed = (SELECT a.sealed FROM auth_runs a WHERE a.id = $1) WHERE id = $2",
        params![id(first.token.expose()), id(other.token.expose())],
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    let moved = house
        .engine
        .submit(&cx, other.token.expose(), |step| read(step, &["ana"]))
        .await;
    assert!(moved.is_err());
    done(house.submit(first.token.expose(), &["ana"]).await);
}

async fn runs_that_ended_keep_nothing_and_are_swept(house: House) {
    house.user("ana").await;
    done(house.sign_in("ana", PASSWORD).await);
    assert_eq!(rows(&house).await, [(String::new(), None)]);
    house.world.clock.advance_seconds(2 * 86_400 + 7_200);
    let swept = durward_store::expiry::sweep(house.cx().db(), house.cx().now, 10)
        .await
        .unwrap();
    let count = |table: &str| swept.iter().find(|(name, _)| *name == table).unwrap().1;
    assert_eq!((count("auth_runs"), count("sessions")), (1, 1));
}

/// The state and the sealed state of every run.
async fn rows(house: &House) -> Vec<(String, Option<String>)> {
    let mut tx = house.cx().db().read().await.unwrap();
    let rows = tx
        .query("SELECT state, sealed FROM auth_runs ORDER BY id", params![])
        .await
        .unwrap();
    rows.iter()
        .map(|row| (row.get(0).unwrap(), row.get(1).unwrap()))
        .collect()
}
