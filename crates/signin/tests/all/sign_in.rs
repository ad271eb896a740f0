//! The default journey, from the page to the session.

use durward_journey::message::Message;
use durward_model::realm::RealmStatus;
use durward_signin::journeys::Start;
use durward_signin::sessions;
use durward_store::ErrorKind;
use std::sync::Arc;

use crate::base::{
    House, PASSWORD, done, failed, is_stale, on_every_database, prefilled, show, types,
};

on_every_database!(
    the_right_name_and_password_begin_a_session,
    people_sign_in_with_their_email_address_too,
    a_wrong_password_is_said_and_may_be_tried_again,
    the_fifth_wrong_password_ends_the_run,
    what_the_app_asked_for_comes_back_at_the_end,
    a_name_the_app_expects_stands_in_the_field,
    an_empty_submission_is_a_wrong_password,
    a_wrong_encoding_changes_nothing,
    an_inactive_realm_lets_nobody_in,
    a_journey_that_is_not_there_does_not_start,
    what_happened_is_in_the_audit_trail,
    a_sign_in_costs_few_statements,
);

async fn the_right_name_and_password_begin_a_session(house: House) {
    let ana = house.user("ana").await;
    let running = house.start(Start::default()).await;
    assert_eq!(running.journey, "Login");
    assert_eq!(
        types(&running.step),
        [
            "NameCallback",
            "PasswordCallback",
            "MetadataCallback",
            "HiddenValueCallback"
        ]
    );
    let end = done(
        house
            .submit(running.token.expose(), &["ana", PASSWORD])
            .await,
    );
    let cx = house.cx();
    let session = sessions::current(&cx, end.cookie.expose()).await.unwrap();
    assert_eq!(session.as_ref(), Some(&end.session));
    let session = end.session;
    assert_eq!((session.user, session.auth_time), (ana, cx.now));
    assert_eq!(session.journey, "Login");
    assert_eq!(
        (session.ip.as_str(), session.user_agent.as_str()),
        ("192.0.2.1", "test")
    );
    let methods: Vec<&str> = session.methods.iter().map(|one| one.amr.as_str()).collect();
    assert_eq!(methods, ["pwd"]);
    assert!(end.cookie.expose().starts_with("ses_"));
}

async fn people_sign_in_with_their_email_address_too(house: House) {
    let ana = house.user("ana").await;
    let end = done(house.sign_in(" ANA@acme.example ", PASSWORD).await);
    assert_eq!(end.session.user, ana);
}

async fn a_wrong_password_is_said_and_may_be_tried_again(house: House) {
    house.user("ana").await;
    let again = show(house.sign_in("ana", "not it").await);
    assert_eq!(again.step.notice, Some(Message::key("signin-failed")));
    assert_eq!(prefilled(&again.step).as_deref(), Some("ana"));
    let shown = house.engine.show(&house.cx(), again.token.expose()).await;
    assert_eq!(shown.unwrap().unwrap().step, again.step);
    done(house.submit(again.token.expose(), &["ana", PASSWORD]).await);
}

async fn the_fifth_wrong_password_ends_the_run(house: House) {
    house.user("ana").await;
    let mut running = house.start(Start::default()).await;
    for _ in 0..4 {
        running = show(
            house
                .submit(running.token.expose(), &["ana", "not it"])
                .await,
        );
    }
    let end = failed(
        house
            .submit(running.token.expose(), &["ana", "not it"])
            .await,
    );
    assert_eq!(end.message, Message::key("signin-failed"));
    let late = house
        .submit(running.token.expose(), &["ana", PASSWORD])
        .await;
    assert!(is_stale(&late));
    assert!(
        house
            .engine
            .show(&house.cx(), running.token.expose())
            .await
            .unwrap()
            .is_none()
    );
}

async fn what_the_app_asked_for_comes_back_at_the_end(house: House) {
    house.user("ana").await;
    let goto = "/realms/acme/oauth2/authorize?client_id=shop";
    let running = house
        .start(Start {
            goto: Some(goto.to_owned()),
            client_id: Some("shop".to_owned()),
            ui_locales: Some("nl fr".to_owned()),
            ..Start::default()
        })
        .await;
    assert_eq!(running.goto.as_deref(), Some(goto));
    assert_eq!(running.ui_locales, ["nl", "fr"]);
    let again = show(
        house
            .submit(running.token.expose(), &["ana", "not it"])
            .await,
    );
    assert_eq!(again.client_id.as_deref(), Some("shop"));
    let end = done(house.submit(again.token.expose(), &["ana", PASSWORD]).await);
    assert_eq!(end.goto.as_deref(), Some(goto));
    assert_eq!(end.client_id.as_deref(), Some("shop"));
}

async fn a_name_the_app_expects_stands_in_the_field(house: House) {
    let running = house
        .start(Start {
            login_hint: Some("ana".to_owned()),
            ..Start::default()
        })
        .await;
    assert_eq!(prefilled(&running.step).as_deref(), Some("ana"));
}

async fn an_empty_submission_is_a_wrong_password(house: House) {
    house.user("ana").await;
    show(house.sign_in("", "").await);
    let running = house.start(Start::default()).await;
    show(house.submit(running.token.expose(), &[]).await);
}

async fn a_wrong_encoding_changes_nothing(house: House) {
    house.user("ana").await;
    let running = house.start(Start::default()).await;
    let token = running.token.expose();
    let long = "x".repeat(durward_journey::limits::VALUE_BYTES + 1);
    let cx = house.cx();
    let refused = house
        .engine
        .submit(&cx, token, |step| crate::base::read(step, &["ana", &long]))
        .await;
    assert_eq!(
        refused.unwrap_err().kind,
        ErrorKind::Invalid("callbacks".to_owned())
    );
    done(house.submit(token, &["ana", PASSWORD]).await);
}

async fn an_inactive_realm_lets_nobody_in(house: House) {
    house.user("ana").await;
    let running = house.start(Start::default()).await;
    let mut cx = house.cx();
    let mut realm = (*cx.realm).clone();
    realm.status = RealmStatus::Inactive;
    cx.realm = Arc::new(realm);
    let token = running.token.expose();
    let start = house.engine.start(&cx, Start::default()).await;
    assert_eq!(start.unwrap_err().kind, ErrorKind::NotFound);
    let submit = house
        .engine
        .submit(&cx, token, |step| {
            crate::base::read(step, &["ana", PASSWORD])
        })
        .await;
    assert_eq!(submit.unwrap_err().kind, ErrorKind::NotFound);
    assert_eq!(
        house.engine.show(&cx, token).await.unwrap_err().kind,
        ErrorKind::NotFound
    );
}

async fn a_journey_that_is_not_there_does_not_start(house: House) {
    for name in ["Nowhere", "", &"x".repeat(500)] {
        let start = Start {
            journey: Some(name.to_owned()),
            ..Start::default()
        };
        let refused = house.engine.start(&house.cx(), start).await.unwrap_err();
        assert_eq!(refused.kind, ErrorKind::NotFound, "{name}");
    }
}

async fn what_happened_is_in_the_audit_trail(house: House) {
    house.user("ana").await;
    let again = show(house.sign_in("nobody", "x").await);
    let again = show(house.submit(again.token.expose(), &["ana", "x"]).await);
    done(house.submit(again.token.expose(), &["ana", PASSWORD]).await);
    let audited = house.audited().await;
    let of = |name: &str, reason: &str| (name.to_owned(), reason.to_owned());
    let wanted = [
        of("signin.failed", "unknown user"),
        of("signin.failed", "wrong password"),
        of("session.started", ""),
        of("signin.succeeded", ""),
    ];
    for event in wanted {
        assert_eq!(
            audited.iter().filter(|one| **one == event).count(),
            1,
            "{event:?}"
        );
    }
}

async fn a_sign_in_costs_few_statements(house: House) {
    house.user("ana").await;
    house.session("ana").await;
    let count = || house.world.platform.db.statistics().statements;
    let before = count();
    let running = house.start(Start::default()).await;
    let started = count();
    done(
        house
            .submit(running.token.expose(), &["ana", PASSWORD])
            .await,
    );
    let ended = count();
    assert_eq!(started - before, 1, "the page");
    // One of them looks the person up whom the notice of a new browser would go to.
    assert!(ended - started <= 12, "the submission: {}", ended - started);
}
