//! Attacks on accounts by locking them, and on the cookie that withstands it.

use durward_signin::journeys::{Progress, Start};
use durward_store::testing;
use serde_json::json;

use crate::base::{House, PASSWORD, done, on_every_database, show};

on_every_database!(
    attack_locking_an_account_leaves_its_owners_browser_alone,
    attack_a_known_browser_is_locked_out_by_its_own_failures,
    attack_a_cookie_counts_for_those_it_was_given_for,
    attack_a_cookie_that_is_not_ours_is_nobodys,
    a_browser_is_known_for_the_last_five_who_used_it,
    a_cookie_is_given_once_and_lasts_a_year,
);

async fn from(house: &House, device: &str, name: &str, password: &str) -> Progress {
    let running = house
        .start(Start {
            device: Some(device.to_owned()),
            ..Start::default()
        })
        .await;
    house
        .submit(running.token.expose(), &[name, password])
        .await
}

/// The cookie after a sign-in from a browser with `device`.
async fn cookie(house: &House, device: &str, name: &str) -> Option<String> {
    let end = done(from(house, device, name, PASSWORD).await);
    end.device.map(|device| device.expose().clone())
}

fn opens(progress: &Progress) -> bool {
    matches!(progress, Progress::Done(_))
}

async fn lock(house: &House) {
    show(house.sign_in("ana", "not it").await);
    assert!(!opens(&house.sign_in("ana", PASSWORD).await));
}

async fn one_failure_locks(house: &House) {
    let settings = json!({"loginFailureCount": 1});
    house.service("authentication", settings).await;
}

async fn attack_locking_an_account_leaves_its_owners_browser_alone(house: House) {
    house.user("ana").await;
    one_failure_locks(&house).await;
    let device = cookie(&house, "", "ana").await.unwrap();
    lock(&house).await;
    assert!(opens(&from(&house, &device, "ana", PASSWORD).await));
    assert!(
        !opens(&house.sign_in("ana", PASSWORD).await),
        "elsewhere it is still locked"
    );
}

async fn attack_a_known_browser_is_locked_out_by_its_own_failures(house: House) {
    house.user("ana").await;
    one_failure_locks(&house).await;
    let device = cookie(&house, "", "ana").await.unwrap();
    show(from(&house, &device, "ana", "not it").await);
    assert!(!opens(&from(&house, &device, "ana", PASSWORD).await));
    assert!(
        opens(&house.sign_in("ana", PASSWORD).await),
        "elsewhere it is not"
    );
}

async fn attack_a_cookie_counts_for_those_it_was_given_for(house: House) {
    house.user("ana").await;
    house.user("eve").await;
    one_failure_locks(&house).await;
    let device = cookie(&house, "", "eve").await.unwrap();
    show(from(&house, &device, "ana", "not it").await);
    assert!(!opens(&from(&house, &device, "ana", PASSWORD).await));
    assert!(!opens(&house.sign_in("ana", PASSWORD).await));
}

async fn attack_a_cookie_that_is_not_ours_is_nobodys(house: House) {
    house.user("ana").await;
    one_failure_locks(&house).await;
    let device = cookie(&house, "", "ana").await.unwrap();
    lock(&house).await;
    let platform = &house.world.platform;
    let evil = testing::add_realm(platform, "evil", Some(house.world.root.id))
        .await
        .unwrap();
    let mut elsewhere = house.cx();
    elsewhere.realm = evil;
    let plain = format!(
        "{{\"people\":[[\"{}\",\"x\"]],\"until\":9000000000000000}}",
        house.user("bob").await
    );
    let foreign = elsewhere
        .seal("known-device", plain.as_bytes())
        .await
        .unwrap()
        .0;
    let other_use = house
        .cx()
        .seal("journey-state", plain.as_bytes())
        .await
        .unwrap()
        .0;
    let cut = &device[..device.len() - 4];
    for forged in [
        plain.as_str(),
        &foreign,
        &other_use,
        cut,
        &"x".repeat(10_000),
        "v1.",
    ] {
        assert!(
            !opens(&from(&house, forged, "ana", PASSWORD).await),
            "{forged}"
        );
    }
    assert!(opens(&from(&house, &device, "ana", PASSWORD).await));
}

async fn a_browser_is_known_for_the_last_five_who_used_it(house: House) {
    one_failure_locks(&house).await;
    let mut device = String::new();
    let names = ["u1", "u2", "u3", "u4", "u5", "u6"];
    for name in names {
        house.user(name).await;
        device = cookie(&house, &device, name).await.unwrap();
    }
    for (place, name) in names.into_iter().enumerate() {
        show(house.sign_in(name, "not it").await);
        assert_eq!(
            opens(&from(&house, &device, name, PASSWORD).await),
            place > 0,
            "{name}"
        );
    }
}

async fn a_cookie_is_given_once_and_lasts_a_year(house: House) {
    house.user("ana").await;
    let device = cookie(&house, "", "ana").await.unwrap();
    assert_eq!(cookie(&house, &device, "ana").await, None);
    house
        .world
        .clock
        .advance_seconds(durward_signin::devices::LIFETIME - 1);
    assert_eq!(cookie(&house, &device, "ana").await, None);
    house.world.clock.advance_seconds(1);
    assert!(cookie(&house, &device, "ana").await.is_some());
}
