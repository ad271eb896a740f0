//! What each node does in a journey.

use std::collections::BTreeSet;

use durward_journey::message::Message;
use durward_signin::nodes::schemas;
use serde_json::{Value, json};

use crate::base::{
    House, PASSWORD, check, done, failed, journey, on_every_database, show, signing_in, then, types,
};

on_every_database!(
    a_choice_decides_where_the_journey_goes,
    a_message_asks_yes_or_no,
    a_retry_limit_counts_within_one_run,
    session_properties_are_in_the_session,
    an_inner_journey_goes_on_where_it_was_entered,
    name_and_password_may_be_asked_on_two_pages,
    a_new_password_must_meet_the_policy,
    a_journey_that_finds_nobody_signs_nobody_in,
);

async fn a_choice_decides_where_the_journey_goes(house: House) {
    house.user("ana").await;
    let settings =
        json!({"prompt": "Which way?", "choices": ["in", "out"], "defaultChoice": "out"});
    let after = [(
        "choose",
        "ChoiceCollectorNode",
        json!({"in": "success", "out": "failure"}),
        settings,
    )];
    house.journey(signing_in("Choosing", &after)).await.unwrap();
    let mut ends = Vec::new();
    for choice in ["0", "1"] {
        let running = house.run_of("Choosing").await;
        let running = show(
            house
                .submit(running.token.expose(), &["ana", PASSWORD])
                .await,
        );
        assert_eq!(types(&running.step), ["ChoiceCallback"]);
        let again = show(house.submit(running.token.expose(), &[]).await);
        assert_eq!(again.step.notice, Some(Message::key("signin-choose")));
        ends.push(house.submit(again.token.expose(), &[choice]).await);
    }
    failed(ends.pop().unwrap());
    done(ends.pop().unwrap());
}

async fn a_message_asks_yes_or_no(house: House) {
    house.user("ana").await;
    let settings =
        json!({"message": {"en": "Go on?", "nl": "Doorgaan?"}, "messageYes": {"en": "Sure"}});
    let after = [(
        "ask",
        "MessageNode",
        json!({"true": "success", "false": "failure"}),
        settings,
    )];
    house.journey(signing_in("Asking", &after)).await.unwrap();
    let running = house.run_of("Asking").await;
    let running = show(
        house
            .submit(running.token.expose(), &["ana", PASSWORD])
            .await,
    );
    assert_eq!(
        types(&running.step),
        ["TextOutputCallback", "ConfirmationCallback"]
    );
    failed(house.submit(running.token.expose(), &["1"]).await);
    let running = house.run_of("Asking").await;
    let running = show(
        house
            .submit(running.token.expose(), &["ana", PASSWORD])
            .await,
    );
    done(house.submit(running.token.expose(), &["0"]).await);
}

async fn a_retry_limit_counts_within_one_run(house: House) {
    house.user("ana").await;
    let two = journey(
        "Two",
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
                check("success", "limit"),
                json!({}),
            ),
            (
                "limit",
                "RetryLimitDecisionNode",
                json!({"Retry": "page", "Reject": "failure"}),
                json!({"retryLimit": 2}),
            ),
        ],
    );
    house.journey(two).await.unwrap();
    for _ in 0..2 {
        let running = house.run_of("Two").await;
        let running = show(
            house
                .submit(running.token.expose(), &["ana", "not it"])
                .await,
        );
        failed(
            house
                .submit(running.token.expose(), &["ana", "not it"])
                .await,
        );
    }
}

async fn session_properties_are_in_the_session(house: House) {
    house.user("ana").await;
    let settings = json!({"properties": {"department": "sales"}});
    let after = [("set", "SetSessionPropertiesNode", then("success"), settings)];
    house.journey(signing_in("Setting", &after)).await.unwrap();
    let running = house.run_of("Setting").await;
    let end = done(
        house
            .submit(running.token.expose(), &["ana", PASSWORD])
            .await,
    );
    assert_eq!(end.session.properties["department"], "sales");
    assert_eq!(end.session.journey, "Setting");
}

async fn an_inner_journey_goes_on_where_it_was_entered(house: House) {
    house.user("ana").await;
    let outer = journey(
        "Outer",
        &[
            (
                "inner",
                "InnerTreeEvaluatorNode",
                json!({"true": "set", "false": "failure"}),
                json!({"tree": "Login"}),
            ),
            (
                "set",
                "SetSessionPropertiesNode",
                then("success"),
                json!({"properties": {"by": "outer"}}),
            ),
        ],
    );
    house.journey(outer).await.unwrap();
    let running = house.run_of("Outer").await;
    let running = show(
        house
            .submit(running.token.expose(), &["ana", "not it"])
            .await,
    );
    let end = done(
        house
            .submit(running.token.expose(), &["ana", PASSWORD])
            .await,
    );
    assert_eq!(end.session.properties["by"], "outer");
    assert_eq!(end.session.journey, "Outer");
}

async fn name_and_password_may_be_asked_on_two_pages(house: House) {
    house.user("ana").await;
    let two_pages = journey(
        "TwoPages",
        &[
            (
                "name",
                "ValidatedUsernameNode",
                then("secret"),
                json!({"usernameAttribute": "userName"}),
            ),
            (
                "secret",
                "ValidatedPasswordNode",
                then("check"),
                json!({"validateInput": false}),
            ),
            (
                "check",
                "IdentityStoreDecisionNode",
                check("success", "failure"),
                json!({}),
            ),
        ],
    );
    house.journey(two_pages).await.unwrap();
    let running = house.run_of("TwoPages").await;
    assert_eq!(types(&running.step), ["NameCallback"]);
    let running = show(house.submit(running.token.expose(), &["ana"]).await);
    assert_eq!(types(&running.step), ["PasswordCallback"]);
    done(house.submit(running.token.expose(), &[PASSWORD]).await);
}

async fn a_new_password_must_meet_the_policy(house: House) {
    let new = journey(
        "New",
        &[
            (
                "name",
                "ValidatedUsernameNode",
                then("secret"),
                json!({"validateInput": true}),
            ),
            (
                "secret",
                "ValidatedPasswordNode",
                then("success"),
                json!({"validateInput": true}),
            ),
        ],
    );
    house.journey(new).await.unwrap();
    let running = house.run_of("New").await;
    assert_eq!(types(&running.step), ["ValidatedCreateUsernameCallback"]);
    let running = show(house.submit(running.token.expose(), &["  "]).await);
    assert_eq!(types(&running.step), ["ValidatedCreateUsernameCallback"]);
    let running = show(house.submit(running.token.expose(), &["carla"]).await);
    assert_eq!(types(&running.step), ["ValidatedCreatePasswordCallback"]);
    let mut running = running;
    for refused in ["short", "carla-carla", "password123"] {
        running = show(house.submit(running.token.expose(), &[refused]).await);
        let asked = types(&running.step);
        assert_eq!(asked, ["ValidatedCreatePasswordCallback"], "{refused}");
    }
}

async fn a_journey_that_finds_nobody_signs_nobody_in(house: House) {
    let asking = journey(
        "Nobody",
        &[("name", "UsernameCollectorNode", then("success"), json!({}))],
    );
    house.journey(asking).await.unwrap();
    let running = house.run_of("Nobody").await;
    failed(house.submit(running.token.expose(), &["ana"]).await);
}

#[test]
fn every_node_type_says_its_settings() {
    let all: Vec<(&str, Value)> = schemas().collect();
    let names: BTreeSet<&str> = all.iter().map(|(name, _)| *name).collect();
    assert_eq!(names.len(), all.len());
    for wanted in [
        "PageNode",
        "InnerTreeEvaluatorNode",
        "IdentityStoreDecisionNode",
    ] {
        assert!(names.contains(wanted));
    }
    for (name, schema) in all {
        assert_eq!(schema["type"], "object", "{name}");
        assert_eq!(schema["additionalProperties"], false, "{name}");
    }
}
