//! Removing all authenticators of a kind at once: for those who lost the device they are on (R-AUM-26).

use durward_access::{Privilege, require, require_over};
use durward_db::Tx;
use durward_messaging::notices::{self, Notice};
use durward_model::authenticator::AuthenticatorKind;
use durward_model::id::UserId;
use durward_model::role::Subject;
use durward_store::authenticators::{self as rows, Authenticator};
use durward_store::{Cx, Error, audit, users};

use super::{remove, told};

/// Removes the authenticators of `kind` that `user` has, as they do themselves, unless nothing would be left to sign in
/// with. The caller has made sure that it is the user who asks.
///
/// # Errors
/// Conflict when it would be the last way in; database failures.
pub async fn remove_kind(
    cx: &Cx,
    tx: &mut Tx,
    user: UserId,
    kind: AuthenticatorKind,
) -> Result<(), Error> {
    for one in rows::of_user(cx, tx, user).await? {
        if one.kind == kind {
            remove(cx, tx, user, one.id).await?;
        }
    }
    Ok(())
}

/// Removes the authenticators of `kinds` that `user` has, as an administrator does. Recovery codes go with the last
/// factor they stand in for.
///
/// # Errors
/// Not found; forbidden without `users:write` or when the user may do more than the actor; database failures.
pub async fn reset_kinds(
    cx: &Cx,
    tx: &mut Tx,
    user: UserId,
    kinds: &[AuthenticatorKind],
) -> Result<(), Error> {
    require(cx, tx, Privilege::UsersWrite).await?;
    if users::by_id(cx, tx, user).await?.is_none() {
        return Err(Error::not_found("user"));
    }
    require_over(cx, tx, Subject::User(user)).await?;
    let of_kind = |one: &Authenticator| kinds.contains(&one.kind);
    let (gone, left): (Vec<_>, Vec<_>) = rows::of_user(cx, tx, user)
        .await?
        .into_iter()
        .partition(of_kind);
    if gone.is_empty() {
        return Ok(());
    }
    let stand_alone = left.iter().any(|one| one.kind.is_factor());
    let orphans = left.into_iter().filter(|_| !stand_alone);
    for one in gone.into_iter().chain(orphans) {
        rows::remove(cx, tx, user, one.id).await?;
        audit::record(cx, tx, told("authenticator.removed", user, &one)).await?;
        if one.kind.is_factor() {
            notices::post(cx, tx, user, Notice::MethodRemoved(one.name)).await?;
        }
    }
    Ok(())
}
