//! Accounts lock after wrong passwords.

use std::sync::Arc;

use durward_signin::journeys::{Progress, Start};
use serde_json::json;

use crate::base::{House, PASSWORD, done, failed, journey, on_every_database, show, then};

on_every_database!(
    an_account_locks_after_so_many_failures_in_any_runs,
    a_right_password_begins_the_count_anew,
    the_default_journey_locks_the_account_it_gave_up_on,
    attack_guesses_at_the_same_moment_do_not_slip_past_the_lock,
    a_journey_can_unlock,
    without_locks_nothing_is_counted,
);

async fn fail(house: &House, name: &str) {
    show(house.sign_in(name, "not it").await);
}

async fn opens(house: &House) -> bool {
    matches!(house.sign_in("ana", PASSWORD).await, Progress::Done(_))
}

async fn an_account_locks_after_so_many_failures_in_any_runs(house: House) {
    house.user("ana").await;
    house
        .service("authentication", json!({"loginFailureCount": 3}))
        .await;
    for _ in 0..3 {
        fail(&house, "ana").await;
    }
    assert!(!opens(&house).await);
    house.world.clock.advance_seconds(5 * 60 - 1);
    assert!(!opens(&house).await);
    house.world.clock.advance_seconds(1);
    assert!(opens(&house).await);
}

async fn a_right_password_begins_the_count_anew(house: House) {
    house.user("ana").await;
    house
        .service("authentication", json!({"loginFailureCount": 3}))
        .await;
    for _ in 0..2 {
        fail(&house, "ana").await;
    }
    assert!(opens(&house).await);
    for _ in 0..2 {
        fail(&house, "ana@acme.example").await;
    }
    assert!(opens(&house).await);
}

async fn the_default_journey_locks_the_account_it_gave_up_on(house: House) {
    house.user("ana").await;
    let mut running = house.start(Start::default()).await;
    for _ in 0..4 {
        running = show(
            house
                .submit(running.token.expose(), &["ana", "not it"])
                .await,
        );
    }
    assert!(opens(&house).await, "four failures lock nothing");
    failed(
        house
            .submit(running.token.expose(), &["ana", "not it"])
            .await,
    );
    assert!(!opens(&house).await);
    house.world.clock.advance_seconds(5 * 60);
    assert!(opens(&house).await);
}

async fn attack_guesses_at_the_same_moment_do_not_slip_past_the_lock(house: House) {
    house.user("ana").await;
    house
        .service("authentication", json!({"loginFailureCount": 2}))
        .await;
    let house = Arc::new(house);
    let mut runs = Vec::new();
    for _ in 0..12 {
        runs.push(house.start(Start::default()).await.token.expose().clone());
    }
    let tasks: Vec<_> = runs
        .into_iter()
        .map(|token| {
            let house = Arc::clone(&house);
            tokio::spawn(async move { house.submit(&token, &["ana", "not it"]).await })
        })
        .collect();
    for task in tasks {
        show(task.await.unwrap());
    }
    assert!(!opens(&house).await);
    let events = house.audited().await;
    let locked = events.iter().filter(|(name, _)| name == "account.locked");
    assert_eq!(locked.count(), 1);
}

async fn a_journey_can_unlock(house: House) {
    house.user("ana").await;
    house
        .service("authentication", json!({"loginFailureCount": 1}))
        .await;
    fail(&house, "ana").await;
    let unlock = journey(
        "Unlock",
        &[
            ("name", "UsernameCollectorNode", then("unlock"), json!({})),
            (
                "unlock",
                "AccountLockoutNode",
                then("said"),
                json!({"lockAction": "UNLOCK"}),
            ),
            (
                "said",
                "MessageNode",
                json!({"true": "success", "false": "failure"}),
                json!({"message": {"en": "Done."}}),
            ),
        ],
    );
    house.journey(unlock).await.unwrap();
    let running = house.run_of("Unlock").await;
    show(house.submit(running.token.expose(), &["ana"]).await);
    done(house.sign_in("ana", PASSWORD).await);
}

async fn without_locks_nothing_is_counted(house: House) {
    house.user("ana").await;
    let off = json!({"loginFailureLockoutMode": false, "loginFailureCount": 1});
    house.service("authentication", off).await;
    for _ in 0..3 {
        fail(&house, "ana").await;
    }
    assert!(opens(&house).await);
}
