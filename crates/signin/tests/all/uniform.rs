//! Strangers do not learn who has an account.

use durward_journey::callback::Callback;
use durward_model::user::UserStatus;
use durward_signin::journeys::Progress;
use serde_json::json;

use crate::base::{House, PASSWORD, failed, journey, on_every_database, show, then};

on_every_database!(
    attack_an_unknown_name_is_answered_as_a_wrong_password_is,
    attack_a_locked_account_is_answered_as_a_wrong_password_is,
    attack_an_inactive_account_is_answered_as_a_wrong_password_is,
    attack_the_end_of_a_run_does_not_tell_either,
    a_journey_may_tell_of_locks_but_never_of_the_password,
);

/// What a stranger sees of an answer: everything but the token and the challenge, which are new each time.
fn seen(progress: &Progress) -> String {
    match progress {
        Progress::Show(running) => {
            let mut step = running.step.clone();
            for prompt in &mut step.prompts {
                if let Callback::Metadata { data } = &mut prompt.callback {
                    data.remove("challenge");
                }
            }
            format!("{step:?}")
        }
        Progress::Failed(failed) => format!("{failed:?}"),
        other => panic!("{other:?}"),
    }
}

/// What a stranger sees and how many hashes were made for it.
async fn watch(house: &House, name: &str, password: &str) -> (String, u64) {
    let before = house.hashes();
    let progress = house.sign_in(name, password).await;
    let spelled = name.escape_debug().to_string();
    (
        seen(&progress).replace(&spelled, "NAME"),
        house.hashes() - before,
    )
}

async fn attack_an_unknown_name_is_answered_as_a_wrong_password_is(house: House) {
    house.user("ana").await;
    let known = watch(&house, "ana", "not it").await;
    assert_eq!(known.1, 1);
    for name in ["bob", "bob@acme.example", "\u{202e}", &"x".repeat(200)] {
        assert_eq!(watch(&house, name, "not it").await, known, "{name}");
    }
}

async fn attack_a_locked_account_is_answered_as_a_wrong_password_is(house: House) {
    house.user("ana").await;
    house.user("bob").await;
    house
        .service("authentication", json!({"loginFailureCount": 1}))
        .await;
    let wrong = watch(&house, "bob", "not it").await;
    assert_eq!(watch(&house, "ana", "not it").await, wrong);
    for password in ["not it", PASSWORD] {
        assert_eq!(watch(&house, "ana", password).await, wrong, "{password}");
    }
    let audited = house.audited().await;
    assert!(audited.contains(&("signin.failed".to_owned(), "locked".to_owned())));
}

async fn attack_an_inactive_account_is_answered_as_a_wrong_password_is(house: House) {
    house.user("ana").await;
    let wrong = watch(&house, "ana", "not it").await;
    let bob = house.user("bob").await;
    let cx = house.world.cx();
    let mut tx = cx.db().begin().await.unwrap();
    durward_identity::users::set_status(&cx, &mut tx, bob, UserStatus::Inactive)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    for password in ["not it", PASSWORD] {
        assert_eq!(watch(&house, "bob", password).await, wrong, "{password}");
    }
    let audited = house.audited().await;
    assert!(audited.contains(&("signin.failed".to_owned(), "inactive".to_owned())));
}

async fn attack_the_end_of_a_run_does_not_tell_either(house: House) {
    house.user("ana").await;
    let mut ends = Vec::new();
    for name in ["ana", "bob"] {
        let mut running = show(house.sign_in(name, "not it").await);
        for _ in 0..3 {
            running = show(
                house
                    .submit(running.token.expose(), &[name, "not it"])
                    .await,
            );
        }
        let before = house.hashes();
        let end = failed(
            house
                .submit(running.token.expose(), &[name, "not it"])
                .await,
        );
        ends.push((format!("{end:?}"), house.hashes() - before));
    }
    assert_eq!(ends[0], ends[1]);
}

async fn a_journey_may_tell_of_locks_but_never_of_the_password(house: House) {
    house.user("ana").await;
    house
        .service("authentication", json!({"loginFailureCount": 1}))
        .await;
    let outcomes = json!({"TRUE": "success", "FALSE": "failure", "LOCKED": "told", "EXPIRED": "failure", "CANCELLED": "failure"});
    let telling = journey(
        "Telling",
        &[
            (
                "page",
                "PageNode",
                then("check"),
                crate::base::credentials_page(),
            ),
            (
                "check",
                "IdentityStoreDecisionNode",
                outcomes,
                json!({"tellLocked": true}),
            ),
            (
                "told",
                "MessageNode",
                json!({"true": "failure", "false": "failure"}),
                json!({"message": {"en": "Locked."}}),
            ),
        ],
    );
    house.journey(telling).await.unwrap();
    show(house.sign_in("ana", "not it").await);
    let mut answers = Vec::new();
    for password in ["not it", PASSWORD] {
        let running = house.run_of("Telling").await;
        let before = house.hashes();
        let told = house
            .submit(running.token.expose(), &["ana", password])
            .await;
        answers.push((seen(&told), house.hashes() - before));
    }
    assert_eq!(answers[0], answers[1]);
    assert!(answers[0].0.contains("signin-locked"));
}
