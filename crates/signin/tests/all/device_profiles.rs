//! Devices by what they say of themselves.

use serde_json::{Value, json};

use crate::base::{House, PASSWORD, done, on_every_database, show, signing_in, then, types};

on_every_database!(
    a_device_is_known_again_once_it_was_remembered,
    a_device_that_changed_too_much_or_was_away_too_long_is_not_the_same,
    a_device_of_somebody_else_is_unknown,
    a_device_far_from_where_it_was_is_noticed,
    attack_a_client_that_describes_nothing_or_too_much_is_an_unknown_device,
    only_so_many_devices_are_remembered,
);

/// Collects, decides, remembers the device and how it was decided.
async fn house_with(house: &House, node_type: &str, config: Value) {
    let set = |decided: &str| json!({"properties": {"decided": decided}});
    let collect = json!({"deviceLocation": true});
    let outcomes = json!({"true": "is-true", "false": "is-false", "unknownDevice": "is-unknown"});
    let after = [
        (
            "collect",
            "DeviceProfileCollectorNode",
            then("decide"),
            collect,
        ),
        ("decide", node_type, outcomes, config),
        (
            "is-true",
            "SetSessionPropertiesNode",
            then("save"),
            set("true"),
        ),
        (
            "is-false",
            "SetSessionPropertiesNode",
            then("success"),
            set("false"),
        ),
        (
            "is-unknown",
            "SetSessionPropertiesNode",
            then("save"),
            set("unknown"),
        ),
        (
            "save",
            "DeviceSaveNode",
            then("success"),
            json!({"maxSavedProfiles": 2}),
        ),
    ];
    house.journey(signing_in("Devices", &after)).await.unwrap();
}

async fn decided(house: &House, who: &str, said: &str) -> String {
    let running = house.run_of("Devices").await;
    let token = running.token.expose();
    let running = show(house.submit(token, &[who, PASSWORD]).await);
    assert_eq!(types(&running.step), ["DeviceProfileCallback"]);
    let end = done(house.submit(running.token.expose(), &[said]).await);
    end.session.properties["decided"].clone()
}

fn device(identifier: &str, width: i64, latitude: f64) -> String {
    json!({
        "identifier": identifier,
        "alias": "Ana's telephone",
        "metadata": {"platform": "Linux", "display": {"width": width, "height": 2}},
        "location": {"latitude": latitude, "longitude": 4.35}
    })
    .to_string()
}

async fn a_device_is_known_again_once_it_was_remembered(house: House) {
    house.user("ana").await;
    house_with(&house, "DeviceMatchNode", json!({})).await;
    assert_eq!(
        decided(&house, "ana", &device("d1", 1, 50.0)).await,
        "unknown"
    );
    assert_eq!(decided(&house, "ana", &device("d1", 1, 50.0)).await, "true");
    assert_eq!(
        decided(&house, "ana", &device("d2", 1, 50.0)).await,
        "unknown"
    );
}

async fn a_device_that_changed_too_much_or_was_away_too_long_is_not_the_same(house: House) {
    house.user("ana").await;
    house_with(&house, "DeviceMatchNode", json!({"expiration": 1})).await;
    decided(&house, "ana", &device("d1", 1, 50.0)).await;
    assert_eq!(
        decided(&house, "ana", &device("d1", 9, 50.0)).await,
        "false"
    );
    house_with(
        &house,
        "DeviceMatchNode",
        json!({"acceptableVariance": 1, "expiration": 1}),
    )
    .await;
    assert_eq!(decided(&house, "ana", &device("d1", 9, 50.0)).await, "true");
    house.world.clock.advance_seconds(86_401);
    assert_eq!(
        decided(&house, "ana", &device("d1", 9, 50.0)).await,
        "false"
    );
}

async fn a_device_of_somebody_else_is_unknown(house: House) {
    house.user("ana").await;
    house.user("bo").await;
    house_with(&house, "DeviceMatchNode", json!({})).await;
    decided(&house, "ana", &device("d1", 1, 50.0)).await;
    assert_eq!(
        decided(&house, "bo", &device("d1", 1, 50.0)).await,
        "unknown"
    );
}

async fn a_device_far_from_where_it_was_is_noticed(house: House) {
    house.user("ana").await;
    house_with(&house, "DeviceLocationMatchNode", json!({"distance": 100})).await;
    decided(&house, "ana", &device("d1", 1, 50.0)).await;
    assert_eq!(decided(&house, "ana", &device("d1", 1, 50.5)).await, "true");
    assert_eq!(
        decided(&house, "ana", &device("d1", 1, 52.0)).await,
        "false"
    );
}

async fn attack_a_client_that_describes_nothing_or_too_much_is_an_unknown_device(house: House) {
    house.user("ana").await;
    house_with(&house, "DeviceMatchNode", json!({})).await;
    decided(&house, "ana", &device("d1", 1, 50.0)).await;
    let long = json!({"identifier": "d1", "metadata": {"x": "y".repeat(4000)}}).to_string();
    for said in ["", "{}", "d1", r#"{"identifier": 7}"#, long.as_str()] {
        assert_eq!(decided(&house, "ana", said).await, "unknown", "{said}");
    }
}

async fn only_so_many_devices_are_remembered(house: House) {
    house.user("ana").await;
    house_with(&house, "DeviceMatchNode", json!({})).await;
    for identifier in ["d1", "d2", "d3"] {
        house.world.clock.advance_seconds(1);
        decided(&house, "ana", &device(identifier, 1, 50.0)).await;
    }
    assert_eq!(decided(&house, "ana", &device("d3", 1, 50.0)).await, "true");
    assert_eq!(
        decided(&house, "ana", &device("d1", 1, 50.0)).await,
        "unknown"
    );
}
