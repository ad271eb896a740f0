//! Journeys as documents.

use durward_signin::kind::JourneyKind;
use durward_store::{Error, ErrorKind};
use serde_json::{Value, json};

use crate::base::{House, PASSWORD, check, done, journey, on_every_database, signing_in, then};

on_every_database!(
    a_journey_is_refused_with_the_path_of_what_is_wrong,
    settings_of_a_node_are_checked_when_the_journey_is_saved,
    a_journey_may_not_enter_itself_by_way_of_others,
    a_journey_enters_only_what_is_there,
    a_document_called_login_takes_the_place_of_the_built_in_one,
    a_document_has_any_identifier_but_one_name,
    saving_the_same_again_changes_nothing,
);

fn inner(name: &str, tree: &str) -> Value {
    let connections = json!({"true": "success", "false": "failure"});
    journey(
        name,
        &[(
            "in",
            "InnerTreeEvaluatorNode",
            connections,
            json!({"tree": tree}),
        )],
    )
}

async fn refused(house: &House, body: Value) -> (String, String) {
    match house.journey(body).await {
        Err(Error {
            kind: ErrorKind::Invalid(field),
            public,
            ..
        }) => (field, public),
        other => panic!("{other:?}"),
    }
}

async fn a_journey_is_refused_with_the_path_of_what_is_wrong(house: House) {
    let mut unknown = signing_in("Odd", &[]);
    unknown["colour"] = json!("red");
    assert!(refused(&house, unknown).await.1.contains("colour"));
    let mut odd = signing_in("Odd", &[]);
    odd["nodes"]["check"]["nodeType"] = json!("NoSuchNode");
    assert_eq!(refused(&house, odd).await.0, "nodes.check.nodeType");
    let mut loose = signing_in("Odd", &[]);
    loose["nodes"]["check"]["connections"] = json!({"TRUE": "nowhere"});
    let (field, message) = refused(&house, loose).await;
    assert!(field.starts_with("nodes.check.connections"), "{field}");
    assert!(
        message.lines().count() > 1,
        "everything that is wrong is said: {message}"
    );
}

async fn settings_of_a_node_are_checked_when_the_journey_is_saved(house: House) {
    let limit = |settings: Value| {
        journey(
            "Odd",
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
                    settings,
                ),
            ],
        )
    };
    house.journey(limit(json!({}))).await.unwrap();
    for wrong in [
        json!({"retryLimit": 0}),
        json!({"retryLimit": 101}),
        json!({"retryLimit": "3"}),
    ] {
        assert_eq!(
            refused(&house, limit(wrong)).await.0,
            "nodeConfig.limit.retryLimit"
        );
    }
    let (field, message) = refused(&house, limit(json!({"retries": 3}))).await;
    assert!(
        field.starts_with("nodeConfig.limit") && message.contains("retries"),
        "{field}: {message}"
    );
    let odd = [
        (
            "MessageNode",
            json!({"true": "success", "false": "failure"}),
            json!({}),
        ),
        (
            "MessageNode",
            json!({"true": "success", "false": "failure"}),
            json!({"message": {"not a tag": "x"}}),
        ),
        (
            "ChoiceCollectorNode",
            json!({}),
            json!({"prompt": "?", "choices": []}),
        ),
        (
            "ChoiceCollectorNode",
            json!({"a": "success"}),
            json!({"prompt": "?", "choices": ["a", "a"]}),
        ),
        (
            "ChoiceCollectorNode",
            json!({"a": "success"}),
            json!({"prompt": "?", "choices": ["a"], "defaultChoice": "b"}),
        ),
        (
            "SetSessionPropertiesNode",
            then("success"),
            json!({"properties": {}}),
        ),
        (
            "AccountLockoutNode",
            then("success"),
            json!({"lockAction": "lock"}),
        ),
        (
            "ValidatedUsernameNode",
            then("success"),
            json!({"usernameAttribute": "mail"}),
        ),
        (
            "UsernameCollectorNode",
            then("success"),
            json!({"anything": 1}),
        ),
    ];
    for (node_type, connections, settings) in odd {
        let body = journey("Odd", &[("odd", node_type, connections, settings.clone())]);
        let (field, _) = refused(&house, body).await;
        assert!(
            field.starts_with("nodeConfig.odd"),
            "{node_type} {settings}: {field}"
        );
    }
}

async fn a_journey_may_not_enter_itself_by_way_of_others(house: House) {
    house.journey(signing_in("A", &[])).await.unwrap();
    house.journey(inner("B", "A")).await.unwrap();
    let (field, _) = refused(&house, inner("A", "B")).await;
    assert_eq!(field, "nodeConfig.in.tree");
    let (field, _) = refused(&house, inner("A", "A")).await;
    assert_eq!(field, "nodeConfig.in.tree");
}

async fn a_journey_enters_only_what_is_there(house: House) {
    let (field, _) = refused(&house, inner("A", "Nowhere")).await;
    assert_eq!(field, "nodeConfig.in.tree");
    house.journey(inner("A", "Login")).await.unwrap();
}

async fn a_document_called_login_takes_the_place_of_the_built_in_one(house: House) {
    house.user("ana").await;
    let settings = json!({"properties": {"own": "yes"}});
    let after = [("set", "SetSessionPropertiesNode", then("success"), settings)];
    assert!(house.session("ana").await.session.properties.is_empty());
    house.journey(signing_in("Login", &after)).await.unwrap();
    assert_eq!(house.session("ana").await.session.properties["own"], "yes");
}

async fn a_document_has_any_identifier_but_one_name(house: House) {
    house.user("ana").await;
    let body = signing_in("Named", &[]);
    house
        .document(&JourneyKind, None, body.clone())
        .await
        .unwrap();
    let running = house.run_of("Named").await;
    done(
        house
            .submit(running.token.expose(), &["ana", PASSWORD])
            .await,
    );
    let taken = house.document(&JourneyKind, None, body).await.unwrap_err();
    assert_eq!(taken.kind, ErrorKind::Conflict);
}

async fn saving_the_same_again_changes_nothing(house: House) {
    assert_eq!(house.journey(signing_in("Same", &[])).await.unwrap(), 1);
    assert_eq!(house.journey(signing_in("Same", &[])).await.unwrap(), 1);
}
