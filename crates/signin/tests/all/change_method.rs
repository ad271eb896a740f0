//! One authenticator in the place of another (R-AUM-19).

use durward_identity::authenticators::oath::Profile;
use durward_identity::authenticators::totp::{Seed, enrolled};
use durward_identity::authenticators::{add, fresh, list, recovery};
use durward_identity::users::{self, UserFields};
use durward_journey::callback::Callback;
use durward_journey::message::Message;
use durward_journey::state::Aim;
use durward_model::authenticator::AuthenticatorKind;
use durward_model::id::{AuthenticatorId, UserId};
use durward_model::text::Username;
use durward_signin::journeys::{Progress, Running, Start};
use durward_signin::sessions;
use durward_store::ErrorKind;
use durward_store::authenticators::Authenticator;

use crate::base::{House, PASSWORD, done, failed, on_every_database, show};

on_every_database!(
    the_new_one_takes_the_place_of_the_old_one_with_its_first_code,
    a_change_that_is_left_or_fails_leaves_the_old_one,
    who_lost_the_old_one_changes_it_with_a_recovery_code,
    the_only_way_in_is_replaced_by_another_way_in_alone,
    of_two_changes_of_one_method_at_once_one_happens,
    attack_a_change_does_not_go_on_when_the_session_was_ended,
    attack_a_method_is_not_changed_by_whoever_found_an_open_session,
);

const SEED: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

fn code(house: &House, seed: &str, later: i64) -> String {
    let bytes = data_encoding::BASE32.decode(seed.as_bytes()).unwrap();
    let profile = Profile::default();
    profile.code(&bytes, profile.step(house.cx().now) + later)
}

async fn give(house: &House, user: UserId, authenticator: &Authenticator) {
    let cx = house.cx();
    let mut tx = cx.db().begin().await.unwrap();
    add(&cx, &mut tx, user, authenticator).await.unwrap();
    tx.commit().await.unwrap();
}

async fn app_of(house: &House, user: UserId) -> AuthenticatorId {
    let cx = house.cx();
    let seed = Seed::parse(SEED).unwrap();
    let app = enrolled(&cx, "Old phone", &seed, &Profile::default(), 0)
        .await
        .unwrap();
    give(house, user, &app).await;
    app.id
}

async fn codes_of(house: &House, user: UserId) -> Vec<String> {
    let (codes, set) = recovery::generate(&house.cx(), user).await.unwrap();
    give(house, user, &set).await;
    codes
}

async fn factors(house: &House, user: UserId) -> Vec<AuthenticatorId> {
    let mine = list(&house.cx(), user).await.unwrap();
    let factors = mine.iter().filter(|one| one.kind.is_factor());
    factors.map(|one| one.id).collect()
}

/// The owner of `session`, who wants to change `old`.
async fn changing_with(
    house: &House,
    session: durward_model::session::Session,
    old: AuthenticatorId,
) -> Running {
    house
        .start(Start {
            journey: Some("ChangeMethod".to_owned()),
            aim: Aim::Upgrade,
            session: Some(session),
            authenticator: Some(old),
            ..Start::default()
        })
        .await
}

async fn answer(house: &House, running: &Running, answers: &[&str]) -> Progress {
    house.submit(running.token.expose(), answers).await
}

fn stage(running: &Running) -> &str {
    running.step.stage.as_deref().unwrap_or_default()
}

fn shown_seed(running: &Running) -> String {
    let address = running
        .step
        .prompts
        .iter()
        .find_map(|prompt| match &prompt.callback {
            Callback::HiddenValue { value, .. } => value.split_once("secret="),
            _ => None,
        });
    let (_, rest) = address.unwrap();
    rest.split('&').next().unwrap().to_owned()
}

/// Somebody with an app who has signed in before it was there, has said who it is, and sees the seed of a new one.
async fn at_the_new_app(house: &House, name: &str) -> (UserId, AuthenticatorId, Running) {
    let user = house.user(name).await;
    let session = house.session(name).await.session;
    let old = app_of(house, user).await;
    let running = changing_with(house, session, old).await;
    assert_eq!(stage(&running), "OneTimePassword");
    let now = code(house, SEED, 0);
    let running = show(answer(house, &running, &[&now]).await);
    assert_eq!(stage(&running), "MfaRegistrationOptions");
    let running = show(answer(house, &running, &["1"]).await);
    assert_eq!(stage(&running), "OathRegistration");
    (user, old, running)
}

async fn the_new_one_takes_the_place_of_the_old_one_with_its_first_code(house: House) {
    let (ana, old, running) = at_the_new_app(&house, "ana").await;
    let seed = shown_seed(&running);
    assert_eq!(factors(&house, ana).await, [old]);
    let wrong = show(answer(&house, &running, &["", "000000"]).await);
    assert_eq!(factors(&house, ana).await, [old]);
    let first = code(&house, &seed, 0);
    let running = show(answer(&house, &wrong, &["", &first]).await);
    assert_eq!(stage(&running), "RecoveryCodes");
    let now = factors(&house, ana).await;
    assert_eq!(now.len(), 1);
    assert_ne!(now, [old]);
    done(answer(&house, &running, &[]).await);
    let audited = house.audited().await;
    for event in ["authenticator.added", "authenticator.removed"] {
        assert!(audited.iter().any(|(name, _)| name == event), "{event}");
    }
    let running = show(house.sign_in("ana", PASSWORD).await);
    let stale = code(&house, SEED, 1);
    let running = show(answer(&house, &running, &[&stale]).await);
    let next = code(&house, &seed, 1);
    done(answer(&house, &running, &[&next]).await);
}

async fn a_change_that_is_left_or_fails_leaves_the_old_one(house: House) {
    let (ana, old, mut running) = at_the_new_app(&house, "ana").await;
    let back = show(answer(&house, &running, &["", "", "1"]).await);
    assert_eq!(stage(&back), "MfaRegistrationOptions");
    running = show(answer(&house, &back, &["1"]).await);
    for _ in 0..4 {
        running = show(answer(&house, &running, &["", "000000"]).await);
    }
    assert_eq!(factors(&house, ana).await, [old]);
    let signing_in = show(house.sign_in("ana", PASSWORD).await);
    let next = code(&house, SEED, 1);
    done(answer(&house, &signing_in, &[&next]).await);
}

async fn who_lost_the_old_one_changes_it_with_a_recovery_code(house: House) {
    let ana = house.user("ana").await;
    let session = house.session("ana").await.session;
    let old = app_of(&house, ana).await;
    let codes = codes_of(&house, ana).await;
    let running = changing_with(&house, session, old).await;
    let running = show(answer(&house, &running, &["", "1"]).await);
    assert_eq!(stage(&running), "SecondFactorChoice");
    let running = show(answer(&house, &running, &["1"]).await);
    let running = show(answer(&house, &running, &[&codes[0]]).await);
    let running = show(answer(&house, &running, &["1"]).await);
    let first = code(&house, &shown_seed(&running), 0);
    done(answer(&house, &running, &["", &first]).await);
    assert_ne!(factors(&house, ana).await, [old]);
}

async fn the_only_way_in_is_replaced_by_another_way_in_alone(house: House) {
    let cx = house.world.cx();
    let fields = UserFields::named(Username::parse("ana").unwrap());
    let mut tx = cx.db().begin().await.unwrap();
    let ana = users::create(&cx, &mut tx, fields).await.unwrap().id;
    tx.commit().await.unwrap();
    let key = fresh(&cx, AuthenticatorKind::Passkey, "Key");
    give(&house, ana, &key).await;
    let codes = codes_of(&house, ana).await;
    house.user("ben").await;
    let mut session = house.session("ben").await.session;
    session.user = ana;
    let running = changing_with(&house, session, key.id).await;
    assert_eq!(stage(&running), "WebAuthnAuthentication");
    let running = show(answer(&house, &running, &["", "1"]).await);
    let running = show(answer(&house, &running, &["1"]).await);
    assert_eq!(stage(&running), "RecoveryCode");
    let running = show(answer(&house, &running, &[&codes[0]]).await);
    let Callback::Choice { choices, .. } = &running.step.prompts[0].callback else {
        panic!("a choice was expected: {:?}", running.step);
    };
    assert_eq!(*choices, [Message::key("method-passkey-add")]);

    let app = fresh(&cx, AuthenticatorKind::Totp, "App");
    let mut tx = cx.db().begin().await.unwrap();
    let forced = durward_identity::authenticators::replace(&cx, &mut tx, ana, key.id, &app).await;
    assert_eq!(forced.unwrap_err().kind, ErrorKind::Conflict);
}

async fn of_two_changes_of_one_method_at_once_one_happens(house: House) {
    let (ana, old, one) = at_the_new_app(&house, "ana").await;
    house.world.clock.advance_seconds(60);
    let signing_in = show(house.sign_in("ana", PASSWORD).await);
    let now = code(&house, SEED, 0);
    let session = done(answer(&house, &signing_in, &[&now]).await).session;
    let other = changing_with(&house, session, old).await;
    let next = code(&house, SEED, 1);
    let other = show(answer(&house, &other, &[&next]).await);
    let other = show(answer(&house, &other, &["1"]).await);
    let submit = async |running: &Running| {
        let first = code(&house, &shown_seed(running), 0);
        let read = |step: &durward_journey::step::Step| crate::base::read(step, &["", &first]);
        let cx = house.cx();
        house.engine.submit(&cx, running.token.expose(), read).await
    };
    let (first, second) = tokio::join!(submit(&one), submit(&other));
    let won = [&first, &second].into_iter().filter(|came| came.is_ok());
    assert_eq!(won.count(), 1, "{first:?}\n{second:?}");
    let now = factors(&house, ana).await;
    assert_eq!(now.len(), 1);
    assert_ne!(now, [old]);
}

async fn attack_a_change_does_not_go_on_when_the_session_was_ended(house: House) {
    let (ana, old, running) = at_the_new_app(&house, "ana").await;
    let cx = house.world.cx();
    let mut tx = cx.db().begin().await.unwrap();
    sessions::end_all(&cx, &mut tx, ana).await.unwrap();
    tx.commit().await.unwrap();
    let first = code(&house, &shown_seed(&running), 0);
    failed(answer(&house, &running, &["", &first]).await);
    assert_eq!(factors(&house, ana).await, [old]);
    let refused = ("signin.failed".to_owned(), "session ended".to_owned());
    assert!(house.audited().await.contains(&refused));
}

async fn attack_a_method_is_not_changed_by_whoever_found_an_open_session(house: House) {
    let ana = house.user("ana").await;
    let session = house.session("ana").await.session;
    let old = app_of(&house, ana).await;
    let mut running = changing_with(&house, session, old).await;
    for _ in 0..4 {
        running = show(answer(&house, &running, &["000000"]).await);
        assert_eq!(stage(&running), "OneTimePassword");
    }
    assert_eq!(factors(&house, ana).await, [old]);
}
