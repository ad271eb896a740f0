//! Client-side sessions (R-SES-2, R-SES-10): their state is in the cookie, and they end all the same.

use std::collections::BTreeMap;
use std::sync::Arc;

use durward_model::service::SessionService;
use durward_model::session::Session;
use durward_model::user::UserStatus;
use durward_model::{Actor, id::UserId};
use durward_signin::journeys::{Done, Start};
use durward_signin::sessions::{self, Begun, SignedIn, properties};
use durward_store::{Cx, ErrorKind, services, testing};
use serde_json::json;

use crate::base::{House, PASSWORD, done, on_every_database, show};

on_every_database!(
    a_client_side_session_leaves_no_row_and_is_read_from_its_cookie,
    a_client_side_session_ends_after_its_time_and_not_by_idleness,
    attack_a_copied_cookie_is_worth_nothing_after_the_person_signs_out,
    attack_the_cookie_of_before_is_worth_nothing_after_signing_in_again,
    attack_a_cookie_that_was_changed_or_comes_from_another_realm_is_nobodys_session,
    all_sessions_of_a_person_end_at_once_but_the_one_that_is_kept,
    who_is_deactivated_loses_a_client_side_session_too,
    switching_client_side_sessions_off_ends_them,
    a_state_too_long_for_a_cookie_is_kept_in_the_database,
    properties_of_a_client_side_session_do_not_change_outside_of_signing_in,
    one_of_two_renewals_at_once_wins,
);

async fn live(house: &House, cookie: &str) -> Option<Session> {
    sessions::current(&house.cx(), cookie).await.unwrap()
}

/// The user `ana` of a realm with client-side sessions.
async fn ana(house: &House) -> UserId {
    let on = json!({"statelessSessionsEnabled": true, "sessionPropertyWhitelist": ["seen"]});
    house.service("session", on).await;
    house.user("ana").await
}

/// A sign-in in a browser that came with `session`.
async fn again(house: &House, session: &Session) -> Done {
    let start = Start {
        session: Some(session.clone()),
        ..Start::default()
    };
    let running = show(house.engine.start(&house.cx(), start).await.unwrap());
    done(
        house
            .submit(running.token.expose(), &["ana", PASSWORD])
            .await,
    )
}

async fn a_client_side_session_leaves_no_row_and_is_read_from_its_cookie(house: House) {
    let ana = ana(&house).await;
    let end = house.session("ana").await;
    assert!(end.session.client_side);
    let cookie = end.cookie.expose();
    assert!(cookie.len() < 1500, "{} bytes", cookie.len());
    let inside = cookie.split('.').nth(1).unwrap();
    let header = data_encoding::BASE64URL_NOPAD
        .decode(inside.as_bytes())
        .unwrap();
    let header: serde_json::Value = serde_json::from_slice(&header).unwrap();
    assert_eq!(header["enc"], "A256GCM");
    assert!(!cookie.contains(ana.as_str()));
    assert!(sessions::list(&house.cx(), ana).await.unwrap().is_empty());
    let count = || house.world.platform.db.statistics().statements;
    let before = count();
    let read = live(&house, cookie).await.unwrap();
    assert_eq!(count() - before, 1, "one statement says whether it ended");
    assert_eq!(read, end.session);
    assert_eq!((read.user, read.methods[0].amr.as_str()), (ana, "pwd"));
}

async fn a_client_side_session_ends_after_its_time_and_not_by_idleness(house: House) {
    ana(&house).await;
    let end = house.session("ana").await;
    house.world.clock.advance_seconds(120 * 60 - 1);
    assert!(live(&house, end.cookie.expose()).await.is_some());
    house.world.clock.advance_seconds(1);
    assert_eq!(live(&house, end.cookie.expose()).await, None);
}

async fn attack_a_copied_cookie_is_worth_nothing_after_the_person_signs_out(house: House) {
    ana(&house).await;
    let (end, other) = (house.session("ana").await, house.session("ana").await);
    sessions::end(&house.cx(), &end.session).await.unwrap();
    assert_eq!(live(&house, end.cookie.expose()).await, None);
    assert!(live(&house, other.cookie.expose()).await.is_some());
    sessions::end(&house.cx(), &end.session).await.unwrap();
    let audited = house.audited().await;
    let ended = audited.iter().filter(|(name, _)| name == "session.ended");
    assert_eq!(ended.count(), 1);
}

async fn attack_the_cookie_of_before_is_worth_nothing_after_signing_in_again(house: House) {
    ana(&house).await;
    let before = house.session("ana").await;
    let after = again(&house, &before.session).await;
    assert_eq!(after.session.id, before.session.id);
    assert_eq!(live(&house, before.cookie.expose()).await, None);
    let read = live(&house, after.cookie.expose()).await.unwrap();
    assert_eq!(read, after.session);
    sessions::end(&house.cx(), &after.session).await.unwrap();
    assert_eq!(live(&house, after.cookie.expose()).await, None);
}

async fn attack_a_cookie_that_was_changed_or_comes_from_another_realm_is_nobodys_session(
    house: House,
) {
    ana(&house).await;
    let (end, other) = (house.session("ana").await, house.session("ana").await);
    let cookie = end.cookie.expose();
    let (id, token) = cookie.split_once('.').unwrap();
    let parts: Vec<&str> = token.split('.').collect();
    let flipped = match parts[3].starts_with('A') {
        true => "B",
        false => "A",
    };
    let changed = format!("{flipped}{}", &parts[3][1..]);
    let forged = [
        token.to_owned(),
        format!("{id}."),
        format!("{}.{token}", other.session.id),
        format!("{id}.{}..{}.{changed}.{}", parts[0], parts[2], parts[4]),
        format!("{id}.{}..{}.{}.", parts[0], parts[2], parts[3]),
        format!("{cookie}.x"),
        cookie.replace("ses_", "run_"),
    ];
    for forged in forged {
        assert_eq!(live(&house, &forged).await, None, "{forged}");
    }
    let platform = &house.world.platform;
    let evil = testing::add_realm(platform, "evil", Some(house.world.root.id))
        .await
        .unwrap();
    let cx = Cx::new(
        Arc::clone(platform),
        evil,
        Actor::Anonymous,
        Default::default(),
    );
    assert_eq!(sessions::current(&cx, cookie).await.unwrap(), None);
    assert!(live(&house, cookie).await.is_some());
}

async fn all_sessions_of_a_person_end_at_once_but_the_one_that_is_kept(house: House) {
    let ana = ana(&house).await;
    let (here, phone) = (house.session("ana").await, house.session("ana").await);
    house.world.clock.advance_seconds(1);
    sessions::end_others(&house.cx(), &here.session)
        .await
        .unwrap();
    assert!(live(&house, here.cookie.expose()).await.is_some());
    assert_eq!(live(&house, phone.cookie.expose()).await, None);
    let told = ("session.ended".to_owned(), "all client-side".to_owned());
    assert!(house.audited().await.contains(&told));
    let tablet = house.session("ana").await;
    assert!(live(&house, tablet.cookie.expose()).await.is_some());
    house.world.clock.advance_seconds(1);
    let cx = house.cx();
    let mut tx = cx.db().begin().await.unwrap();
    sessions::end_all(&cx, &mut tx, ana).await.unwrap();
    tx.commit().await.unwrap();
    for ended in [here, phone, tablet] {
        assert_eq!(live(&house, ended.cookie.expose()).await, None);
    }
    let fresh = house.session("ana").await;
    assert!(live(&house, fresh.cookie.expose()).await.is_some());
}

async fn who_is_deactivated_loses_a_client_side_session_too(house: House) {
    let ana = ana(&house).await;
    let end = house.session("ana").await;
    house.world.clock.advance_seconds(1);
    let cx = house.world.cx();
    let set = async |status: UserStatus| {
        let mut tx = cx.db().begin().await.unwrap();
        durward_identity::users::set_status(&cx, &mut tx, ana, status)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    };
    set(UserStatus::Inactive).await;
    assert_eq!(live(&house, end.cookie.expose()).await, None);
}

async fn switching_client_side_sessions_off_ends_them(house: House) {
    ana(&house).await;
    let end = house.session("ana").await;
    house.service("session", json!({})).await;
    assert_eq!(live(&house, end.cookie.expose()).await, None);
    assert!(!house.session("ana").await.session.client_side);
}

async fn a_state_too_long_for_a_cookie_is_kept_in_the_database(house: House) {
    let ana = ana(&house).await;
    let cx = house.cx();
    let settings = services::settings::<SessionService>(&cx).await.unwrap();
    let signed_in = SignedIn {
        auth_time: None,
        user: ana,
        methods: Vec::new(),
        acr: None,
        auth_level: 0,
        journey: "Login".to_owned(),
        properties: BTreeMap::from([("long".to_owned(), "x".repeat(4000))]),
    };
    let mut tx = cx.db().begin().await.unwrap();
    let begun: Begun = sessions::begin(&cx, &mut tx, &settings, signed_in)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert!(!begun.session.client_side);
    let read = live(&house, begun.cookie.expose()).await.unwrap();
    assert_eq!(read.properties["long"].len(), 4000);
}

async fn properties_of_a_client_side_session_do_not_change_outside_of_signing_in(house: House) {
    ana(&house).await;
    let session = house.session("ana").await.session;
    let changes = BTreeMap::from([("seen".to_owned(), Some("yes".to_owned()))]);
    let refused = properties::change(&house.cx(), session, changes).await;
    assert_eq!(refused.unwrap_err().kind, ErrorKind::Forbidden);
}

async fn one_of_two_renewals_at_once_wins(house: House) {
    ana(&house).await;
    let before = house.session("ana").await;
    let start = || Start {
        session: Some(before.session.clone()),
        ..Start::default()
    };
    let cx = house.cx();
    let first = show(house.engine.start(&cx, start()).await.unwrap());
    let second = show(house.engine.start(&cx, start()).await.unwrap());
    let won = done(house.submit(first.token.expose(), &["ana", PASSWORD]).await);
    assert_eq!(won.session.id, before.session.id);
    // The other came with a cookie that is worth nothing by now: a session of its own begins.
    let other = done(
        house
            .submit(second.token.expose(), &["ana", PASSWORD])
            .await,
    );
    assert_ne!(other.session.id, before.session.id);
    assert!(live(&house, won.cookie.expose()).await.is_some());
    assert!(live(&house, other.cookie.expose()).await.is_some());
}
