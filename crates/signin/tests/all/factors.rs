//! Second factors: authenticator apps, recovery codes, and who is asked for them.

use durward_identity::authenticators::oath::Profile;
use durward_identity::authenticators::totp::{Seed, enrolled};
use durward_identity::authenticators::{add, list, pass, recovery};
use durward_journey::callback::Callback;
use durward_journey::message::Message;
use durward_journey::state::Aim;
use durward_journey::step::Step;
use durward_model::Actor;
use durward_model::authenticator::AuthenticatorKind;
use durward_model::id::UserId;
use durward_signin::journeys::{Progress, Running, Start};
use durward_store::ErrorKind;
use serde_json::json;

use crate::base::{House, PASSWORD, done, on_every_database, show, signing_in, types};

on_every_database!(
    who_has_no_second_factor_is_not_asked_for_one,
    who_has_an_app_is_asked_for_its_code,
    a_code_that_was_used_is_refused_in_the_next_sign_in,
    a_code_used_by_two_sign_ins_at_once_signs_one_in,
    guessing_codes_locks_the_account_although_the_password_is_right,
    a_right_password_does_not_reset_the_count_of_wrong_codes,
    a_recovery_code_stands_in_once,
    a_pass_of_an_administrator_stands_in_once_and_for_a_time,
    attack_a_pass_alone_signs_nobody_in,
    an_app_is_enrolled_by_its_first_code_and_only_then,
    a_realm_may_require_a_second_factor,
    a_realm_may_do_without_second_factors,
    what_was_proved_is_in_the_session,
    a_step_up_raises_the_session_it_began_with,
    attack_a_step_up_with_the_password_of_somebody_else_is_refused,
);

pub(crate) const SEED: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

/// The code that an app with `seed` shows now, or so many steps later.
pub(crate) fn code(house: &House, seed: &str, later: i64) -> String {
    let bytes = data_encoding::BASE32.decode(seed.as_bytes()).unwrap();
    let profile = Profile::default();
    profile.code(&bytes, profile.step(house.cx().now) + later)
}

/// Gives `user` an authenticator app.
pub(crate) async fn app_of(house: &House, user: UserId) {
    let cx = house.cx();
    let seed = Seed::parse(SEED).unwrap();
    let app = enrolled(&cx, "", &seed, &Profile::default(), 0)
        .await
        .unwrap();
    let mut tx = cx.db().begin().await.unwrap();
    add(&cx, &mut tx, user, &app).await.unwrap();
    tx.commit().await.unwrap();
}

async fn recovery_codes_of(house: &House, user: UserId) -> Vec<String> {
    let cx = house.cx();
    let (codes, set) = recovery::generate(&cx, user).await.unwrap();
    let mut tx = cx.db().begin().await.unwrap();
    add(&cx, &mut tx, user, &set).await.unwrap();
    tx.commit().await.unwrap();
    codes
}

/// Somebody with an app, who has typed the right password.
async fn at_the_code(house: &House) -> Running {
    let running = show(house.sign_in("ana", PASSWORD).await);
    assert_eq!(running.step.stage.as_deref(), Some("OneTimePassword"));
    running
}

async fn answer(house: &House, running: &Running, answers: &[&str]) -> Progress {
    house.submit(running.token.expose(), answers).await
}

async fn who_has_no_second_factor_is_not_asked_for_one(house: House) {
    house.user("ana").await;
    done(house.sign_in("ana", PASSWORD).await);
}

async fn who_has_an_app_is_asked_for_its_code(house: House) {
    let ana = house.user("ana").await;
    app_of(&house, ana).await;
    let running = at_the_code(&house).await;
    assert_eq!(
        types(&running.step),
        ["PasswordCallback", "ConfirmationCallback"]
    );
    let again = show(answer(&house, &running, &["000000"]).await);
    assert_eq!(again.step.notice, Some(Message::key("signin-code-wrong")));
    let spaced = code(&house, SEED, 0);
    let spaced = format!("{} {}", &spaced[..3], &spaced[3..]);
    done(answer(&house, &again, &[&spaced]).await);
}

async fn a_code_that_was_used_is_refused_in_the_next_sign_in(house: House) {
    let ana = house.user("ana").await;
    app_of(&house, ana).await;
    let used = code(&house, SEED, 0);
    let first = at_the_code(&house).await;
    done(answer(&house, &first, &[&used]).await);
    let second = at_the_code(&house).await;
    let earlier = code(&house, SEED, -1);
    let again = show(answer(&house, &second, &[&used]).await);
    let again = show(answer(&house, &again, &[&earlier]).await);
    let later = code(&house, SEED, 1);
    done(answer(&house, &again, &[&later]).await);
}

async fn a_code_used_by_two_sign_ins_at_once_signs_one_in(house: House) {
    let ana = house.user("ana").await;
    app_of(&house, ana).await;
    let (first, second) = (at_the_code(&house).await, at_the_code(&house).await);
    let code = code(&house, SEED, 0);
    let answers = [code.as_str()];
    let (one, other) = tokio::join!(
        answer(&house, &first, &answers),
        answer(&house, &second, &answers)
    );
    let signed_in = [&one, &other]
        .into_iter()
        .filter(|progress| matches!(progress, Progress::Done(_)));
    assert_eq!(signed_in.count(), 1, "{one:?}\n{other:?}");
}

async fn guessing_codes_locks_the_account_although_the_password_is_right(house: House) {
    let ana = house.user("ana").await;
    app_of(&house, ana).await;
    house
        .service("authentication", json!({"loginFailureCount": 3}))
        .await;
    let mut running = at_the_code(&house).await;
    for _ in 0..3 {
        running = show(answer(&house, &running, &["000000"]).await);
    }
    let right = code(&house, SEED, 0);
    let refused = show(answer(&house, &running, &[&right]).await);
    assert_eq!(refused.step.notice, Some(Message::key("signin-code-wrong")));
    let audited = house.audited().await;
    let told = |name: &str, reason: &str| (name.to_owned(), reason.to_owned());
    assert!(audited.contains(&told("signin.failed", "locked")));
    assert!(audited.iter().any(|(name, _)| name == "account.locked"));
}

async fn a_right_password_does_not_reset_the_count_of_wrong_codes(house: House) {
    let ana = house.user("ana").await;
    app_of(&house, ana).await;
    house
        .service("authentication", json!({"loginFailureCount": 4}))
        .await;
    for _ in 0..2 {
        let running = at_the_code(&house).await;
        let running = show(answer(&house, &running, &["000000"]).await);
        show(answer(&house, &running, &["000000"]).await);
    }
    let locked = show(house.sign_in("ana", PASSWORD).await);
    assert_eq!(locked.step.notice, Some(Message::key("signin-failed")));
}

async fn a_recovery_code_stands_in_once(house: House) {
    let ana = house.user("ana").await;
    app_of(&house, ana).await;
    let codes = recovery_codes_of(&house, ana).await;
    let typed = codes[3].to_uppercase().replace('-', " ");
    for works in [true, false] {
        let running = at_the_code(&house).await;
        let running = show(answer(&house, &running, &["", "1"]).await);
        assert_eq!(running.step.stage.as_deref(), Some("SecondFactorChoice"));
        let running = show(answer(&house, &running, &["1"]).await);
        assert_eq!(running.step.stage.as_deref(), Some("RecoveryCode"));
        let progress = answer(&house, &running, &[&typed]).await;
        if works {
            done(progress);
        } else {
            let again = show(progress);
            assert_eq!(again.step.notice, Some(Message::key("recovery-code-wrong")));
        }
    }
    let mine = list(&house.cx(), ana).await.unwrap();
    let set = mine
        .iter()
        .find(|one| one.kind == AuthenticatorKind::RecoveryCodes);
    assert_eq!(recovery::left(set.unwrap()), recovery::COUNT - 1);
}

/// A pass for `ana` that works for an hour.
async fn pass_of(house: &House, ana: UserId) -> String {
    let cx = house.world.cx();
    let pass = pass::give(&cx, ana, 60).await.unwrap();
    pass.expose().clone()
}

/// At the step that asks `ana` for a recovery code, after the password.
async fn at_the_recovery_code(house: &House) -> Running {
    let running = at_the_code(house).await;
    let running = show(answer(house, &running, &["", "1"]).await);
    let running = show(answer(house, &running, &["1"]).await);
    assert_eq!(running.step.stage.as_deref(), Some("RecoveryCode"));
    running
}

async fn a_pass_of_an_administrator_stands_in_once_and_for_a_time(house: House) {
    let ana = house.user("ana").await;
    let nothing_lost = pass::give(&house.world.cx(), ana, 60).await;
    assert_eq!(nothing_lost.unwrap_err().kind, ErrorKind::Conflict);
    app_of(&house, ana).await;
    let codes = recovery_codes_of(&house, ana).await;
    let replaced = pass_of(&house, ana).await;
    let given = pass_of(&house, ana).await;
    let wrong = Some(Message::key("recovery-code-wrong"));
    let running = at_the_recovery_code(&house).await;
    let running = show(answer(&house, &running, &[&replaced]).await);
    assert_eq!(running.step.notice, wrong);
    done(answer(&house, &running, &[&given]).await);
    let running = at_the_recovery_code(&house).await;
    let running = show(answer(&house, &running, &[&given]).await);
    assert_eq!(running.step.notice, wrong, "it was used");
    let late = pass_of(&house, ana).await;
    house.world.clock.advance_seconds(3600);
    let running = at_the_recovery_code(&house).await;
    let running = show(answer(&house, &running, &[&late]).await);
    assert_eq!(running.step.notice, wrong, "its time is over");
    done(answer(&house, &running, &[&codes[0]]).await);
    let mine = list(&house.cx(), ana).await.unwrap();
    let set = mine
        .iter()
        .find(|one| one.kind == AuthenticatorKind::RecoveryCodes);
    assert_eq!(recovery::left(set.unwrap()), recovery::COUNT - 1);
    for minutes in [0, pass::LONGEST + 1] {
        let refused = pass::give(&house.world.cx(), ana, minutes).await;
        assert!(matches!(refused.unwrap_err().kind, ErrorKind::Invalid(_)));
    }
}

async fn attack_a_pass_alone_signs_nobody_in(house: House) {
    let ana = house.user("ana").await;
    app_of(&house, ana).await;
    let given = pass_of(&house, ana).await;
    let running = show(house.sign_in("ana", &given).await);
    assert_eq!(running.step.notice, Some(Message::key("signin-failed")));
    let by_herself = house.cx().acting(Actor::User(ana));
    let refused = pass::give(&by_herself, ana, 60).await;
    assert_eq!(refused.unwrap_err().kind, ErrorKind::NotFound);
}

/// The seed that a step shows.
fn shown_seed(step: &Step) -> String {
    let address = step
        .prompts
        .iter()
        .find_map(|prompt| match &prompt.callback {
            Callback::HiddenValue { value, .. } => {
                value.split_once("secret=").map(|(_, rest)| rest)
            }
            _ => None,
        });
    address.unwrap().split('&').next().unwrap().to_owned()
}

async fn an_app_is_enrolled_by_its_first_code_and_only_then(house: House) {
    let ana = house.user("ana").await;
    let connections = json!({"true": "success", "false": "failure"});
    let inner = json!({"tree": "AddSecondFactor"});
    let after = [("add", "InnerTreeEvaluatorNode", connections, inner)];
    house.journey(signing_in("Adding", &after)).await.unwrap();
    let running = house.run_of("Adding").await;
    let running = show(answer(&house, &running, &["ana", PASSWORD]).await);
    assert_eq!(
        running.step.stage.as_deref(),
        Some("MfaRegistrationOptions")
    );
    let running = show(answer(&house, &running, &["1"]).await);
    assert_eq!(running.step.stage.as_deref(), Some("OathRegistration"));
    let seed = shown_seed(&running.step);
    assert_eq!(seed.len(), 32);
    let again = show(answer(&house, &running, &["", "000000"]).await);
    assert_eq!(
        shown_seed(&again.step),
        seed,
        "the same seed is shown again"
    );
    assert!(list(&house.cx(), ana).await.unwrap().is_empty());
    let first = code(&house, &seed, 0);
    let running = show(answer(&house, &again, &["", &first]).await);
    let Callback::RecoveryCodes { codes, .. } = &running.step.prompts[0].callback else {
        panic!("recovery codes were expected: {:?}", running.step);
    };
    assert_eq!(codes.len(), recovery::COUNT);
    let session = done(answer(&house, &running, &[]).await).session;
    assert_eq!(session.auth_level, 2);
    let mine = list(&house.cx(), ana).await.unwrap();
    let mut kinds: Vec<_> = mine.iter().map(|one| one.kind).collect();
    kinds.sort();
    assert_eq!(
        kinds,
        [AuthenticatorKind::Totp, AuthenticatorKind::RecoveryCodes]
    );
    assert!(!format!("{mine:?}").contains(&seed), "the seed is sealed");
    let running = at_the_code(&house).await;
    let replayed = show(answer(&house, &running, &[&first]).await);
    let second = code(&house, &seed, 1);
    done(answer(&house, &replayed, &[&second]).await);
}

async fn a_realm_may_require_a_second_factor(house: House) {
    house.user("ana").await;
    house
        .service("authentication", json!({"mfa": "required"}))
        .await;
    let running = show(house.sign_in("ana", PASSWORD).await);
    assert_eq!(
        running.step.stage.as_deref(),
        Some("MfaRegistrationOptions")
    );
}

async fn a_realm_may_do_without_second_factors(house: House) {
    let ana = house.user("ana").await;
    app_of(&house, ana).await;
    house
        .service("authentication", json!({"mfa": "never"}))
        .await;
    done(house.sign_in("ana", PASSWORD).await);
}

async fn what_was_proved_is_in_the_session(house: House) {
    let ana = house.user("ana").await;
    app_of(&house, ana).await;
    let running = at_the_code(&house).await;
    let code = code(&house, SEED, 0);
    let session = done(answer(&house, &running, &[&code]).await).session;
    let methods: Vec<_> = session.methods.iter().map(|one| &*one.amr).collect();
    assert_eq!(methods, ["pwd", "otp", "mfa"]);
    assert_eq!(session.auth_level, 2);
}

async fn a_step_up_raises_the_session_it_began_with(house: House) {
    let ana = house.user("ana").await;
    let before = house.session("ana").await;
    assert_eq!(before.session.auth_level, 0);
    app_of(&house, ana).await;
    let start = Start {
        journey: Some("StepUp".to_owned()),
        aim: Aim::Upgrade,
        session: Some(before.session.clone()),
        ..Start::default()
    };
    let running = show(house.engine.start(&house.cx(), start).await.unwrap());
    assert_eq!(running.step.stage.as_deref(), Some("OneTimePassword"));
    let code = code(&house, SEED, 0);
    let after = done(answer(&house, &running, &[&code]).await);
    assert_eq!(after.session.id, before.session.id);
    assert_ne!(after.cookie.expose(), before.cookie.expose());
    assert_eq!(after.session.auth_level, 2);
    let methods: Vec<_> = after.session.methods.iter().map(|one| &*one.amr).collect();
    assert_eq!(methods, ["pwd", "otp", "mfa"]);
}

async fn attack_a_step_up_with_the_password_of_somebody_else_is_refused(house: House) {
    house.user("ana").await;
    house.user("ben").await;
    let session = house.session("ana").await.session;
    let start = Start {
        journey: Some("Login".to_owned()),
        aim: Aim::Upgrade,
        session: Some(session),
        ..Start::default()
    };
    let running = show(house.engine.start(&house.cx(), start).await.unwrap());
    let mut bens = PASSWORD.to_owned();
    bens.push('!');
    let again = show(answer(&house, &running, &["ben", &bens]).await);
    assert_eq!(again.step.notice, Some(Message::key("signin-failed")));
    let ana = done(answer(&house, &again, &["ben", PASSWORD]).await)
        .session
        .user;
    assert_eq!(Some(ana), Some(house.session("ana").await.session.user));
}
