//! Sessions: found by their cookie, ended by people, quota and time.

use std::sync::Arc;

use durward_identity::users;
use durward_model::user::UserStatus;
use durward_model::{Actor, session::Session};
use durward_signin::sessions;
use durward_store::{Cx, testing};
use serde_json::json;

use crate::base::{House, on_every_database};

on_every_database!(
    attack_a_session_fixed_beforehand_is_not_the_one_that_begins,
    attack_a_forged_cookie_is_nobodys_session,
    attack_a_session_of_another_realm_is_none_here,
    a_session_ends_when_it_is_not_used,
    a_session_ends_after_its_time_however_it_is_used,
    use_is_noted_once_a_minute,
    an_ended_session_is_over_at_once,
    a_person_ends_one_session_or_all_others,
    attack_nobody_ends_the_session_of_somebody_else,
    the_session_that_would_expire_first_makes_room,
    who_is_deactivated_or_deleted_is_signed_out,
    every_end_is_in_the_audit_trail,
);

async fn live(house: &House, cookie: &str) -> Option<Session> {
    sessions::current(&house.cx(), cookie).await.unwrap()
}

async fn attack_a_session_fixed_beforehand_is_not_the_one_that_begins(house: House) {
    house.user("ana").await;
    let first = house.session("ana").await;
    let second = house.session("ana").await;
    assert_ne!(first.session.id, second.session.id);
    assert_ne!(first.cookie.expose(), second.cookie.expose());
}

async fn attack_a_forged_cookie_is_nobodys_session(house: House) {
    house.user("ana").await;
    let end = house.session("ana").await;
    let cookie = end.cookie.expose();
    let (id, secret) = cookie.split_once('.').unwrap();
    let flipped = if secret.starts_with('A') { "B" } else { "A" };
    let forged = [
        String::new(),
        id.to_owned(),
        format!("{id}."),
        format!("{id}.{flipped}{}", &secret[1..]),
        format!("{secret}.{id}"),
        format!("{cookie}.1"),
        cookie.replace("ses_", "run_"),
    ];
    for forged in forged {
        assert_eq!(live(&house, &forged).await, None, "{forged}");
    }
    assert!(live(&house, cookie).await.is_some());
}

async fn attack_a_session_of_another_realm_is_none_here(house: House) {
    house.user("ana").await;
    let end = house.session("ana").await;
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
    assert_eq!(
        sessions::current(&cx, end.cookie.expose()).await.unwrap(),
        None
    );
    sessions::end(&cx, &end.session).await.unwrap();
    assert!(live(&house, end.cookie.expose()).await.is_some());
}

async fn a_session_ends_when_it_is_not_used(house: House) {
    house.user("ana").await;
    let end = house.session("ana").await;
    house.world.clock.advance_seconds(30 * 60 - 1);
    assert!(live(&house, end.cookie.expose()).await.is_some());
    house.world.clock.advance_seconds(30 * 60 - 1);
    assert!(live(&house, end.cookie.expose()).await.is_some());
    house.world.clock.advance_seconds(30 * 60);
    assert_eq!(live(&house, end.cookie.expose()).await, None);
}

async fn a_session_ends_after_its_time_however_it_is_used(house: House) {
    house.user("ana").await;
    let end = house.session("ana").await;
    for _ in 0..11 {
        house.world.clock.advance_seconds(10 * 60);
        assert!(live(&house, end.cookie.expose()).await.is_some());
    }
    house.world.clock.advance_seconds(10 * 60);
    assert_eq!(live(&house, end.cookie.expose()).await, None);
    assert!(
        sessions::list(&house.cx(), end.session.user)
            .await
            .unwrap()
            .is_empty()
    );
}

async fn use_is_noted_once_a_minute(house: House) {
    house.user("ana").await;
    let end = house.session("ana").await;
    let count = || house.world.platform.db.statistics().statements;
    house.world.clock.advance_seconds(59);
    let before = count();
    let session = live(&house, end.cookie.expose()).await.unwrap();
    assert_eq!(count() - before, 1, "one statement finds a session");
    assert_eq!(session.last_seen_at, session.created_at);
    house.world.clock.advance_seconds(1);
    let session = live(&house, end.cookie.expose()).await.unwrap();
    assert_eq!(session.last_seen_at, house.cx().now);
    assert_eq!(live(&house, end.cookie.expose()).await, Some(session));
}

async fn an_ended_session_is_over_at_once(house: House) {
    house.user("ana").await;
    let end = house.session("ana").await;
    sessions::end(&house.cx(), &end.session).await.unwrap();
    assert_eq!(live(&house, end.cookie.expose()).await, None);
    sessions::end(&house.cx(), &end.session).await.unwrap();
}

async fn a_person_ends_one_session_or_all_others(house: House) {
    let ana = house.user("ana").await;
    let here = house.session("ana").await;
    let phone = house.session("ana").await;
    let tablet = house.session("ana").await;
    let cx = house.cx();
    let ids = |all: Vec<Session>| all.into_iter().map(|one| one.id).collect::<Vec<_>>();
    let all = ids(sessions::list(&cx, ana).await.unwrap());
    assert_eq!(all.len(), 3);
    assert!(sessions::end_one(&cx, ana, phone.session.id).await.unwrap());
    assert!(!sessions::end_one(&cx, ana, phone.session.id).await.unwrap());
    assert!(live(&house, tablet.cookie.expose()).await.is_some());
    assert_eq!(sessions::end_others(&cx, &here.session).await.unwrap(), 1);
    assert_eq!(
        ids(sessions::list(&cx, ana).await.unwrap()),
        [here.session.id]
    );
}

async fn attack_nobody_ends_the_session_of_somebody_else(house: House) {
    house.user("ana").await;
    let eve = house.user("eve").await;
    let end = house.session("ana").await;
    assert!(
        !sessions::end_one(&house.cx(), eve, end.session.id)
            .await
            .unwrap()
    );
    assert!(live(&house, end.cookie.expose()).await.is_some());
}

async fn the_session_that_would_expire_first_makes_room(house: House) {
    let ana = house.user("ana").await;
    house.user("bob").await;
    house.service("session", json!({"quotaLimit": 2})).await;
    let bob = house.session("bob").await;
    let first = house.session("ana").await;
    house.world.clock.advance_seconds(60);
    let second = house.session("ana").await;
    house.world.clock.advance_seconds(60);
    // The first is used again, so that the second is idle for longer.
    assert!(live(&house, first.cookie.expose()).await.is_some());
    let third = house.session("ana").await;
    assert!(live(&house, first.cookie.expose()).await.is_some());
    assert_eq!(live(&house, second.cookie.expose()).await, None);
    assert!(live(&house, third.cookie.expose()).await.is_some());
    assert!(live(&house, bob.cookie.expose()).await.is_some());
    assert_eq!(sessions::list(&house.cx(), ana).await.unwrap().len(), 2);
    let audited = house.audited().await;
    assert!(audited.contains(&("session.ended".to_owned(), "quota".to_owned())));
}

async fn who_is_deactivated_or_deleted_is_signed_out(house: House) {
    let ana = house.user("ana").await;
    let end = house.session("ana").await;
    let cx = house.world.cx();
    let set = async |status: UserStatus| {
        let mut tx = cx.db().begin().await.unwrap();
        users::set_status(&cx, &mut tx, ana, status).await.unwrap();
        tx.commit().await.unwrap();
    };
    set(UserStatus::Inactive).await;
    assert_eq!(live(&house, end.cookie.expose()).await, None);
    set(UserStatus::Active).await;
    let end = house.session("ana").await;
    assert!(live(&house, end.cookie.expose()).await.is_some());
    let mut tx = cx.db().begin().await.unwrap();
    users::delete(&cx, &mut tx, ana).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(live(&house, end.cookie.expose()).await, None);
}

async fn every_end_is_in_the_audit_trail(house: House) {
    let ana = house.user("ana").await;
    let here = house.session("ana").await;
    house.session("ana").await;
    sessions::end_others(&house.cx(), &here.session)
        .await
        .unwrap();
    house.session("ana").await;
    let cx = house.cx();
    let mut tx = cx.db().begin().await.unwrap();
    assert_eq!(sessions::end_all(&cx, &mut tx, ana).await.unwrap(), 2);
    tx.commit().await.unwrap();
    let audited = house.audited().await;
    let ended = audited.iter().filter(|(name, _)| name == "session.ended");
    assert_eq!(ended.count(), 3);
}
