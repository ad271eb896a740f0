//! Passwords of users.

use durward_identity::credentials::{
    Verdict, change_password, prepare_password, put_password, require_change, set_imported_hash,
    set_password, set_temporary_password, verify_password, warned_expiry,
};
use durward_identity::lockouts::Device;
use durward_identity::passwords::Passwords;
use durward_identity::policy::Owner;
use durward_model::id::UserId;
use durward_model::user::User;
use durward_store::credentials as rows;
use durward_store::documents::{Expect, save};
use durward_store::testing::World;
use durward_store::{Cx, ErrorKind, services};
use serde_json::json;

use crate::base::{PASSWORD, audited, by, hashing, on_every_database, secret, user, within};

on_every_database!(
    a_set_password_verifies_and_no_other_does,
    attack_an_unknown_user_costs_as_much_as_a_known_one,
    an_imported_hash_is_upgraded_at_the_first_right_password,
    attack_a_stale_upgrade_does_not_bring_an_old_password_back,
    people_change_their_own_password_knowing_the_current_one,
    attack_guessing_the_current_password_locks,
    attack_nobody_changes_the_password_of_another,
    the_policy_holds_wherever_a_password_is_set,
    a_password_used_before_is_refused_as_long_as_the_policy_remembers,
    a_wrong_scheme_is_refused_on_import,
    a_password_expires_when_it_is_too_old_or_somebody_says_so,
    attack_an_expired_password_is_not_chosen_again,
    a_change_is_asked_for_by_who_may_and_of_who_has_a_password,
);

async fn right(cx: &Cx, passwords: &Passwords, user: &User, password: &str) -> bool {
    let presented = secret(password);
    verify_password(cx, passwords, Some(user), &presented)
        .await
        .unwrap()
        .is_right()
}

async fn stored(cx: &Cx, id: UserId) -> rows::Password {
    let mut tx = cx.db().read().await.unwrap();
    rows::password(cx, &mut tx, id).await.unwrap().unwrap()
}

async fn set_policy(cx: &Cx, settings: serde_json::Value) {
    within(cx, async |tx| {
        let kind = cx.platform.kinds.named(services::KIND)?;
        let body = json!({"service": "password-policy", "settings": settings});
        save(cx, tx, kind.as_ref(), None, body, Expect::Anything).await
    })
    .await
    .unwrap();
    cx.platform.documents.forget_all();
}

async fn verdict(cx: &Cx, passwords: &Passwords, user: &User) -> Verdict {
    let presented = secret(PASSWORD);
    verify_password(cx, passwords, Some(user), &presented)
        .await
        .unwrap()
}

async fn a_password_expires_when_it_is_too_old_or_somebody_says_so(world: World) {
    let (cx, passwords) = (world.cx(), hashing(&world));
    let ana = user(&cx, "ana").await;
    set_password(&cx, &passwords, ana.id, &secret(PASSWORD))
        .await
        .unwrap();
    let policy = json!({"maximumAgeDays": 90, "expiryWarningDays": 7});
    set_policy(&cx, policy).await;
    world.clock.advance_seconds(83 * 86_400 - 1);
    let cx = world.cx();
    assert_eq!(verdict(&cx, &passwords, &ana).await, Verdict::Right);
    let password = stored(&cx, ana.id).await;
    let warned = warned_expiry(&cx, Some(&password)).await.unwrap();
    assert_eq!(warned, None);
    world.clock.advance_seconds(1);
    let cx = world.cx();
    let warned = warned_expiry(&cx, Some(&password)).await.unwrap();
    assert_eq!(warned, Some(cx.now.plus_seconds(7 * 86_400)));
    world.clock.advance_seconds(7 * 86_400);
    let cx = world.cx();
    assert_eq!(verdict(&cx, &passwords, &ana).await, Verdict::Expired);
    let other = secret("another horse another battery");
    set_temporary_password(&cx, &passwords, ana.id, &other)
        .await
        .unwrap();
    assert!(stored(&cx, ana.id).await.must_change);
    set_password(&cx, &passwords, ana.id, &secret(PASSWORD))
        .await
        .unwrap();
    assert_eq!(verdict(&cx, &passwords, &ana).await, Verdict::Right);
    within(&cx, async |tx| require_change(&cx, tx, ana.id).await)
        .await
        .unwrap();
    assert_eq!(verdict(&cx, &passwords, &ana).await, Verdict::Expired);
    let presented = secret("wrong");
    let wrong = verify_password(&cx, &passwords, Some(&ana), &presented);
    assert_eq!(wrong.await.unwrap(), Verdict::Wrong);
}

async fn attack_an_expired_password_is_not_chosen_again(world: World) {
    let (cx, passwords) = (world.cx(), hashing(&world));
    let ana = user(&cx, "ana").await;
    set_temporary_password(&cx, &passwords, ana.id, &secret(PASSWORD))
        .await
        .unwrap();
    let owner = Owner::of(&ana);
    let again = prepare_password(&cx, &passwords, &owner, Some(ana.id), &secret(PASSWORD)).await;
    let refused = again.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::Invalid("password".into()));
}

async fn a_change_is_asked_for_by_who_may_and_of_who_has_a_password(world: World) {
    let (cx, passwords) = (world.cx(), hashing(&world));
    let ana = user(&cx, "ana").await;
    let none = within(&cx, async |tx| require_change(&cx, tx, ana.id).await).await;
    assert_eq!(none.unwrap_err().kind, ErrorKind::Conflict);
    set_password(&cx, &passwords, ana.id, &secret(PASSWORD))
        .await
        .unwrap();
    let bob = by(&cx, user(&cx, "bob").await.id);
    let stranger = within(&bob, async |tx| require_change(&bob, tx, ana.id).await).await;
    assert_eq!(stranger.unwrap_err().kind, ErrorKind::NotFound);
    for _ in 0..2 {
        within(&cx, async |tx| require_change(&cx, tx, ana.id).await)
            .await
            .unwrap();
    }
    let told = audited(&cx).await;
    let asked = told
        .iter()
        .filter(|name| *name == "password.change-required");
    assert_eq!(asked.count(), 1);
}

async fn a_set_password_verifies_and_no_other_does(world: World) {
    let (cx, passwords) = (world.cx(), hashing(&world));
    let ana = user(&cx, "ana").await;
    assert!(!right(&cx, &passwords, &ana, PASSWORD).await);
    set_password(&cx, &passwords, ana.id, &secret(PASSWORD))
        .await
        .unwrap();
    assert!(right(&cx, &passwords, &ana, PASSWORD).await);
    for wrong in [
        "",
        "correct horse battery stapl",
        "Correct horse battery staple",
    ] {
        assert!(!right(&cx, &passwords, &ana, wrong).await, "{wrong}");
    }
    assert_eq!(audited(&cx).await, ["password.set", "user.created"]);
}

async fn attack_an_unknown_user_costs_as_much_as_a_known_one(world: World) {
    let (cx, passwords) = (world.cx(), hashing(&world));
    let ana = user(&cx, "ana").await;
    let bob = user(&cx, "bob").await;
    set_password(&cx, &passwords, ana.id, &secret(PASSWORD))
        .await
        .unwrap();
    let presented = secret("wrong");
    for who in [Some(&ana), Some(&bob), None] {
        let before = passwords.statistics().done;
        let ok = verify_password(&cx, &passwords, who, &presented)
            .await
            .unwrap();
        assert!(!ok.is_right());
        assert_eq!(passwords.statistics().done - before, 1);
    }
}

async fn an_imported_hash_is_upgraded_at_the_first_right_password(world: World) {
    let (cx, passwords) = (world.cx(), hashing(&world));
    let ana = user(&cx, "ana").await;
    let hash = "{SSHA}awc/Cj0kafyFd5d8fGn07xoHBJJzYWx0c2FsdA==";
    within(&cx, async |tx| {
        set_imported_hash(&cx, tx, ana.id, hash).await
    })
    .await
    .unwrap();
    assert!(!right(&cx, &passwords, &ana, "wrong horse").await);
    assert_eq!(stored(&cx, ana.id).await.hash, hash);
    assert!(right(&cx, &passwords, &ana, "correct horse").await);
    assert!(stored(&cx, ana.id).await.hash.starts_with("$argon2id$"));
    let before = passwords.statistics().done;
    assert!(right(&cx, &passwords, &ana, "correct horse").await);
    assert_eq!(passwords.statistics().done - before, 1);
    let expected = ["password.imported", "password.rehashed", "user.created"];
    assert_eq!(audited(&cx).await, expected);
}

async fn attack_a_stale_upgrade_does_not_bring_an_old_password_back(world: World) {
    let cx = world.cx();
    let ana = user(&cx, "ana").await;
    within(&cx, async |tx| {
        Ok(rows::put_password(&cx, tx, ana.id, "old", &[], None).await?)
    })
    .await
    .unwrap();
    let seen = stored(&cx, ana.id).await;
    within(&cx, async |tx| {
        Ok(rows::put_password(&cx, tx, ana.id, "new", &[], None).await?)
    })
    .await
    .unwrap();
    let upgraded = within(&cx, async |tx| {
        Ok(rows::rehash_password(&cx, tx, ana.id, seen.version, "old, better").await?)
    });
    assert!(!upgraded.await.unwrap());
    assert_eq!(stored(&cx, ana.id).await.hash, "new");
}

async fn people_change_their_own_password_knowing_the_current_one(world: World) {
    let (cx, passwords) = (world.cx(), hashing(&world));
    let ana = user(&cx, "ana").await;
    set_password(&cx, &passwords, ana.id, &secret(PASSWORD))
        .await
        .unwrap();
    let own = by(&cx, ana.id);
    let change = async |current: &str, new: &str| {
        change_password(
            &own,
            &passwords,
            ana.id,
            Device::Unknown,
            &secret(current),
            &secret(new),
        )
        .await
    };
    let wrong = change("wrong", "another good one").await.unwrap_err();
    assert_eq!(wrong.kind, ErrorKind::Invalid("currentPassword".to_owned()));
    let weak = change(PASSWORD, "short").await.unwrap_err();
    assert_eq!(weak.kind, ErrorKind::Invalid("password".to_owned()));
    change(PASSWORD, "another good one").await.unwrap();
    assert!(right(&cx, &passwords, &ana, "another good one").await);
    assert!(!right(&cx, &passwords, &ana, PASSWORD).await);
}

async fn attack_guessing_the_current_password_locks(world: World) {
    let (cx, passwords) = (world.cx(), hashing(&world));
    let ana = user(&cx, "ana").await;
    set_password(&cx, &passwords, ana.id, &secret(PASSWORD))
        .await
        .unwrap();
    let own = by(&cx, ana.id);
    let guess = async |current: &str| {
        let new = secret("another good one");
        change_password(
            &own,
            &passwords,
            ana.id,
            Device::Unknown,
            &secret(current),
            &new,
        )
        .await
    };
    for _ in 0..10 {
        guess("wrong").await.unwrap_err();
    }
    let locked = guess(PASSWORD).await.unwrap_err();
    assert_eq!(locked.kind, ErrorKind::RateLimited(301));
}

async fn attack_nobody_changes_the_password_of_another(world: World) {
    let (cx, passwords) = (world.cx(), hashing(&world));
    let ana = user(&cx, "ana").await;
    let eve = user(&cx, "eve").await;
    let as_eve = by(&cx, eve.id);
    let (current, new) = (secret(PASSWORD), secret("another good one"));
    let refused =
        change_password(&as_eve, &passwords, ana.id, Device::Unknown, &current, &new).await;
    assert_eq!(refused.unwrap_err().kind, ErrorKind::Forbidden);
    let refused = set_password(&as_eve, &passwords, ana.id, &new).await;
    assert_eq!(refused.unwrap_err().kind, ErrorKind::NotFound);
}

async fn the_policy_holds_wherever_a_password_is_set(world: World) {
    let (cx, passwords) = (world.cx(), hashing(&world));
    let ana = user(&cx, "ana").await;
    let refused = set_password(&cx, &passwords, ana.id, &secret("1234567"))
        .await
        .unwrap_err();
    assert_eq!(refused.public, "Minimum password length is 8.");
    set_policy(&cx, json!({"minimumLength": 12})).await;
    let refused = set_password(&cx, &passwords, ana.id, &secret("elevenchars"))
        .await
        .unwrap_err();
    assert_eq!(refused.public, "Minimum password length is 12.");
    let owner = Owner::of(&ana);
    let refused = prepare_password(&cx, &passwords, &owner, None, &secret("elevenchars")).await;
    assert_eq!(
        refused.unwrap_err().public,
        "Minimum password length is 12."
    );
}

async fn a_password_used_before_is_refused_as_long_as_the_policy_remembers(world: World) {
    let (cx, passwords) = (world.cx(), hashing(&world));
    set_policy(&cx, json!({"history": 2})).await;
    let ana = user(&cx, "ana").await;
    let set = async |password: &str| set_password(&cx, &passwords, ana.id, &secret(password)).await;
    for password in ["first good one", "second good one", "third good one"] {
        set(password).await.unwrap();
    }
    for used in ["third good one", "second good one", "first good one"] {
        let refused = set(used).await.unwrap_err();
        assert_eq!(
            refused.kind,
            ErrorKind::Invalid("password".to_owned()),
            "{used}"
        );
    }
    set("fourth good one").await.unwrap();
    set("first good one").await.unwrap();
    let (owner, fifth) = (Owner::of(&ana), secret("fifth good one"));
    let new = prepare_password(&cx, &passwords, &owner, None, &fifth)
        .await
        .unwrap();
    within(&cx, async |tx| put_password(&cx, tx, ana.id, &new).await)
        .await
        .unwrap();
    assert_eq!(stored(&cx, ana.id).await.former.len(), 2);
}

async fn a_wrong_scheme_is_refused_on_import(world: World) {
    let cx = world.cx();
    let ana = user(&cx, "ana").await;
    let refused = within(&cx, async |tx| {
        set_imported_hash(&cx, tx, ana.id, "{CLEAR}secret").await
    });
    let refused = refused.await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::Invalid("passwordHash".to_owned()));
}
