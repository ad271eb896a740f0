//! A journey that changes while somebody is in the middle of it.

use durward_signin::kind::JourneyKind;
use durward_store::documents::{self, Expect};
use serde_json::{Value, json};

use crate::base::{
    House, PASSWORD, done, failed, journey, on_every_database, show, signing_in, then,
};

on_every_database!(
    a_run_finishes_on_the_revision_it_began_with,
    a_run_survives_the_deletion_of_its_journey,
    a_run_of_the_built_in_journey_does_not_notice_that_it_was_replaced,
    a_run_keeps_the_inner_journeys_it_began_with,
    a_disabled_journey_starts_no_more,
    every_process_reads_former_revisions,
);

/// Name, then password, then a property.
fn two_pages(value: &str) -> Value {
    journey(
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
                crate::base::check("ask", "failure"),
                json!({}),
            ),
            (
                "ask",
                "MessageNode",
                json!({"true": "set", "false": "failure"}),
                json!({"message": {"en": "Go on?"}}),
            ),
            (
                "set",
                "SetSessionPropertiesNode",
                then("success"),
                json!({"properties": {"value": value}}),
            ),
        ],
    )
}

async fn halfway(house: &House, name: &str) -> String {
    let running = house.run_of(name).await;
    let running = show(
        house
            .submit(running.token.expose(), &["ana", PASSWORD])
            .await,
    );
    running.token.expose().clone()
}

async fn a_run_finishes_on_the_revision_it_began_with(house: House) {
    house.user("ana").await;
    house.journey(two_pages("old")).await.unwrap();
    let token = halfway(&house, "Two").await;
    house.journey(two_pages("new")).await.unwrap();
    let end = done(house.submit(&token, &["0"]).await);
    assert_eq!(end.session.properties["value"], "old");
    let token = halfway(&house, "Two").await;
    assert_eq!(
        done(house.submit(&token, &["0"]).await).session.properties["value"],
        "new"
    );
}

async fn a_run_survives_the_deletion_of_its_journey(house: House) {
    house.user("ana").await;
    house.journey(two_pages("old")).await.unwrap();
    let token = halfway(&house, "Two").await;
    let cx = house.world.cx();
    let mut tx = cx.db().begin().await.unwrap();
    documents::remove(&cx, &mut tx, &JourneyKind, "Two", Expect::Anything)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    house.world.platform.documents.forget_all();
    assert_eq!(
        done(house.submit(&token, &["0"]).await).session.properties["value"],
        "old"
    );
}

async fn a_run_of_the_built_in_journey_does_not_notice_that_it_was_replaced(house: House) {
    house.user("ana").await;
    let running = house.run_of("Login").await;
    let refuse = journey(
        "Login",
        &[(
            "ask",
            "MessageNode",
            json!({"true": "failure", "false": "success"}),
            json!({"message": {"en": "Closed."}}),
        )],
    );
    house.journey(refuse).await.unwrap();
    done(
        house
            .submit(running.token.expose(), &["ana", PASSWORD])
            .await,
    );
    let running = house.run_of("Login").await;
    failed(house.submit(running.token.expose(), &["0"]).await);
}

async fn a_run_keeps_the_inner_journeys_it_began_with(house: House) {
    house.user("ana").await;
    house.journey(two_pages("old")).await.unwrap();
    let connections = json!({"true": "success", "false": "failure"});
    let outer = journey(
        "Outer",
        &[(
            "in",
            "InnerTreeEvaluatorNode",
            connections,
            json!({"tree": "Two"}),
        )],
    );
    house.journey(outer).await.unwrap();
    let token = halfway(&house, "Outer").await;
    house.journey(two_pages("new")).await.unwrap();
    assert_eq!(
        done(house.submit(&token, &["0"]).await).session.properties["value"],
        "old"
    );
}

async fn a_disabled_journey_starts_no_more(house: House) {
    house.user("ana").await;
    house.journey(two_pages("old")).await.unwrap();
    let token = halfway(&house, "Two").await;
    let mut disabled = two_pages("old");
    disabled["enabled"] = json!(false);
    house.journey(disabled).await.unwrap();
    let start = durward_signin::journeys::Start {
        journey: Some("Two".to_owned()),
        ..Default::default()
    };
    assert!(house.engine.start(&house.cx(), start).await.is_err());
    done(house.submit(&token, &["0"]).await);
}

async fn every_process_reads_former_revisions(house: House) {
    house.user("ana").await;
    house.journey(two_pages("first")).await.unwrap();
    let first = halfway(&house, "Two").await;
    house.journey(two_pages("second")).await.unwrap();
    let second = halfway(&house, "Two").await;
    house.journey(signing_in("Two", &[])).await.unwrap();
    for (token, value) in [(first, "first"), (second, "second")] {
        assert_eq!(
            done(house.submit(&token, &["0"]).await).session.properties["value"],
            value
        );
    }
}
