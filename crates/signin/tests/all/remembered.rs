//! "Remember me", and what those who come by the cookie try with it.

use durward_identity::credentials::{self, replace_password};
use durward_identity::policy::Owner;
use durward_identity::users;
use durward_journey::state::Aim;
use durward_model::id::UserId;
use durward_model::user::UserStatus;
use durward_model::{Actor, Secret};
use durward_signin::journeys::{Done, Progress, Start};
use durward_signin::remembered::{self, Keeping};
use durward_signin::sessions;
use durward_store::{Cx, testing};
use serde_json::{Value, json};

use crate::base::{
    House, PASSWORD, check, credentials_page, done, journey, on_every_database, show, then, types,
};
use crate::factors::{SEED, app_of, code};

on_every_database!(
    a_browser_is_remembered_and_its_person_recognised,
    nobody_is_remembered_who_did_not_want_to_be,
    a_remembered_sign_in_keeps_the_time_and_proves_nothing,
    two_requests_of_one_browser_at_once_are_not_taken_for_a_copy,
    a_browser_is_forgotten_when_it_is_not_used_and_when_its_time_is_over,
    somebody_else_who_signs_in_takes_the_browser_over,
    a_browser_is_listed_and_forgotten_by_its_owner,
    ending_the_other_sessions_keeps_this_browser,
    a_journey_may_hold_a_browser_to_its_network,
    attack_a_cookie_replayed_after_it_was_replaced_ends_the_browser_for_both,
    attack_a_guessed_secret_signs_nobody_in,
    attack_a_cookie_that_was_stolen_is_worth_nothing_after_the_sign_out,
    attack_a_cookie_that_was_stolen_is_worth_nothing_once_its_session_was_ended_from_elsewhere,
    attack_a_cookie_of_another_realm_is_nobodys,
    attack_a_second_factor_is_asked_of_those_who_are_remembered,
    attack_a_cookie_does_not_let_a_thief_choose_the_second_factor,
    attack_a_cookie_does_not_let_a_thief_choose_the_password,
    attack_a_deactivated_person_is_not_recognised,
    attack_a_new_password_ends_what_the_old_one_began,
    attack_ending_all_sessions_ends_what_would_begin_them_again,
    attack_a_run_begun_before_the_sign_out_is_not_finished_after_it,
    attack_a_run_held_back_does_not_hide_that_the_cookie_was_copied,
    attack_nothing_that_wants_a_proof_is_satisfied_by_a_cookie,
    attack_a_second_factor_alone_does_not_raise_a_session_of_somebody_recognised,
);

/// Known browsers go on to `after`; others are asked for a password, and remembered.
async fn remembering(house: &House, config: Value, after: &[(&str, &str, Value, Value)]) {
    let next = after.first().map_or("success", |node| node.0);
    let known = json!({"true": next, "false": "page"});
    let mut nodes = vec![
        ("known", "PersistentCookieDecisionNode", known, config),
        ("page", "PageNode", then("check"), credentials_page()),
        (
            "check",
            "IdentityStoreDecisionNode",
            check("keep", "failure"),
            json!({}),
        ),
        (
            "keep",
            "SetPersistentCookieNode",
            then(next),
            json!({"maxLife": 48, "idleTimeout": 24}),
        ),
    ];
    nodes.extend_from_slice(after);
    house.journey(journey("Remember", &nodes)).await.unwrap();
}

fn coming_with(cookie: &str) -> Start {
    Start {
        journey: Some("Remember".to_owned()),
        remembered: Some(cookie.to_owned()),
        ..Start::default()
    }
}

async fn come(house: &House, start: Start) -> Progress {
    house.engine.start(&house.cx(), start).await.unwrap()
}

async fn come_with(house: &House, cookie: &str) -> Progress {
    come(house, coming_with(cookie)).await
}

/// Whether the browser is asked for a name.
async fn is_asked(house: &House, cookie: &str) -> bool {
    match come_with(house, cookie).await {
        Progress::Show(running) => types(&running.step)[0] == "NameCallback",
        _ => false,
    }
}

fn kept(end: &Done) -> String {
    match &end.remembered {
        Some(Keeping::Keep(cookie, _)) => cookie.expose().clone(),
        other => panic!("a cookie was expected: {other:?}"),
    }
}

/// A sign-in by password from a browser that came with `cookie`, and is remembered from now on.
async fn signed_in_with(house: &House, name: &str, cookie: &str) -> Done {
    let running = show(come_with(house, cookie).await);
    done(
        house
            .submit(running.token.expose(), &[name, PASSWORD])
            .await,
    )
}

async fn signed_in(house: &House, name: &str) -> Done {
    signed_in_with(house, name, "").await
}

async fn ana(house: &House) -> (UserId, String) {
    let user = house.user("ana").await;
    remembering(house, json!({}), &[]).await;
    let cookie = kept(&signed_in(house, "ana").await);
    (user, cookie)
}

async fn count(house: &House, event: &str) -> usize {
    let events = house.audited().await;
    events.iter().filter(|(name, _)| name == event).count()
}

fn as_person(house: &House, user: UserId) -> Cx {
    house.cx().acting(Actor::User(user))
}

async fn a_browser_is_remembered_and_its_person_recognised(house: House) {
    let (user, first) = ana(&house).await;
    house.world.clock.advance_seconds(3600);
    let end = done(come_with(&house, &first).await);
    assert_eq!(end.session.user, user);
    let second = kept(&end);
    assert_ne!(first, second);
    house.world.clock.advance_seconds(3600);
    assert_eq!(done(come_with(&house, &second).await).session.user, user);
    assert_eq!(count(&house, "remembered.set").await, 1);
    assert_eq!(count(&house, "remembered.used").await, 2);
}

async fn nobody_is_remembered_who_did_not_want_to_be(house: House) {
    let (_, cookie) = ana(&house).await;
    assert!(house.session("ana").await.remembered.is_none());
    assert!(is_asked(&house, "").await);
    assert!(!is_asked(&house, &cookie).await);
}

async fn a_remembered_sign_in_keeps_the_time_and_proves_nothing(house: House) {
    house.user("ana").await;
    remembering(&house, json!({}), &[]).await;
    let end = signed_in(&house, "ana").await;
    assert!(!end.session.is_remembered());
    house.world.clock.advance_seconds(3600);
    let session = done(come_with(&house, &kept(&end)).await).session;
    assert_eq!(session.auth_time, end.session.auth_time);
    assert_eq!(session.methods, []);
    assert_eq!(session.acr.as_deref(), Some("0"));
    assert_eq!(session.auth_level, 0);
    assert!(session.is_remembered());
}

async fn two_requests_of_one_browser_at_once_are_not_taken_for_a_copy(house: House) {
    let (_, first) = ana(&house).await;
    let (one, other) = tokio::join!(come_with(&house, &first), come_with(&house, &first));
    let ends = [done(one), done(other)];
    let cookies: Vec<String> = ends
        .iter()
        .filter(|end| end.remembered.is_some())
        .map(kept)
        .collect();
    assert_eq!(cookies.len(), 1, "the browser gets one cookie");
    house.world.clock.advance_seconds(20);
    assert!(done(come_with(&house, &first).await).remembered.is_none());
    house.world.clock.advance_seconds(3600);
    assert!(!is_asked(&house, &cookies[0]).await);
    assert_eq!(count(&house, "remembered.replayed").await, 0);
}

async fn a_browser_is_forgotten_when_it_is_not_used_and_when_its_time_is_over(house: House) {
    let (_, unused) = ana(&house).await;
    house.world.clock.advance_seconds(24 * 3600);
    assert!(is_asked(&house, &unused).await, "it was not used for a day");
    let mut cookie = kept(&signed_in(&house, "ana").await);
    for _ in 0..2 {
        house.world.clock.advance_seconds(23 * 3600);
        cookie = kept(&done(come_with(&house, &cookie).await));
    }
    house.world.clock.advance_seconds(2 * 3600);
    assert!(is_asked(&house, &cookie).await, "its two days are over");
}

async fn somebody_else_who_signs_in_takes_the_browser_over(house: House) {
    let (_, cookie) = ana(&house).await;
    let bo = house.user("bo").await;
    let start = Start {
        remembered: Some(cookie.clone()),
        ..Start::default()
    };
    let running = show(come(&house, start).await);
    let end = done(
        house
            .submit(running.token.expose(), &["bo", PASSWORD])
            .await,
    );
    assert_eq!(end.session.user, bo);
    assert!(matches!(end.remembered, Some(Keeping::Drop)));
    assert!(is_asked(&house, &cookie).await);
}

async fn a_browser_is_listed_and_forgotten_by_its_owner(house: House) {
    let (user, cookie) = ana(&house).await;
    let eve = house.user("eve").await;
    let cx = as_person(&house, user);
    let listed = remembered::list(&cx, user).await.unwrap();
    assert_eq!(listed.len(), 1);
    assert!(!remembered::end(&cx, eve, listed[0].id).await.unwrap());
    assert!(!is_asked(&house, &cookie).await);
    assert!(remembered::end(&cx, user, listed[0].id).await.unwrap());
    assert!(is_asked(&house, &cookie).await);
    assert_eq!(remembered::list(&cx, user).await.unwrap(), []);
    assert_eq!(count(&house, "remembered.ended").await, 1);
}

async fn ending_the_other_sessions_keeps_this_browser(house: House) {
    let (user, elsewhere) = ana(&house).await;
    let here = signed_in(&house, "ana").await;
    let cx = as_person(&house, user);
    sessions::end_others(&cx, &here.session).await.unwrap();
    assert!(is_asked(&house, &elsewhere).await);
    assert!(!is_asked(&house, &kept(&here)).await);
}

async fn a_journey_may_hold_a_browser_to_its_network(house: House) {
    house.user("ana").await;
    remembering(&house, json!({"enforceClientIp": true}), &[]).await;
    let cookie = kept(&signed_in(&house, "ana").await);
    let mut cx = house.cx();
    cx.origin.ip = "203.0.113.9".to_owned();
    let elsewhere = house.engine.start(&cx, coming_with(&cookie)).await.unwrap();
    assert!(matches!(elsewhere, Progress::Show(_)));
    done(come_with(&house, &cookie).await);
}

async fn attack_a_cookie_replayed_after_it_was_replaced_ends_the_browser_for_both(house: House) {
    let (_, stolen) = ana(&house).await;
    let next = kept(&done(come_with(&house, &stolen).await));
    house.world.clock.advance_seconds(31);
    assert!(is_asked(&house, &stolen).await);
    assert!(
        is_asked(&house, &next).await,
        "whichever of the two was the thief"
    );
    assert_eq!(count(&house, "remembered.replayed").await, 1);
}

async fn attack_a_guessed_secret_signs_nobody_in(house: House) {
    let (_, cookie) = ana(&house).await;
    let (id, secret) = cookie.split_once('.').unwrap();
    let session = house.session("ana").await.cookie.expose().clone();
    for forged in [
        id,
        secret,
        "",
        ".",
        &session,
        &format!("{id}."),
        &"x".repeat(10_000),
    ] {
        assert!(is_asked(&house, forged).await, "{forged}");
    }
    assert!(!is_asked(&house, &cookie).await);
    assert!(is_asked(&house, &format!("{id}.{}", "A".repeat(43))).await);
    assert_eq!(count(&house, "remembered.replayed").await, 1);
}

async fn attack_a_cookie_that_was_stolen_is_worth_nothing_after_the_sign_out(house: House) {
    let user = house.user("ana").await;
    remembering(&house, json!({}), &[]).await;
    let end = signed_in(&house, "ana").await;
    let cx = as_person(&house, user);
    sessions::end(&cx, &end.session).await.unwrap();
    assert!(is_asked(&house, &kept(&end)).await);
    // A browser whose session is over is signed out by its cookie.
    let cookie = kept(&signed_in(&house, "ana").await);
    sessions::sign_out(&house.cx(), None, Some(&cookie))
        .await
        .unwrap();
    assert!(is_asked(&house, &cookie).await);
    assert_eq!(count(&house, "remembered.ended").await, 2);
}

async fn attack_a_cookie_that_was_stolen_is_worth_nothing_once_its_session_was_ended_from_elsewhere(
    house: House,
) {
    let (user, cookie) = ana(&house).await;
    let end = done(come_with(&house, &cookie).await);
    let cx = as_person(&house, user);
    assert!(sessions::end_one(&cx, user, end.session.id).await.unwrap());
    assert!(is_asked(&house, &kept(&end)).await);
}

async fn attack_a_cookie_of_another_realm_is_nobodys(house: House) {
    let (_, cookie) = ana(&house).await;
    let platform = &house.world.platform;
    let evil = testing::add_realm(platform, "evil", Some(house.world.root.id))
        .await
        .unwrap();
    let start = Start {
        journey: None,
        ..coming_with(&cookie)
    };
    let mut elsewhere = house.cx();
    elsewhere.realm = evil;
    let progress = house.engine.start(&elsewhere, start).await.unwrap();
    assert!(matches!(progress, Progress::Show(_)));
    sessions::sign_out(&elsewhere, None, Some(&cookie))
        .await
        .unwrap();
    assert!(
        !is_asked(&house, &cookie).await,
        "nor is it ended from there"
    );
}

/// A second factor, for whoever has one.
fn second_factor() -> [(&'static str, &'static str, Value, Value); 2] {
    let which =
        json!({"notNeeded": "success", "totp": "second", "passkey": "second", "enrol": "failure"});
    let second = json!({"true": "success", "false": "failure"});
    [
        ("which", "SecondFactorDecisionNode", which, json!({})),
        (
            "second",
            "InnerTreeEvaluatorNode",
            second,
            json!({"tree": "SecondFactor"}),
        ),
    ]
}

async fn attack_a_second_factor_is_asked_of_those_who_are_remembered(house: House) {
    let user = house.user("ana").await;
    remembering(&house, json!({}), &second_factor()).await;
    let cookie = kept(&signed_in(&house, "ana").await);
    app_of(&house, user).await;
    let running = show(come_with(&house, &cookie).await);
    assert_eq!(running.step.stage.as_deref(), Some("OneTimePassword"));
    let code = code(&house, SEED, 0);
    let session = done(house.submit(running.token.expose(), &[&code]).await).session;
    let amr: Vec<&str> = session
        .methods
        .iter()
        .map(|method| method.amr.as_str())
        .collect();
    assert_eq!(amr, ["otp"], "no password, and not two factors");
    assert!(session.is_remembered());
    assert_eq!(session.auth_level, 0);
}

async fn attack_a_cookie_does_not_let_a_thief_choose_the_second_factor(house: House) {
    house.user("ana").await;
    let enrol = json!({"true": "success", "false": "failure"});
    let after = [(
        "enrol",
        "InnerTreeEvaluatorNode",
        enrol,
        json!({"tree": "AddSecondFactor"}),
    )];
    remembering(&house, json!({}), &[]).await;
    let cookie = kept(&signed_in(&house, "ana").await);
    remembering(&house, json!({}), &after).await;
    house
        .service("authentication", json!({"mfa": "required"}))
        .await;
    assert!(is_asked(&house, &cookie).await, "the password comes first");
}

async fn attack_a_cookie_does_not_let_a_thief_choose_the_password(house: House) {
    let (_, cookie) = ana(&house).await;
    let ask = json!({"validateInput": true});
    let patched = json!({"PATCHED": "success", "FAILURE": "failure"});
    let after = [
        ("ask", "ValidatedPasswordNode", then("patch"), ask),
        ("patch", "PatchObjectNode", patched, json!({})),
    ];
    remembering(&house, json!({}), &after).await;
    let running = show(come_with(&house, &cookie).await);
    let chosen = "another horse battery staple";
    let end = house.submit(running.token.expose(), &[chosen]).await;
    assert!(matches!(end, Progress::Failed(_)), "{end:?}");
    assert!(
        is_asked(&house, &cookie).await,
        "next time a password is asked for"
    );
    house.session("ana").await;
}

async fn attack_a_deactivated_person_is_not_recognised(house: House) {
    let (user, cookie) = ana(&house).await;
    for status in [UserStatus::Inactive, UserStatus::Active] {
        let cx = house.world.cx();
        let mut tx = cx.db().begin().await.unwrap();
        users::set_status(&cx, &mut tx, user, status).await.unwrap();
        tx.commit().await.unwrap();
        assert!(is_asked(&house, &cookie).await, "{status:?}");
    }
}

async fn attack_a_new_password_ends_what_the_old_one_began(house: House) {
    let user = house.user("ana").await;
    remembering(&house, json!({}), &[]).await;
    let end = signed_in(&house, "ana").await;
    let cx = as_person(&house, user);
    let passwords = house.engine.passwords();
    let new = Secret::new("another horse battery staple".to_owned());
    let hashed = credentials::prepare_password(&cx, passwords, &Owner::default(), None, &new)
        .await
        .unwrap();
    let mut tx = cx.db().begin().await.unwrap();
    replace_password(&cx, &mut tx, user, &hashed, Some(end.session.id))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert!(
        sessions::look(&cx, end.cookie.expose())
            .await
            .unwrap()
            .is_some()
    );
    assert!(
        is_asked(&house, &kept(&end)).await,
        "in the browser it was changed with, too"
    );
}

async fn attack_ending_all_sessions_ends_what_would_begin_them_again(house: House) {
    let (user, cookie) = ana(&house).await;
    let cx = house.world.cx();
    sessions::oversight::end_all_of(&cx, user).await.unwrap();
    assert!(is_asked(&house, &cookie).await);
    assert_eq!(count(&house, "remembered.ended").await, 1);
}

async fn attack_a_run_begun_before_the_sign_out_is_not_finished_after_it(house: House) {
    let (user, cookie) = ana(&house).await;
    app_of(&house, user).await;
    remembering(&house, json!({}), &second_factor()).await;
    let running = show(come_with(&house, &cookie).await);
    sessions::sign_out(&house.cx(), None, Some(&cookie))
        .await
        .unwrap();
    let code = code(&house, SEED, 0);
    let end = house.submit(running.token.expose(), &[&code]).await;
    assert!(matches!(end, Progress::Failed(_)), "{end:?}");
}

async fn attack_a_run_held_back_does_not_hide_that_the_cookie_was_copied(house: House) {
    let (user, stolen) = ana(&house).await;
    app_of(&house, user).await;
    remembering(&house, json!({}), &second_factor()).await;
    let theirs = show(come_with(&house, &stolen).await);
    remembering(&house, json!({}), &[]).await;
    done(come_with(&house, &stolen).await);
    house.world.clock.advance_seconds(31);
    let code = code(&house, SEED, 0);
    let end = house.submit(theirs.token.expose(), &[&code]).await;
    assert!(matches!(end, Progress::Failed(_)), "{end:?}");
}

async fn attack_nothing_that_wants_a_proof_is_satisfied_by_a_cookie(house: House) {
    let (_, cookie) = ana(&house).await;
    let session = house.session("ana").await.session;
    let wanting = [
        Start {
            fresh: true,
            ..coming_with(&cookie)
        },
        Start {
            aim: Aim::NoSession,
            ..coming_with(&cookie)
        },
        Start {
            least_level: 1,
            ..coming_with(&cookie)
        },
        Start {
            aim: Aim::Upgrade,
            session: Some(session.clone()),
            ..coming_with(&cookie)
        },
        Start {
            session: Some(session),
            ..coming_with(&cookie)
        },
    ];
    for start in wanting {
        let running = show(come(&house, start).await);
        assert_eq!(types(&running.step)[0], "NameCallback");
    }
    assert!(!is_asked(&house, &cookie).await);
}

async fn attack_a_second_factor_alone_does_not_raise_a_session_of_somebody_recognised(
    house: House,
) {
    let (user, cookie) = ana(&house).await;
    app_of(&house, user).await;
    house.world.clock.advance_seconds(3600);
    let session = done(come_with(&house, &cookie).await).session;
    let raise = Start {
        journey: Some("StepUp".to_owned()),
        aim: Aim::Upgrade,
        client_id: Some("shop".to_owned()),
        session: Some(session.clone()),
        ..Start::default()
    };
    let running = show(come(&house, raise).await);
    let code = code(&house, SEED, 0);
    let raised = done(house.submit(running.token.expose(), &[&code]).await).session;
    assert!(raised.is_remembered());
    assert_eq!(raised.auth_time, session.auth_time);
    assert_eq!(
        (raised.auth_level, raised.journey.as_str()),
        (0, "Remember")
    );
}
