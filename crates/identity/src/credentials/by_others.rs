//! What administrators do about passwords of others.

use aws_lc_rs::digest;
use data_encoding::BASE64URL_NOPAD;
use durward_access::{Privilege, require, require_over};
use durward_db::Tx;
use durward_messaging::notices::{self, Notice};
use durward_model::Secret;
use durward_model::id::UserId;
use durward_model::role::Subject;
use durward_store::credentials as rows;
use durward_store::{Cx, Error, users};

use super::prepare::{prepare_password, put_password};
use crate::access_end::end_access;
use crate::change::record;
use crate::passwords::{Passwords, check_hash};
use crate::policy::Owner;

/// Sets the password of `user`, as an administrator does. Its locks end, and so do its sessions and what apps were
/// given, since they may be those of whoever knew the old one.
///
/// # Errors
/// Not found; forbidden without `users:write` or when the user may do more than the actor; otherwise as
/// [`prepare_password`].
pub async fn set_password(
    cx: &Cx,
    passwords: &Passwords,
    id: UserId,
    password: &Secret<String>,
) -> Result<(), Error> {
    set(cx, passwords, id, password, false).await
}

/// The same with a password that its owner must change at the next sign-in.
///
/// # Errors
/// As [`set_password`].
pub async fn set_temporary_password(
    cx: &Cx,
    passwords: &Passwords,
    id: UserId,
    password: &Secret<String>,
) -> Result<(), Error> {
    set(cx, passwords, id, password, true).await
}

async fn set(
    cx: &Cx,
    passwords: &Passwords,
    id: UserId,
    password: &Secret<String>,
    temporary: bool,
) -> Result<(), Error> {
    let mut tx = cx.db().read().await?;
    require(cx, &mut tx, Privilege::UsersWrite).await?;
    let user = users::by_id(cx, &mut tx, id)
        .await?
        .ok_or_else(|| Error::not_found("user"))?;
    drop(tx);
    let new = prepare_password(cx, passwords, &Owner::of(&user), Some(id), password).await?;
    let mut tx = cx.db().begin().await?;
    require_over(cx, &mut tx, Subject::User(id)).await?;
    put_password(cx, &mut tx, id, &new).await?;
    if temporary {
        rows::require_change(cx, &mut tx, id, true).await?;
    }
    durward_store::lockouts::clear_all(cx, &mut tx, id).await?;
    end_access(cx, &mut tx, id).await?;
    notices::post(cx, &mut tx, id, Notice::PasswordChanged).await?;
    Ok(tx.commit().await?)
}

/// Has `user` choose another password at the next sign-in. Sessions go on: end them where the old password may be known
/// to others.
///
/// # Errors
/// Not found; conflict when there is no password; forbidden without `users:write` or when the user may do more than the
/// actor; database failures.
pub async fn require_change(cx: &Cx, tx: &mut Tx, id: UserId) -> Result<(), Error> {
    require(cx, tx, Privilege::UsersWrite).await?;
    if users::by_id(cx, tx, id).await?.is_none() {
        return Err(Error::not_found("user"));
    }
    require_over(cx, tx, Subject::User(id)).await?;
    if rows::password(cx, tx, id).await?.is_none() {
        return Err(Error::conflict("There is no password to be changed."));
    }
    if rows::require_change(cx, tx, id, true).await? {
        record(cx, tx, "password.change-required", id, Some(id)).await?;
    }
    Ok(())
}

/// Sets the password of `user` to one whose hash other software made. It is verified in its own scheme until the
/// user signs in, then hashed anew.
///
/// # Errors
/// Invalid `passwordHash` for a scheme that is not known; not found; forbidden; database failures.
pub async fn set_imported_hash(
    cx: &Cx,
    tx: &mut Tx,
    user: UserId,
    hash: &str,
) -> Result<(), Error> {
    check_hash(hash)?;
    require(cx, tx, Privilege::UsersWrite).await?;
    if users::by_id(cx, tx, user).await?.is_none() {
        return Err(Error::not_found("user"));
    }
    require_over(cx, tx, Subject::User(user)).await?;
    rows::put_password(cx, tx, user, hash, &[], Some(&fingerprint(hash))).await?;
    record(cx, tx, "password.imported", user, Some(user)).await
}

/// How the row remembers the foreign hash that a password came from.
pub(crate) fn fingerprint(hash: &str) -> String {
    BASE64URL_NOPAD.encode(digest::digest(&digest::SHA256, hash.as_bytes()).as_ref())
}
