//! Passkeys in journeys, with an authenticator in software.

use data_encoding::{BASE64, BASE64URL_NOPAD};
use durward_identity::authenticators::list;
use durward_journey::callback::Callback;
use durward_journey::message::Message;
use durward_model::id::UserId;
use durward_signin::journeys::{Progress, Running};
use durward_webauthn::Algorithm;
use durward_webauthn::testing::{Device, SYNCED, TOUCHED};
use serde_json::{Value, json};

use crate::base::{House, PASSWORD, done, on_every_database, show, signing_in};

on_every_database!(
    a_passkey_signs_in_without_name_and_password,
    a_passkey_is_a_second_factor,
    a_passkey_of_somebody_else_is_no_second_factor,
    a_challenge_of_another_run_is_refused,
    a_challenge_answered_once_is_not_answered_again,
    a_signature_used_twice_at_once_signs_one_in,
    a_copied_key_is_refused_and_told,
    a_passkey_without_verification_signs_nobody_in_alone,
    a_passkey_of_another_realm_is_unknown,
    a_client_that_cannot_goes_another_way,
);

/// What a step tells the browser.
fn told(running: &Running) -> Value {
    let data = running
        .step
        .prompts
        .iter()
        .find_map(|prompt| match &prompt.callback {
            Callback::Metadata { data } => Some(Value::Object(data.clone())),
            _ => None,
        });
    data.unwrap_or_else(|| panic!("a ceremony was expected: {:?}", running.step))
}

/// A device that works for the realm of these tests.
fn device(algorithm: Algorithm) -> Device {
    let mut device = Device::new(algorithm);
    device.rp = "localhost".to_owned();
    device.origin = "http://localhost:8080".to_owned();
    device
}

fn listen(device: &mut Device, running: &Running) {
    let told = told(running);
    let challenge = told["challenge"].as_str().unwrap();
    device.challenge = BASE64.decode(challenge.as_bytes()).unwrap();
    assert_eq!(told["relyingPartyId"], "localhost");
}

fn registration(device: &mut Device, running: &Running) -> String {
    listen(device, running);
    let made = device.register();
    let encode = |bytes: &[u8]| BASE64URL_NOPAD.encode(bytes);
    json!({"id": encode(&device.id), "rawId": encode(&device.id), "response": {
        "clientDataJSON": encode(&made.client_data), "attestationObject": encode(&made.attestation_object)}})
    .to_string()
}

fn signature(device: &Device, owner: Option<UserId>) -> String {
    let made = device.assert();
    let encode = |bytes: &[u8]| BASE64URL_NOPAD.encode(bytes);
    let handle = owner.map(|owner| encode(owner.as_str().as_bytes()));
    json!({"id": encode(&device.id), "rawId": encode(&device.id), "response": {
        "clientDataJSON": encode(&made.client_data), "authenticatorData": encode(&made.authenticator_data),
        "signature": encode(&made.signature), "userHandle": handle}})
    .to_string()
}

/// A passkey of `name`, registered after a sign-in with the password.
async fn passkey_of(house: &House, name: &str, mut device: Device) -> Device {
    let outcomes = json!({"success": "success", "failure": "failure", "unsupported": "failure", "error": "failure"});
    let after = [("add", "WebAuthnRegistrationNode", outcomes, json!({}))];
    house.journey(signing_in("Adding", &after)).await.unwrap();
    let running = house.run_of("Adding").await;
    let running = show(
        house
            .submit(running.token.expose(), &[name, PASSWORD])
            .await,
    );
    device.id = format!("credential of {name}").into_bytes();
    let answer = registration(&mut device, &running);
    done(house.submit(running.token.expose(), &[&answer]).await);
    device
}

async fn at_login(house: &House) -> Running {
    house.run_of("Login").await
}

/// Answers the first page of `Login` with a passkey alone.
async fn alone(house: &House, running: &Running, signature: &str) -> Progress {
    let token = running.token.expose();
    house.submit(token, &["", "", signature]).await
}

fn refused(progress: Progress) {
    let running = show(progress);
    assert_eq!(running.step.notice, Some(Message::key("passkey-refused")));
}

async fn a_passkey_signs_in_without_name_and_password(house: House) {
    let ana = house.user("ana").await;
    for (algorithm, flags, amr) in [
        (Algorithm::Es256, SYNCED, "swk"),
        (Algorithm::EdDsa, 0x05, "hwk"),
        (Algorithm::Rs256, 0x05, "hwk"),
    ] {
        let mut fresh = device(algorithm);
        fresh.flags = flags;
        let mut device = passkey_of(&house, "ana", fresh).await;
        let running = at_login(&house).await;
        assert_eq!(told(&running)["mediation"], "conditional");
        listen(&mut device, &running);
        let session = done(alone(&house, &running, &signature(&device, Some(ana))).await).session;
        assert_eq!(session.user, ana);
        let methods: Vec<_> = session.methods.iter().map(|one| &*one.amr).collect();
        assert_eq!(methods, [amr, "user", "mfa"]);
        let mine = list(&house.cx(), ana).await.unwrap();
        let cx = house.cx();
        let mut tx = cx.db().begin().await.unwrap();
        durward_identity::authenticators::remove(&cx, &mut tx, ana, mine[0].id)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }
}

/// Somebody with a passkey, who has typed the right password.
async fn at_the_passkey(house: &House, name: &str) -> Running {
    let running = show(house.sign_in(name, PASSWORD).await);
    assert_eq!(
        running.step.stage.as_deref(),
        Some("WebAuthnAuthentication")
    );
    running
}

async fn a_passkey_is_a_second_factor(house: House) {
    house.user("ana").await;
    let mut fresh = device(Algorithm::Es256);
    fresh.flags = TOUCHED;
    let mut device = passkey_of(&house, "ana", fresh).await;
    let running = at_the_passkey(&house, "ana").await;
    let allowed = &told(&running)["_allowCredentials"];
    assert_eq!(allowed.as_array().unwrap().len(), 1);
    listen(&mut device, &running);
    let answer = signature(&device, None);
    let session = done(house.submit(running.token.expose(), &[&answer]).await).session;
    let methods: Vec<_> = session.methods.iter().map(|one| &*one.amr).collect();
    assert_eq!(methods, ["pwd", "hwk", "mfa"]);
}

async fn a_passkey_of_somebody_else_is_no_second_factor(house: House) {
    house.user("ana").await;
    let ben = house.user("ben").await;
    passkey_of(&house, "ana", device(Algorithm::Es256)).await;
    let mut device = passkey_of(&house, "ben", device(Algorithm::Es256)).await;
    let running = at_the_passkey(&house, "ana").await;
    listen(&mut device, &running);
    let answer = signature(&device, Some(ben));
    refused(house.submit(running.token.expose(), &[&answer]).await);
}

async fn a_challenge_of_another_run_is_refused(house: House) {
    let ana = house.user("ana").await;
    let mut device = passkey_of(&house, "ana", device(Algorithm::Es256)).await;
    let (mine, other) = (at_login(&house).await, at_login(&house).await);
    listen(&mut device, &other);
    refused(alone(&house, &mine, &signature(&device, Some(ana))).await);
}

async fn a_challenge_answered_once_is_not_answered_again(house: House) {
    let ana = house.user("ana").await;
    let mut device = passkey_of(&house, "ana", device(Algorithm::Es256)).await;
    let running = at_login(&house).await;
    listen(&mut device, &running);
    let answer = signature(&device, Some(ana));
    let again = show(
        house
            .submit(running.token.expose(), &["ana", "wrong", ""])
            .await,
    );
    assert_ne!(told(&again)["challenge"], told(&running)["challenge"]);
    refused(alone(&house, &again, &answer).await);
}

async fn a_signature_used_twice_at_once_signs_one_in(house: House) {
    let ana = house.user("ana").await;
    let mut device = passkey_of(&house, "ana", device(Algorithm::Es256)).await;
    device.count = 1;
    let (first, second) = (at_login(&house).await, at_login(&house).await);
    listen(&mut device, &first);
    let one = signature(&device, Some(ana));
    listen(&mut device, &second);
    let other = signature(&device, Some(ana));
    let (one, other) = tokio::join!(alone(&house, &first, &one), alone(&house, &second, &other));
    let signed_in = [&one, &other]
        .into_iter()
        .filter(|progress| matches!(progress, Progress::Done(_)));
    assert_eq!(signed_in.count(), 1, "{one:?}\n{other:?}");
}

async fn a_copied_key_is_refused_and_told(house: House) {
    let ana = house.user("ana").await;
    let mut fresh = device(Algorithm::Es256);
    fresh.count = 5;
    let mut device = passkey_of(&house, "ana", fresh).await;
    device.count = 4;
    let running = at_login(&house).await;
    listen(&mut device, &running);
    refused(alone(&house, &running, &signature(&device, Some(ana))).await);
    // Trying on until the count is right again does not help, and neither of the two is good any more.
    device.count = 100;
    let running = at_login(&house).await;
    listen(&mut device, &running);
    refused(alone(&house, &running, &signature(&device, Some(ana))).await);
    let audited = house.audited().await;
    assert!(
        audited
            .iter()
            .any(|(name, _)| name == "authenticator.copied")
    );
}

async fn a_passkey_without_verification_signs_nobody_in_alone(house: House) {
    let ana = house.user("ana").await;
    let mut device = passkey_of(&house, "ana", device(Algorithm::Es256)).await;
    device.flags = TOUCHED;
    let running = at_login(&house).await;
    listen(&mut device, &running);
    refused(alone(&house, &running, &signature(&device, Some(ana))).await);
}

async fn a_passkey_of_another_realm_is_unknown(house: House) {
    let ana = house.user("ana").await;
    let mut device = passkey_of(&house, "ana", device(Algorithm::Es256)).await;
    let cx = house.in_root();
    let start = durward_signin::journeys::Start::default();
    let running = show(house.engine.start(&cx, start).await.unwrap());
    listen(&mut device, &running);
    let answer = signature(&device, Some(ana));
    let read = |step: &durward_journey::step::Step| crate::base::read(step, &["", "", &answer]);
    let token = running.token.expose();
    refused(house.engine.submit(&cx, token, read).await.unwrap());
}

async fn a_client_that_cannot_goes_another_way(house: House) {
    house.user("ana").await;
    passkey_of(&house, "ana", device(Algorithm::Es256)).await;
    let running = at_the_passkey(&house, "ana").await;
    let nothing = show(house.submit(running.token.expose(), &[""]).await);
    assert_eq!(nothing.step.notice, Some(Message::key("passkey-nothing")));
    let untouched = show(
        house
            .submit(nothing.token.expose(), &["webAuthnOutcome"])
            .await,
    );
    assert_eq!(untouched.step.notice, Some(Message::key("passkey-nothing")));
    let only = show(house.submit(untouched.token.expose(), &["", "1"]).await);
    assert_eq!(
        only.step.stage.as_deref(),
        Some("WebAuthnAuthentication"),
        "there is no other way"
    );
}
