//! Authenticators: what people prove who they are with besides a password.
//!
//! - [`oath`]: the codes of authenticator apps, as RFC 4226 and RFC 6238 say.
//! - [`totp`]: an authenticator app of somebody: enrolled, checked.
//! - [`recovery`]: codes on paper.
//! - [`pass`]: a code from an administrator for who lost the rest.
//! - [`mod@reset`]: all of a kind taken away at once.
//!
//! What is here adds, lists, renames and removes them, whatever they are. Nobody is left without a way to sign in
//! (R-AUM-20).

pub mod oath;
pub mod pass;
pub mod recovery;
pub mod reset;
pub mod totp;

use durward_access::{Privilege, require, require_over};
use durward_db::Tx;
use durward_messaging::notices::{self, Notice};
use durward_model::audit::{Event, Topic};
use durward_model::authenticator::AuthenticatorKind;
use durward_model::id::{AuthenticatorId, UserId};
use durward_model::role::Subject;
use durward_store::authenticators::{self as rows, Authenticator, CREDENTIAL};
use durward_store::error::is_duplicate;
use durward_store::{Cx, Error, audit, credentials, users};

use crate::duplicate::changed_in_between;

/// Authenticators one person may have.
pub const MOST: usize = 25;
/// Characters of a name.
pub const NAME_CHARS: usize = 64;

/// What the secret of an authenticator is sealed for.
pub(crate) fn context(id: AuthenticatorId) -> String {
    format!("authenticator|{id}")
}

/// A new authenticator of `kind`, not stored yet.
#[must_use]
pub fn fresh(cx: &Cx, kind: AuthenticatorKind, name: &str) -> Authenticator {
    Authenticator {
        id: AuthenticatorId::new(cx.now, cx.entropy()),
        kind,
        name: tidy(name),
        credential_hash: None,
        sealed: None,
        data: "{}".to_owned(),
        counter: 0,
        created_at: cx.now,
        last_used_at: None,
        version: 1,
    }
}

/// A name as it is kept: without what cannot be seen, and not too long.
#[must_use]
pub fn tidy(name: &str) -> String {
    let visible = name
        .chars()
        .filter(|character| !character.is_control())
        .take(NAME_CHARS);
    visible.collect::<String>().trim().to_owned()
}

/// The authenticators of `user`, the oldest first.
///
/// # Errors
/// Database failures.
pub async fn list(cx: &Cx, user: UserId) -> Result<Vec<Authenticator>, Error> {
    rows::of_user(cx, &mut cx.db().read().await?, user).await
}

/// Adds an authenticator of `user`; new recovery codes take the place of those there were. The caller has made sure
/// that it is the user's.
///
/// # Errors
/// Conflict when the passkey is known already, or when there are [`MOST`]; database failures.
pub async fn add(cx: &Cx, tx: &mut Tx, user: UserId, new: &Authenticator) -> Result<(), Error> {
    let mine = rows::of_user(cx, tx, user).await?;
    if mine.len() >= MOST {
        return Err(Error::conflict(
            "There are too many sign-in methods. Remove one you no longer use.",
        ));
    }
    if new.kind == AuthenticatorKind::RecoveryCodes {
        for old in mine.iter().filter(|one| one.kind == new.kind) {
            rows::remove(cx, tx, user, old.id).await?;
        }
    }
    insert(cx, tx, user, new).await
}

/// Adds `new` to the authenticators of `user` in the place of `old`. The caller has made sure that it is the user's.
///
/// # Errors
/// Not found when `old` is gone; conflict when the passkey is known already, or when nothing would be left to sign in
/// with; database failures.
pub async fn replace(
    cx: &Cx,
    tx: &mut Tx,
    user: UserId,
    old: AuthenticatorId,
    new: &Authenticator,
) -> Result<(), Error> {
    rows::lock(cx, tx, user).await?;
    let mine = rows::of_user(cx, tx, user).await?;
    let Some(gone) = mine.iter().find(|one| one.id == old) else {
        return Err(Error::not_found("sign-in method"));
    };
    let opens = new.kind == AuthenticatorKind::Passkey;
    if !opens && leaves_no_way_in(cx, tx, user, &mine, old).await? {
        return Err(only_way_in());
    }
    rows::remove(cx, tx, user, old).await?;
    insert(cx, tx, user, new).await?;
    audit::record(cx, tx, told("authenticator.removed", user, gone)).await?;
    notices::post(cx, tx, user, Notice::MethodRemoved(gone.name.clone())).await
}

async fn insert(cx: &Cx, tx: &mut Tx, user: UserId, new: &Authenticator) -> Result<(), Error> {
    rows::insert(cx, tx, user, new).await.map_err(|error| {
        if is_duplicate(&error, CREDENTIAL) {
            return Error::conflict("This passkey is registered already.");
        }
        error.into()
    })?;
    audit::record(cx, tx, told("authenticator.added", user, new)).await?;
    notices::post(cx, tx, user, Notice::MethodAdded(new.name.clone())).await
}

fn only_way_in() -> Error {
    Error::conflict("This is the only way to sign in to this account. Add another one first.")
}

/// Gives the authenticator `id` of `user` another name.
///
/// # Errors
/// Invalid `name`; not found; database failures.
pub async fn rename(
    cx: &Cx,
    tx: &mut Tx,
    user: UserId,
    id: AuthenticatorId,
    name: &str,
) -> Result<(), Error> {
    let name = tidy(name);
    if name.is_empty() {
        return Err(Error::invalid("name", "Give it a name."));
    }
    let Some(mut known) = rows::by_id(cx, tx, user, id).await? else {
        return Err(Error::not_found("sign-in method"));
    };
    if known.name == name {
        return Ok(());
    }
    rows::rename(cx, tx, user, id, &name).await?;
    known.name = name;
    audit::record(cx, tx, told("authenticator.renamed", user, &known)).await
}

/// Removes the authenticator `id` of `user`, unless nothing would be left to sign in with. Recovery codes go with the
/// last factor they stand in for.
///
/// # Errors
/// Not found; conflict when it is the last way in; database failures.
pub async fn remove(cx: &Cx, tx: &mut Tx, user: UserId, id: AuthenticatorId) -> Result<(), Error> {
    // Two at once must not each count on what the other removes.
    rows::lock(cx, tx, user).await?;
    let mine = rows::of_user(cx, tx, user).await?;
    let Some(gone) = mine.iter().find(|one| one.id == id) else {
        return Err(Error::not_found("sign-in method"));
    };
    if leaves_no_way_in(cx, tx, user, &mine, id).await? {
        return Err(only_way_in());
    }
    rows::remove(cx, tx, user, id).await?;
    audit::record(cx, tx, told("authenticator.removed", user, gone)).await?;
    notices::post(cx, tx, user, Notice::MethodRemoved(gone.name.clone())).await?;
    let left = || mine.iter().filter(|one| one.id != id);
    if left().any(|one| one.kind.is_factor()) {
        return Ok(());
    }
    for orphan in left() {
        rows::remove(cx, tx, user, orphan.id).await?;
        audit::record(cx, tx, told("authenticator.removed", user, orphan)).await?;
    }
    Ok(())
}

/// Whether `user` could not sign in any more without the authenticator `id`.
///
/// # Errors
/// Database failures.
pub async fn is_last_way_in(cx: &Cx, user: UserId, id: AuthenticatorId) -> Result<bool, Error> {
    let mut tx = cx.db().read().await?;
    let mine = rows::of_user(cx, &mut tx, user).await?;
    leaves_no_way_in(cx, &mut tx, user, &mine, id).await
}

async fn leaves_no_way_in(
    cx: &Cx,
    tx: &mut Tx,
    user: UserId,
    mine: &[Authenticator],
    id: AuthenticatorId,
) -> Result<bool, Error> {
    let opens = |one: &&Authenticator| one.kind == AuthenticatorKind::Passkey;
    let mut doors = mine.iter().filter(opens);
    if !doors.clone().any(|one| one.id == id) || doors.any(|one| one.id != id) {
        return Ok(false);
    }
    Ok(credentials::password(cx, tx, user).await?.is_none())
}

/// Removes every authenticator of `user`, as an administrator does for somebody who lost them (R-AUM-26).
///
/// # Errors
/// Not found; forbidden without `users:write` or when the user may do more than the actor; database failures.
pub async fn reset(cx: &Cx, tx: &mut Tx, user: UserId) -> Result<(), Error> {
    require(cx, tx, Privilege::UsersWrite).await?;
    if users::by_id(cx, tx, user).await?.is_none() {
        return Err(Error::not_found("user"));
    }
    require_over(cx, tx, Subject::User(user)).await?;
    for one in rows::of_user(cx, tx, user).await? {
        rows::remove(cx, tx, user, one.id).await?;
        audit::record(cx, tx, told("authenticator.removed", user, &one)).await?;
    }
    Ok(())
}

/// Notes in `attributes` of `user` that no second factor is wanted (R-AUM-25).
///
/// # Errors
/// Conflict when the user was changed in between; database failures.
pub async fn opt_out(cx: &Cx, tx: &mut Tx, user: UserId, attributes: &[&str]) -> Result<(), Error> {
    let Some(mut user) = users::by_id(cx, tx, user).await? else {
        return Err(Error::not_found("user"));
    };
    for name in attributes {
        let known = &mut user.profile.attributes;
        known.insert((*name).to_owned(), serde_json::Value::Bool(false));
    }
    user.updated_at = cx.now;
    if !users::update(cx, tx, &user).await? {
        return Err(changed_in_between());
    }
    let event = Event::new(Topic::Activity, "second-factor.declined");
    audit::record(cx, tx, event.object(user.id).user(user.id)).await
}

fn told(name: &'static str, user: UserId, one: &Authenticator) -> Event {
    Event::new(Topic::Activity, name)
        .object(one.id)
        .user(user)
        .with("kind", one.kind.as_str())
}
