//! Authenticators: named, removed, and never the last way in.

use durward_identity::authenticators::{add, fresh, list, remove, rename, reset};
use durward_model::authenticator::AuthenticatorKind::{self, Passkey, RecoveryCodes, Totp};
use durward_model::id::{AuthenticatorId, UserId};
use durward_model::role::Subject;
use durward_store::testing::World;
use durward_store::{Cx, Error, ErrorKind};

use crate::base::{audited, by, give, on_every_database, user};

on_every_database!(
    the_last_way_in_cannot_be_removed,
    attack_two_removals_at_once_leave_a_way_in,
    recovery_codes_go_with_the_last_factor,
    a_name_is_tidied_and_must_say_something,
    only_administrators_reset_somebody,
);

async fn given(cx: &Cx, user: UserId, kinds: &[AuthenticatorKind]) -> Vec<AuthenticatorId> {
    let mut tx = cx.db().begin().await.unwrap();
    let mut ids = Vec::new();
    for kind in kinds {
        let one = fresh(cx, *kind, "");
        add(cx, &mut tx, user, &one).await.unwrap();
        ids.push(one.id);
    }
    tx.commit().await.unwrap();
    ids
}

async fn removed(cx: &Cx, user: UserId, id: AuthenticatorId) -> Result<(), Error> {
    let mut tx = cx.db().begin().await?;
    remove(cx, &mut tx, user, id).await?;
    Ok(tx.commit().await?)
}

/// Somebody without a password.
async fn passwordless(cx: &Cx) -> UserId {
    user(cx, "nina").await.id
}

async fn the_last_way_in_cannot_be_removed(world: World) {
    let cx = world.cx();
    let nina = passwordless(&cx).await;
    let ids = given(&cx, nina, &[Passkey, Totp]).await;
    let refused = removed(&cx, nina, ids[0]).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::Conflict);
    removed(&cx, nina, ids[1]).await.unwrap();
    let more = given(&cx, nina, &[Passkey]).await;
    removed(&cx, nina, ids[0]).await.unwrap();
    assert!(removed(&cx, nina, more[0]).await.is_err());
    assert!(
        audited(&cx)
            .await
            .iter()
            .any(|name| name == "authenticator.removed")
    );
}

async fn attack_two_removals_at_once_leave_a_way_in(world: World) {
    let cx = world.cx();
    let nina = passwordless(&cx).await;
    let ids = given(&cx, nina, &[Passkey, Passkey]).await;
    let (one, other) = tokio::join!(removed(&cx, nina, ids[0]), removed(&cx, nina, ids[1]));
    assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
    assert_eq!(list(&cx, nina).await.unwrap().len(), 1);
}

async fn recovery_codes_go_with_the_last_factor(world: World) {
    let cx = world.cx();
    let nina = passwordless(&cx).await;
    let ids = given(&cx, nina, &[Totp, RecoveryCodes]).await;
    removed(&cx, nina, ids[0]).await.unwrap();
    assert!(list(&cx, nina).await.unwrap().is_empty());
}

async fn a_name_is_tidied_and_must_say_something(world: World) {
    let cx = world.cx();
    let nina = passwordless(&cx).await;
    let ids = given(&cx, nina, &[Totp]).await;
    let mut tx = cx.db().begin().await.unwrap();
    let empty = rename(&cx, &mut tx, nina, ids[0], " \u{0} ").await;
    assert_eq!(
        empty.unwrap_err().kind,
        ErrorKind::Invalid("name".to_owned())
    );
    let long = format!(" My\nphone{}", "x".repeat(100));
    rename(&cx, &mut tx, nina, ids[0], &long).await.unwrap();
    tx.commit().await.unwrap();
    let named = &list(&cx, nina).await.unwrap()[0].name;
    assert!(named.starts_with("Myphone") && named.chars().count() <= 64);
}

async fn only_administrators_reset_somebody(world: World) {
    let cx = world.cx();
    let nina = passwordless(&cx).await;
    given(&cx, nina, &[Totp, Passkey]).await;
    let helper = user(&cx, "helper").await.id;
    let mut tx = cx.db().begin().await.unwrap();
    let refused = reset(&by(&cx, helper), &mut tx, nina).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::NotFound, "who may see nobody");
    drop(tx);
    give(&cx, "desk", &["users:write"], Subject::User(helper)).await;
    let mut tx = cx.db().begin().await.unwrap();
    reset(&by(&cx, helper), &mut tx, nina).await.unwrap();
    tx.commit().await.unwrap();
    assert!(list(&cx, nina).await.unwrap().is_empty());
}
