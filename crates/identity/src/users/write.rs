//! Creating, changing and deleting users.

use durward_access::{Privilege, require, require_over};
use durward_db::Tx;
use durward_model::audit::{Event, Topic};
use durward_model::id::UserId;
use durward_model::role::Subject;
use durward_model::text::Email;
use durward_model::user::{User, UserStatus};
use durward_store::{Cx, Error, audit, users as rows};

use super::fields::{UserFields, changed, check_names};
use crate::access_end::end_access;
use crate::change::{record, still_at};
use crate::duplicate::{changed_in_between, conflict};

/// Creates a user.
///
/// # Errors
/// Forbidden without `users:write`; the first field that does not fit; conflict naming `username` or `email` when
/// it is another user's; database failures.
pub async fn create(cx: &Cx, tx: &mut Tx, fields: UserFields) -> Result<User, Error> {
    require(cx, tx, Privilege::UsersWrite).await?;
    insert(cx, tx, UserId::new(cx.now, cx.entropy()), fields).await
}

/// Creates the user `id`, which nobody had before: somebody who signs up. Whether the realm lets people sign up is for
/// the caller to have decided.
///
/// # Errors
/// As [`create`], apart from forbidden.
pub async fn sign_up(cx: &Cx, tx: &mut Tx, id: UserId, fields: UserFields) -> Result<User, Error> {
    insert(cx, tx, id, fields).await
}

async fn insert(cx: &Cx, tx: &mut Tx, id: UserId, fields: UserFields) -> Result<User, Error> {
    fields.validate()?;
    check_names(cx, tx, None, &fields).await?;
    let user = User {
        id,
        username: fields.username,
        email: fields.email,
        email_verified: fields.email_verified,
        phone: fields.phone,
        phone_verified: fields.phone_verified,
        status: fields.status,
        profile: fields.profile,
        version: 1,
        created_at: cx.now,
        updated_at: cx.now,
    };
    rows::insert(cx, tx, &user).await.map_err(conflict)?;
    record(cx, tx, "user.created", user.id, Some(user.id)).await?;
    Ok(user)
}

/// Makes `fields` all that is known of the user, if it still is at `version` where one is given. A change that
/// changes nothing leaves no trace.
///
/// # Errors
/// Not found; conflict when it changed in between; forbidden also when the user may do more than the actor;
/// otherwise as [`create`].
pub async fn update(
    cx: &Cx,
    tx: &mut Tx,
    id: UserId,
    version: Option<i64>,
    fields: UserFields,
) -> Result<User, Error> {
    require(cx, tx, Privilege::UsersWrite).await?;
    let user = rows::by_id(cx, tx, id)
        .await?
        .ok_or_else(|| Error::not_found("user"))?;
    still_at(version, user.version)?;
    if changed(&UserFields::of(&user), &fields).is_empty() {
        return Ok(user);
    }
    require_over(cx, tx, Subject::User(id)).await?;
    write(cx, tx, user, fields).await
}

/// Makes `fields` all that is known of the user, as the user itself wants it. What people may change about themselves
/// is for the caller to have decided; whether they may sign in is not among it.
///
/// # Errors
/// As [`update`], apart from forbidden.
pub async fn amend(
    cx: &Cx,
    tx: &mut Tx,
    id: UserId,
    version: Option<i64>,
    fields: UserFields,
) -> Result<User, Error> {
    let user = rows::by_id(cx, tx, id)
        .await?
        .ok_or_else(|| Error::not_found("user"))?;
    still_at(version, user.version)?;
    let fields = UserFields {
        status: user.status,
        ..fields
    };
    write(cx, tx, user, fields).await
}

/// Writes what differs, with its audit event.
async fn write(cx: &Cx, tx: &mut Tx, mut user: User, fields: UserFields) -> Result<User, Error> {
    let id = user.id;
    let names = changed(&UserFields::of(&user), &fields);
    if names.is_empty() {
        return Ok(user);
    }
    fields.validate()?;
    if names.contains(&"username") || names.contains(&"email") {
        check_names(cx, tx, Some(id), &fields).await?;
    }
    fields.write_to(&mut user);
    user.updated_at = cx.now;
    if !rows::update(cx, tx, &user).await.map_err(conflict)? {
        return Err(changed_in_between());
    }
    user.version += 1;
    if names.contains(&"status") && !user.is_active() {
        end_access(cx, tx, id).await?;
    }
    let event = Event::new(Topic::Activity, "user.updated")
        .object(id)
        .user(id)
        .with("changed", names);
    audit::record(cx, tx, event).await?;
    Ok(user)
}

/// Lets the user sign in, or no longer; then its sessions and what apps were given end, too.
///
/// # Errors
/// As [`update`].
pub async fn set_status(
    cx: &Cx,
    tx: &mut Tx,
    id: UserId,
    status: UserStatus,
) -> Result<User, Error> {
    let mut fields = current(cx, tx, id).await?;
    fields.status = status;
    update(cx, tx, id, None, fields).await
}

/// Sets or removes the user's email address.
///
/// # Errors
/// As [`update`].
pub async fn set_email(
    cx: &Cx,
    tx: &mut Tx,
    id: UserId,
    email: Option<Email>,
    verified: bool,
) -> Result<User, Error> {
    let mut fields = current(cx, tx, id).await?;
    fields.email = email;
    fields.email_verified = verified;
    update(cx, tx, id, None, fields).await
}

async fn current(cx: &Cx, tx: &mut Tx, id: UserId) -> Result<UserFields, Error> {
    require(cx, tx, Privilege::UsersWrite).await?;
    let user = rows::by_id(cx, tx, id).await?;
    Ok(UserFields::of(
        &user.ok_or_else(|| Error::not_found("user"))?,
    ))
}

/// Deletes the user with its credentials, memberships, roles, consents and locks, and ends its sessions and tokens. Its
/// audit events stay.
///
/// # Errors
/// Not found; forbidden without `users:write` or when the user may do more than the actor; database failures.
pub async fn delete(cx: &Cx, tx: &mut Tx, id: UserId) -> Result<(), Error> {
    require(cx, tx, Privilege::UsersWrite).await?;
    require_over(cx, tx, Subject::User(id)).await?;
    end_access(cx, tx, id).await?;
    if !rows::delete(cx, tx, id).await? {
        return Err(Error::not_found("user"));
    }
    record(cx, tx, "user.deleted", id, Some(id)).await
}
