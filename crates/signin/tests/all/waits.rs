//! Waiting, and where people go in the end.

use durward_journey::callback::Callback;
use durward_signin::journeys::Running;
use serde_json::{Value, json};

use crate::base::{
    House, PASSWORD, done, failed, on_every_database, show, signing_in, then, types,
};

on_every_database!(
    a_wait_ends_when_its_time_is_over,
    who_does_not_want_to_wait_leaves,
    attack_a_client_that_asks_too_often_is_sent_away,
    a_journey_says_where_people_go,
);

async fn waiting(house: &House, config: Value, outcomes: Value) -> Running {
    house.user("ana").await;
    let after = [("wait", "PollingWaitNode", outcomes, config)];
    house.journey(signing_in("Waiting", &after)).await.unwrap();
    let running = house.run_of("Waiting").await;
    let token = running.token.expose();
    show(house.submit(token, &["ana", PASSWORD]).await)
}

fn left(running: &Running) -> u32 {
    match &running.step.prompts[0].callback {
        Callback::PollingWait { wait_ms, .. } => *wait_ms,
        other => panic!("a wait was expected: {other:?}"),
    }
}

async fn a_wait_ends_when_its_time_is_over(house: House) {
    let config = json!({"secondsToWait": 10, "waitingMessage": {"en": "A moment."}});
    let running = waiting(&house, config, json!({"DONE": "success"})).await;
    assert_eq!(types(&running.step), ["PollingWaitCallback"]);
    assert_eq!(left(&running), 10_000);
    house.world.clock.advance_seconds(4);
    let running = show(house.submit(running.token.expose(), &[]).await);
    assert_eq!(left(&running), 6_000, "the wait does not begin anew");
    house.world.clock.advance_seconds(6);
    done(house.submit(running.token.expose(), &[]).await);
}

async fn who_does_not_want_to_wait_leaves(house: House) {
    let config = json!({"exitable": true});
    let outcomes = json!({"DONE": "success", "EXITED": "failure"});
    let running = waiting(&house, config, outcomes).await;
    let asked = ["PollingWaitCallback", "ConfirmationCallback"];
    assert_eq!(types(&running.step), asked);
    let running = show(house.submit(running.token.expose(), &[]).await);
    failed(house.submit(running.token.expose(), &["0"]).await);
}

async fn attack_a_client_that_asks_too_often_is_sent_away(house: House) {
    let config = json!({"spamDetectionEnabled": true, "spamDetectionTolerance": 2});
    let outcomes = json!({"DONE": "success", "SPAM": "failure"});
    let mut running = waiting(&house, config, outcomes).await;
    for _ in 0..2 {
        running = show(house.submit(running.token.expose(), &[]).await);
    }
    failed(house.submit(running.token.expose(), &[]).await);
}

async fn a_journey_says_where_people_go(house: House) {
    house.user("ana").await;
    let good = json!({"successUrl": "https://shop.example/welcome"});
    let bad = json!({"failureUrl": "/realms/acme/help"});
    let ask = json!({"message": {"en": "Go on?"}});
    let after = [
        ("good", "SetSuccessUrlNode", then("bad"), good),
        ("bad", "SetFailureUrlNode", then("ask"), bad),
        (
            "ask",
            "MessageNode",
            json!({"true": "success", "false": "failure"}),
            ask,
        ),
    ];
    house.journey(signing_in("Leading", &after)).await.unwrap();
    let at_the_question = async || {
        let running = house.run_of("Leading").await;
        let token = running.token.expose();
        show(house.submit(token, &["ana", PASSWORD]).await)
    };
    let running = at_the_question().await;
    let end = done(house.submit(running.token.expose(), &["0"]).await);
    assert_eq!(end.goto.as_deref(), Some("https://shop.example/welcome"));
    let running = at_the_question().await;
    let end = failed(house.submit(running.token.expose(), &["1"]).await);
    assert_eq!(end.failure_url.as_deref(), Some("/realms/acme/help"));
}
