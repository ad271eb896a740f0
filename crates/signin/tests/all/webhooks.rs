//! Asking another server how to go on.

use aws_lc_rs::hmac;
use data_encoding::BASE64;
use durward_model::http::Outbound;
use durward_signin::webhook::{KIND, WebhookKind};
use durward_store::documents::{load_by_key, without_secrets};
use serde_json::{Value, json};

use crate::base::{House, PASSWORD, done, failed, on_every_database, signing_in};

on_every_database!(
    a_webhook_decides_by_its_answer,
    a_webhook_is_told_what_the_node_names_and_no_password,
    what_a_webhook_is_told_is_signed,
    attack_an_answer_that_names_no_outcome_does_not_let_anybody_in,
    a_webhook_keeps_its_secret_to_itself,
    a_webhook_without_a_good_secret_or_address_is_refused,
);

const URL: &str = "https://risk.example/decide";
const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

async fn write(house: &House, body: Value) -> Result<i64, durward_store::Error> {
    house.document(&WebhookKind, Some("risk"), body).await
}

async fn asking(house: &House) {
    house.user("ana").await;
    write(house, json!({"name": "risk", "url": URL, "secret": SECRET}))
        .await
        .unwrap();
    let config =
        json!({"webhook": "risk", "outcomes": ["allow", "deny"], "attributes": ["mail", "sn"]});
    let outcomes = json!({"allow": "success", "deny": "failure", "error": "failure"});
    let after = [("ask", "WebhookNode", outcomes, config)];
    house.journey(signing_in("Asking", &after)).await.unwrap();
}

async fn run(house: &House) -> durward_signin::journeys::Progress {
    let running = house.run_of("Asking").await;
    let token = running.token.expose();
    house.submit(token, &["ana", PASSWORD]).await
}

fn header<'a>(sent: &'a Outbound, name: &str) -> &'a str {
    let found = sent.headers.iter().find(|(known, _)| known == name);
    found.map(|(_, value)| value.as_str()).unwrap()
}

async fn a_webhook_decides_by_its_answer(house: House) {
    asking(&house).await;
    let network = &house.world.network;
    network.answer(URL, 200, r#"{"outcome": "allow"}"#);
    done(run(&house).await);
    network.answer(URL, 200, r#"{"outcome": "deny"}"#);
    failed(run(&house).await);
}

async fn a_webhook_is_told_what_the_node_names_and_no_password(house: House) {
    asking(&house).await;
    let network = &house.world.network;
    network.answer(URL, 200, r#"{"outcome": "allow"}"#);
    done(run(&house).await);
    let sent = network.sent().pop().unwrap();
    let text = String::from_utf8(sent.body).unwrap();
    assert!(!text.contains(PASSWORD), "{text}");
    let told: Value = serde_json::from_str(&text).unwrap();
    let data = &told["data"];
    assert_eq!(data["user"]["username"], "ana");
    assert_eq!(data["attributes"], json!({"mail": "ana@acme.example"}));
    assert_eq!(data["amr"], json!(["pwd"]));
    assert_eq!(data["ip"], "192.0.2.1");
}

async fn what_a_webhook_is_told_is_signed(house: House) {
    asking(&house).await;
    let network = &house.world.network;
    network.answer(URL, 200, r#"{"outcome": "allow"}"#);
    done(run(&house).await);
    let sent = network.sent().pop().unwrap();
    let key = BASE64.decode(&SECRET.as_bytes()[6..]).unwrap();
    let key = hmac::Key::new(hmac::HMAC_SHA256, &key);
    let (id, at) = (
        header(&sent, "webhook-id"),
        header(&sent, "webhook-timestamp"),
    );
    assert_eq!(at, house.cx().now.seconds().to_string());
    let tag = header(&sent, "webhook-signature")
        .strip_prefix("v1,")
        .unwrap();
    let tag = BASE64.decode(tag.as_bytes()).unwrap();
    let mut signed = format!("{id}.{at}.").into_bytes();
    signed.extend(&sent.body);
    hmac::verify(&key, &signed, &tag).unwrap();
    let later = format!("{id}.{}.", at.parse::<i64>().unwrap() + 1);
    let mut other = later.into_bytes();
    other.extend(&sent.body);
    hmac::verify(&key, &other, &tag).unwrap_err();
}

async fn attack_an_answer_that_names_no_outcome_does_not_let_anybody_in(house: House) {
    asking(&house).await;
    // Nobody answers at all.
    failed(run(&house).await);
    for (status, body) in [
        (500, r#"{"outcome": "allow"}"#),
        (302, r#"{"outcome": "allow"}"#),
        (200, "allow"),
        (200, r#"{"outcome": "success"}"#),
        (200, r#"{"outcome": ["allow"]}"#),
        (200, ""),
    ] {
        house.world.network.answer(URL, status, body);
        failed(run(&house).await);
    }
    house
        .world
        .network
        .answer(URL, 200, r#"{"outcome": "allow"}"#);
    write(
        &house,
        json!({"name": "risk", "url": URL, "enabled": false}),
    )
    .await
    .unwrap();
    failed(run(&house).await);
}

async fn a_webhook_keeps_its_secret_to_itself(house: House) {
    asking(&house).await;
    let cx = house.cx();
    let mut tx = cx.db().read().await.unwrap();
    let stored = load_by_key(&cx, &mut tx, KIND, "risk").await.unwrap();
    let body = stored.unwrap().body;
    assert!(!body.to_string().contains(&SECRET[6..]), "{body}");
    let shown = without_secrets(&WebhookKind, &body);
    assert_eq!(shown, json!({"name": "risk", "url": URL, "enabled": true}));
}

async fn a_webhook_without_a_good_secret_or_address_is_refused(house: House) {
    for body in [
        json!({"name": "risk", "url": URL}),
        json!({"name": "risk", "url": URL, "secret": "short"}),
        json!({"name": "risk", "url": URL, "secret": "whsec_not base64 at all, is it"}),
        json!({"name": "risk", "url": "ftp://risk.example", "secret": SECRET}),
        json!({"name": "risk", "url": "https://risk.example/\r\nx: y", "secret": SECRET}),
        json!({"name": "", "url": URL, "secret": SECRET}),
        json!({"name": "risk", "url": URL, "secret": SECRET, "headers": {}}),
    ] {
        assert!(write(&house, body.clone()).await.is_err(), "{body}");
    }
}
