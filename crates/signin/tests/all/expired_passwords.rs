//! Passwords that must be changed before a sign-in goes on.

use durward_identity::authenticators::add;
use durward_identity::authenticators::oath::Profile;
use durward_identity::authenticators::totp::{Seed, enrolled};
use durward_identity::credentials::require_change;
use durward_journey::message::Message;
use durward_journey::state::Aim;
use durward_model::id::UserId;
use durward_signin::journeys::{Progress, Running, Start};
use serde_json::json;

use crate::base::{House, PASSWORD, done, on_every_database, show};

on_every_database!(
    an_expired_password_is_changed_before_the_sign_in_goes_on,
    a_marked_password_is_changed_once,
    attack_an_expired_password_alone_changes_nothing_of_who_has_a_second_factor,
    attack_leaving_the_change_signs_nobody_in,
    an_expired_password_still_proves_who_is_signed_in,
);

const NEW: &str = "another horse another battery";
const SEED: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

fn stage(running: &Running) -> &str {
    running.step.stage.as_deref().unwrap_or_default()
}

async fn answer(house: &House, running: &Running, answers: &[&str]) -> Progress {
    house.submit(running.token.expose(), answers).await
}

/// Somebody whose password somebody else chose.
async fn marked(house: &House, name: &str) -> UserId {
    let user = house.user(name).await;
    let cx = house.world.cx();
    let mut tx = cx.db().begin().await.unwrap();
    require_change(&cx, &mut tx, user).await.unwrap();
    tx.commit().await.unwrap();
    user
}

async fn an_expired_password_is_changed_before_the_sign_in_goes_on(house: House) {
    let ana = house.user("ana").await;
    house
        .service(
            "password-policy",
            json!({"maximumAgeDays": 90, "minimumLength": 12}),
        )
        .await;
    done(house.sign_in("ana", PASSWORD).await);
    house.world.clock.advance_seconds(90 * 86_400);
    let running = show(house.sign_in("ana", PASSWORD).await);
    assert_eq!(stage(&running), "NewPassword");
    let short = show(answer(&house, &running, &["short"]).await);
    let refused = Some(Message::key("signin-password-refused"));
    assert_eq!(short.step.notice, refused);
    let same = show(answer(&house, &short, &[PASSWORD]).await);
    assert_eq!(stage(&same), "NewPassword");
    assert!(same.step.notice.is_some(), "the old one will not do");
    let session = done(answer(&house, &same, &[NEW]).await).session;
    assert_eq!(session.user, ana);
    done(house.sign_in("ana", NEW).await);
    let old = show(house.sign_in("ana", PASSWORD).await);
    assert_eq!(old.step.notice, Some(Message::key("signin-failed")));
}

async fn a_marked_password_is_changed_once(house: House) {
    marked(&house, "ana").await;
    let running = show(house.sign_in("ana", PASSWORD).await);
    assert_eq!(stage(&running), "NewPassword");
    done(answer(&house, &running, &[NEW]).await);
    done(house.sign_in("ana", NEW).await);
    let audited = house.audited().await;
    assert!(audited.iter().any(|(name, _)| name == "password.set"));
}

async fn attack_an_expired_password_alone_changes_nothing_of_who_has_a_second_factor(house: House) {
    let ana = marked(&house, "ana").await;
    let cx = house.cx();
    let seed = Seed::parse(SEED).unwrap();
    let profile = Profile::default();
    let app = enrolled(&cx, "", &seed, &profile, 0).await.unwrap();
    let mut tx = cx.db().begin().await.unwrap();
    add(&cx, &mut tx, ana, &app).await.unwrap();
    tx.commit().await.unwrap();
    let running = show(house.sign_in("ana", PASSWORD).await);
    assert_eq!(stage(&running), "OneTimePassword");
    let again = show(answer(&house, &running, &["000000"]).await);
    assert_eq!(stage(&again), "OneTimePassword");
    let bytes = data_encoding::BASE32.decode(SEED.as_bytes()).unwrap();
    let code = profile.code(&bytes, profile.step(cx.now));
    let running = show(answer(&house, &again, &[&code]).await);
    assert_eq!(stage(&running), "NewPassword");
    let session = done(answer(&house, &running, &[NEW]).await).session;
    let methods: Vec<_> = session.methods.iter().map(|one| &*one.amr).collect();
    assert_eq!(methods, ["pwd", "otp", "mfa"]);
}

async fn attack_leaving_the_change_signs_nobody_in(house: House) {
    marked(&house, "ana").await;
    let running = show(house.sign_in("ana", PASSWORD).await);
    let empty = show(answer(&house, &running, &[]).await);
    assert_eq!(stage(&empty), "NewPassword");
    let again = show(house.sign_in("ana", PASSWORD).await);
    assert_eq!(stage(&again), "NewPassword");
    let audited = house.audited().await;
    assert!(!audited.iter().any(|(name, _)| name == "signin.succeeded"));
}

async fn an_expired_password_still_proves_who_is_signed_in(house: House) {
    let ana = house.user("ana").await;
    let session = house.session("ana").await.session;
    let cx = house.world.cx();
    let mut tx = cx.db().begin().await.unwrap();
    require_change(&cx, &mut tx, ana).await.unwrap();
    tx.commit().await.unwrap();
    let start = Start {
        journey: Some("AddMethod".to_owned()),
        aim: Aim::Upgrade,
        session: Some(session),
        ..Start::default()
    };
    let running = house.start(start).await;
    let running = show(answer(&house, &running, &[PASSWORD]).await);
    assert_eq!(stage(&running), "MfaRegistrationOptions");
}
