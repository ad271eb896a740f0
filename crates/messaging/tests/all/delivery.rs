//! From the outbox to the provider: nothing lost, nothing sent twice, nothing told.

use durward_messaging::channel::ChannelKind;
use durward_messaging::letter::Demand;
use durward_messaging::{Letter, Medium, To, outbox};
use durward_store::messages::State;
use durward_store::services::ServiceKind;
use durward_store::{Cx, testing};
use serde_json::{Value, json};

use crate::provider::{House, on_every_database};

const NUMBER: &str = "+32470000012";

on_every_database!(
    a_message_goes_out_once,
    attack_what_a_message_says_is_in_no_row_in_clear,
    a_message_that_is_rolled_back_was_never_written,
    a_provider_that_is_down_is_asked_again_and_again_later,
    what_is_refused_for_good_is_given_up,
    a_message_that_failed_too_often_is_given_up,
    a_code_that_expired_is_not_sent,
    messages_to_one_person_are_kept_apart,
    one_address_gets_only_so_many_requests_an_hour,
    what_is_to_nobody_is_written_and_not_sent,
    a_realm_uses_the_channel_above_it,
    without_a_channel_a_message_waits_for_one,
);

fn channel(name: &str) -> Value {
    json!({"name": name, "medium": "sms", "from": "Acme", "transport": {"type": "http", "secret": "s3cr3t",
        "url": "https://sms.example/send", "headers": {"Authorization": "Bearer {{ secret }}"},
        "body": {"To": "{{ to }}", "Body": "{{ text }}"}, "providerId": "/sid"}})
}

/// A letter with a code, to Ana.
fn letter(cx: &Cx) -> Letter {
    let to = To::Address(NUMBER.to_owned());
    let mut letter = Letter::new(Medium::Sms, to, "code").with("code", "739251");
    letter.expires_at = Some(cx.now.plus_seconds(300));
    letter
}

async fn post(cx: &Cx, letter: &Letter) {
    let mut tx = cx.db().begin().await.unwrap();
    outbox::post(cx, &mut tx, letter).await.unwrap();
    tx.commit().await.unwrap();
}

/// With a channel in `acme`.
async fn ready(house: &House) -> Cx {
    let cx = house.world.cx();
    house.save(&cx, &ChannelKind, channel("sms")).await.unwrap();
    cx
}

fn asked(house: &House) -> usize {
    house.provider.asked.lock().unwrap().len()
}

async fn a_message_goes_out_once(house: House) {
    let cx = ready(&house).await;
    post(&cx, &letter(&cx)).await;
    assert_eq!(house.postman.deliver_due().await.unwrap(), 1);
    assert_eq!(house.postman.deliver_due().await.unwrap(), 0);
    let asked = house.provider.asked.lock().unwrap().clone();
    assert_eq!(asked.len(), 1);
    let body = String::from_utf8(asked[0].body.clone()).unwrap();
    assert!(body.contains("739251"), "{body}");
    let header = |name: &str| {
        let found = asked[0].headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.clone()).unwrap()
    };
    assert_eq!(header("authorization"), "Bearer s3cr3t");
    let message = &house.messages().await[0];
    assert_eq!(header("idempotency-key"), message.id.as_str());
    assert_eq!((message.state, message.attempts), (State::Sent, 1));
    assert_eq!(message.provider_id.as_deref(), Some("SM1"));
    assert_eq!(message.payload, None, "what it said is forgotten");
}

async fn attack_what_a_message_says_is_in_no_row_in_clear(house: House) {
    let cx = ready(&house).await;
    post(&cx, &letter(&cx)).await;
    house.provider.answers.lock().unwrap().push_back(Ok(503));
    house.postman.deliver_due().await.unwrap();
    let rows = testing::rows_of(&house.world.platform, cx.realm.id)
        .await
        .unwrap();
    for (table, lines) in rows {
        for line in lines {
            for secret in ["739251", "s3cr3t"] {
                assert!(!line.contains(secret), "{secret} in {table}: {line}");
            }
        }
    }
}

async fn a_message_that_is_rolled_back_was_never_written(house: House) {
    let cx = ready(&house).await;
    let mut tx = cx.db().begin().await.unwrap();
    outbox::post(&cx, &mut tx, &letter(&cx)).await.unwrap();
    drop(tx);
    assert_eq!(house.postman.deliver_due().await.unwrap(), 0);
    assert!(house.messages().await.is_empty());
}

async fn a_provider_that_is_down_is_asked_again_and_again_later(house: House) {
    let cx = ready(&house).await;
    post(&cx, &letter(&cx)).await;
    house.provider.answers.lock().unwrap().extend([
        Err("connection refused"),
        Ok(503),
        Ok(429),
        Ok(201),
    ]);
    for (attempt, pause) in [5, 10, 20].into_iter().enumerate() {
        house.postman.deliver_due().await.unwrap();
        let message = house.messages().await.remove(0);
        assert_eq!(message.state, State::Queued);
        assert!(message.last_error.is_some());
        house.world.clock.advance_seconds(pause - 1);
        assert_eq!(house.postman.deliver_due().await.unwrap(), 0, "not yet");
        house.world.clock.advance_seconds(1);
        assert_eq!(asked(&house), attempt + 1);
    }
    house.postman.deliver_due().await.unwrap();
    let message = house.messages().await.remove(0);
    assert_eq!((message.state, message.attempts), (State::Sent, 4));
    assert_eq!(message.last_error, None);
}

async fn what_is_refused_for_good_is_given_up(house: House) {
    let cx = ready(&house).await;
    post(&cx, &letter(&cx)).await;
    house.provider.answers.lock().unwrap().push_back(Ok(400));
    house.postman.deliver_due().await.unwrap();
    let message = house.messages().await.remove(0);
    assert_eq!(
        (message.state, message.payload),
        (State::Dead, None),
        "and what it said is forgotten"
    );
    assert_eq!(
        message.last_error.as_deref(),
        Some("the provider answered 400")
    );
}

async fn a_message_that_failed_too_often_is_given_up(house: House) {
    let cx = ready(&house).await;
    let body = json!({"service": "messages", "settings": {"attempts": 3}});
    house.save(&cx, &ServiceKind, body).await.unwrap();
    let mut lasting = letter(&cx);
    lasting.expires_at = None;
    post(&cx, &lasting).await;
    house.provider.answers.lock().unwrap().extend([Ok(500); 9]);
    for _ in 0..6 {
        house.postman.deliver_due().await.unwrap();
        house.world.clock.advance_seconds(1000);
    }
    assert_eq!(asked(&house), 3);
    assert_eq!(house.messages().await[0].state, State::Dead);
}

async fn a_code_that_expired_is_not_sent(house: House) {
    let cx = ready(&house).await;
    post(&cx, &letter(&cx)).await;
    house.world.clock.advance_seconds(300);
    house.postman.deliver_due().await.unwrap();
    let message = house.messages().await.remove(0);
    assert_eq!((asked(&house), message.state), (0, State::Dead));
    assert_eq!(
        message.last_error.as_deref(),
        Some("it expired before it could be sent")
    );
}

async fn messages_to_one_person_are_kept_apart(house: House) {
    let cx = ready(&house).await;
    let body = json!({"service": "email", "settings": {"emailRateLimitSeconds": 10}});
    house.save(&cx, &ServiceKind, body).await.unwrap();
    for _ in 0..3 {
        post(&cx, &letter(&cx)).await;
    }
    let other = Letter {
        to: To::Address("+32470000099".to_owned()),
        ..letter(&cx)
    };
    post(&cx, &other).await;
    assert_eq!(house.postman.deliver_due().await.unwrap(), 2, "one to each");
    for _ in 0..2 {
        house.world.clock.advance_seconds(9);
        assert_eq!(house.postman.deliver_due().await.unwrap(), 0);
        house.world.clock.advance_seconds(1);
        assert_eq!(house.postman.deliver_due().await.unwrap(), 1);
    }
}

async fn one_address_gets_only_so_many_requests_an_hour(house: House) {
    let cx = ready(&house).await;
    let body = json!({"service": "messages", "settings": {"requestsPerHour": 2}});
    house.save(&cx, &ServiceKind, body).await.unwrap();
    for _ in 0..3 {
        post(&cx, &letter(&cx)).await;
    }
    let refused = |messages: &[durward_store::messages::Message]| {
        let dead = messages.iter().filter(|one| one.state == State::Dead);
        dead.count()
    };
    assert_eq!(refused(&house.messages().await), 1);
    let known = Letter {
        demand: Demand::Known,
        ..letter(&cx)
    };
    post(&cx, &known).await;
    assert_eq!(refused(&house.messages().await), 1);
    house.world.clock.advance_seconds(3601);
    let cx = house.world.cx();
    post(&cx, &letter(&cx)).await;
    assert_eq!(refused(&house.messages().await), 1);
}

async fn what_is_to_nobody_is_written_and_not_sent(house: House) {
    let cx = ready(&house).await;
    let count = || house.world.platform.db.statistics().statements;
    post(&cx, &letter(&cx)).await;
    let before = count();
    post(&cx, &letter(&cx)).await;
    let somebody = count() - before;
    let nobody = Letter {
        to: To::Nobody("+32499999999".to_owned()),
        ..letter(&cx)
    };
    let before = count();
    post(&cx, &nobody).await;
    assert_eq!(count() - before, somebody, "as much work as for somebody");
    assert!(somebody <= 2, "{somebody} statements");
    let message = house.messages().await.remove(0);
    assert_eq!(
        (message.state, message.recipient.as_str()),
        (State::Dead, "")
    );
    house.world.clock.advance_seconds(5);
    house.postman.deliver_due().await.unwrap();
    assert_eq!(asked(&house), 2);
}

async fn a_realm_uses_the_channel_above_it(house: House) {
    let cx = house.world.cx();
    let root = house.in_root();
    house
        .save(&root, &ChannelKind, channel("sms"))
        .await
        .unwrap();
    post(&cx, &letter(&cx)).await;
    house.postman.deliver_due().await.unwrap();
    assert_eq!(asked(&house), 1);
    let mut own = channel("sms");
    own["transport"]["url"] = json!("https://own.example/send");
    house.save(&cx, &ChannelKind, own).await.unwrap();
    house.world.clock.advance_seconds(1);
    let cx = house.world.cx();
    post(&cx, &letter(&cx)).await;
    house.postman.deliver_due().await.unwrap();
    let last = house
        .provider
        .asked
        .lock()
        .unwrap()
        .last()
        .cloned()
        .unwrap();
    assert_eq!(last.url, "https://own.example/send");
}

async fn without_a_channel_a_message_waits_for_one(house: House) {
    let cx = house.world.cx();
    post(&cx, &letter(&cx)).await;
    house.postman.deliver_due().await.unwrap();
    let message = house.messages().await.remove(0);
    assert_eq!(message.state, State::Queued);
    assert_eq!(
        message.last_error.as_deref(),
        Some("the realm has no channel for sms")
    );
    ready(&house).await;
    house.world.clock.advance_seconds(5);
    house.postman.deliver_due().await.unwrap();
    assert_eq!(house.messages().await[0].state, State::Sent);
}
