//! What people do about their own passwords.

use durward_db::Tx;
use durward_messaging::notices::{self, Notice};
use durward_model::id::{SessionId, UserId};
use durward_model::service::{Authentication, PasswordHashing};
use durward_model::user::User;
use durward_model::{Actor, Secret};
use durward_store::credentials::{self as rows, Password};
use durward_store::{Cx, Error, ErrorKind, services, users};

use super::prepare::{NewPassword, prepare_password, put_password};
use crate::access_end::{end_access_but, forget_browsers};
use crate::duplicate::changed_in_between;
use crate::lockouts::{self, Device};
use crate::passwords::Passwords;
use crate::policy::Owner;

/// Changes the password of the actor itself, who proves to know the current one. The caller ends the other sessions. Wrong guesses count towards a lock
/// like those of a sign-in.
///
/// # Errors
/// Forbidden when `id` is somebody else; invalid `currentPassword`; rate limited while locked; conflict when the
/// password was changed in between; otherwise as [`prepare_password`].
pub async fn change_password(
    cx: &Cx,
    passwords: &Passwords,
    id: UserId,
    device: Device<'_>,
    current: &Secret<String>,
    password: &Secret<String>,
) -> Result<(), Error> {
    if cx.actor != Actor::User(id) {
        return Err(Error::forbidden("People change their own password only."));
    }
    let settings = services::settings::<Authentication>(cx).await?;
    let mut tx = cx.db().read().await?;
    let user = users::by_id(cx, &mut tx, id)
        .await?
        .filter(User::is_active)
        .ok_or_else(|| Error::not_found("user"))?;
    let locked = lockouts::check(cx, &mut tx, &settings, id, device).await?;
    let stored = rows::password(cx, &mut tx, id).await?;
    drop(tx);
    if let Some(lock) = locked {
        return Err(Error::new(
            ErrorKind::RateLimited(lock.seconds_left(cx.now)),
            "There were too many wrong passwords. Try again later.",
        ));
    }
    let cost = services::settings::<PasswordHashing>(cx).await?;
    let hash = stored.as_ref().map(|password| password.hash.as_str());
    if !passwords.verify(&cost, hash, current).await?.ok {
        let mut tx = cx.db().begin().await?;
        lockouts::record_failure(cx, &mut tx, &settings, id, device).await?;
        tx.commit().await?;
        return Err(Error::invalid(
            "currentPassword",
            "That is not your current password.",
        ));
    }
    let new = prepare_password(cx, passwords, &Owner::of(&user), Some(id), password).await?;
    let mut tx = cx.db().begin().await?;
    let now = rows::password(cx, &mut tx, id).await?;
    let version = |password: &Option<Password>| password.as_ref().map(|one| one.version);
    if version(&now) != version(&stored) {
        return Err(changed_in_between());
    }
    put_password(cx, &mut tx, id, &new).await?;
    lockouts::clear(cx, &mut tx, id, device).await?;
    forget_browsers(cx, &mut tx, id).await?;
    notices::post(cx, &mut tx, id, Notice::PasswordChanged).await?;
    Ok(tx.commit().await?)
}

/// Writes a prepared password of somebody who got back in without the old one, or had to choose a new one: the account's
/// locks end, and every session with what apps were given, apart from the session `keep`.
///
/// # Errors
/// Database failures.
pub async fn replace_password(
    cx: &Cx,
    tx: &mut Tx,
    user: UserId,
    new: &NewPassword,
    keep: Option<SessionId>,
) -> Result<(), Error> {
    put_password(cx, tx, user, new).await?;
    durward_store::lockouts::clear_all(cx, tx, user).await?;
    end_access_but(cx, tx, user, keep).await?;
    notices::post(cx, tx, user, Notice::PasswordChanged).await
}
