//! Passwords of users: set, verified, changed.
//!
//! Hashing is slow, so nothing here hashes inside a write transaction: [`prepare_password`] checks and hashes,
//! [`put_password`] writes, and the functions above them do both.

use aws_lc_rs::digest;
use data_encoding::BASE64URL_NOPAD;
use durward_access::{Privilege, require, require_over};
use durward_db::Tx;
use durward_messaging::notices::{self, Notice};
use durward_model::audit::{Event, Topic};
use durward_model::id::{SessionId, UserId};
use durward_model::role::Subject;
use durward_model::service::{Authentication, PasswordHashing, PasswordPolicy};
use durward_model::user::User;
use durward_model::{Actor, Invalid, Secret, Timestamp};
use durward_store::credentials::{self as rows, Password};
use durward_store::{Cx, Error, ErrorKind, audit, services, users};

use crate::access_end::{end_access, end_access_but};
use crate::change::record;
use crate::duplicate::changed_in_between;
use crate::lockouts::{self, Device};
use crate::passwords::{Passwords, check_hash};
use crate::policy::{self, Owner};

/// A password that passed the policy, hashed and ready to be written.
#[derive(Clone)]
pub struct NewPassword {
    hash: String,
    remember: usize,
}

impl NewPassword {
    /// What is to be written: for a flow that keeps it, encrypted, until its last step.
    #[must_use]
    pub fn to_hash(&self) -> Secret<String> {
        Secret::new(self.hash.clone())
    }

    /// One that [`Self::to_hash`] was of, for a new user, who has no former passwords.
    #[must_use]
    pub fn of_hash(hash: &Secret<String>) -> Self {
        Self {
            hash: hash.expose().clone(),
            remember: 0,
        }
    }
}

impl std::fmt::Debug for NewPassword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NewPassword(…)")
    }
}

/// What came of checking a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is another.
    Wrong,
    /// It is the one.
    Right,
    /// It is the one, and must be changed before anything else.
    Expired,
}

impl Verdict {
    /// Whether the password is the one, expired or not.
    #[must_use]
    pub fn is_right(self) -> bool {
        self != Self::Wrong
    }
}

/// Whether `presented` is the password of `user`. Without a user, or without a password, the same work is done for
/// nothing. A right password whose hash is not of the realm's scheme and cost is hashed anew.
///
/// Says nothing of locks and of the user's status, and records nothing: that is for the step of the sign-in.
///
/// # Errors
/// Unavailable when too many passwords wait to be hashed; database failures.
pub async fn verify_password(
    cx: &Cx,
    passwords: &Passwords,
    user: Option<&User>,
    presented: &Secret<String>,
) -> Result<Verdict, Error> {
    let cost = services::settings::<PasswordHashing>(cx).await?;
    let policy = services::settings::<PasswordPolicy>(cx).await?;
    let current = match user {
        Some(user) => rows::password(cx, &mut cx.db().read().await?, user.id).await?,
        None => None,
    };
    let stored = current.as_ref().map(|password| password.hash.as_str());
    let verdict = passwords.verify(&cost, stored, presented).await?;
    if let (Some(user), Some(current), true) = (user, &current, verdict.needs_rehash) {
        upgrade(cx, passwords, &cost, user.id, current, presented).await;
    }
    Ok(match current {
        _ if !verdict.ok => Verdict::Wrong,
        Some(current) if is_expired(cx, &policy, &current) => Verdict::Expired,
        _ => Verdict::Right,
    })
}

/// When `password` must be changed, if that is so soon that its owner should be told.
///
/// # Errors
/// Database failures.
pub async fn warned_expiry(
    cx: &Cx,
    password: Option<&Password>,
) -> Result<Option<Timestamp>, Error> {
    let policy = services::settings::<PasswordPolicy>(cx).await?;
    let Some(password) = password else {
        return Ok(None);
    };
    if password.must_change {
        return Ok(Some(cx.now));
    }
    let expiry = policy.expiry(password.updated_at);
    Ok(expiry.filter(|expiry| policy.warning(*expiry) <= cx.now))
}

/// Whether `password` must be changed before its owner does anything else.
pub(crate) fn is_expired(cx: &Cx, policy: &PasswordPolicy, password: &Password) -> bool {
    let expiry = policy.expiry(password.updated_at);
    password.must_change || expiry.is_some_and(|expiry| expiry <= cx.now)
}

/// Stores a better hash of the password that was just verified. The sign-in does not fail when this does: the next
/// one tries again.
async fn upgrade(
    cx: &Cx,
    passwords: &Passwords,
    cost: &PasswordHashing,
    user: UserId,
    current: &Password,
    presented: &Secret<String>,
) {
    let outcome = async {
        let hash = passwords.hash(cost, presented).await?;
        let mut tx = cx.db().begin().await?;
        if rows::rehash_password(cx, &mut tx, user, current.version, &hash).await? {
            let event = Event::new(Topic::Activity, "password.rehashed");
            audit::record(cx, &mut tx, event.object(current.id).user(user)).await?;
            tx.commit().await?;
        }
        Ok::<(), Error>(())
    };
    if let Err(error) = outcome.await {
        tracing::warn!(%user, %error, "a password keeps its old hash for now");
    }
}

/// Checks `password` of `owner` against the realm's policy, and against the former ones of `user` where the policy says
/// so; one that has expired is not taken again in any case. Then hashes it.
///
/// # Errors
/// Invalid `password` with the rule that is broken; unavailable when too many passwords wait to be hashed; database
/// failures.
pub async fn prepare_password(
    cx: &Cx,
    passwords: &Passwords,
    owner: &Owner<'_>,
    user: Option<UserId>,
    password: &Secret<String>,
) -> Result<NewPassword, Error> {
    let policy = services::settings::<PasswordPolicy>(cx).await?;
    policy::check(&policy, owner, password.expose())?;
    let cost = services::settings::<PasswordHashing>(cx).await?;
    let remember = usize::try_from(policy.history).unwrap_or_default();
    let current = match user {
        Some(user) => rows::password(cx, &mut cx.db().read().await?, user).await?,
        None => None,
    };
    if let Some(current) = current {
        let refused = match remember {
            0 => usize::from(is_expired(cx, &policy, &current)),
            _ => remember + 1,
        };
        for hash in history(current).iter().take(refused) {
            if passwords.verify(&cost, Some(hash), password).await?.ok {
                return Err(Invalid::new(
                    "password",
                    "You used this password before. Choose another.",
                )
                .into());
            }
        }
    }
    let hash = passwords.hash(&cost, password).await?;
    Ok(NewPassword { hash, remember })
}

/// Writes a prepared password of `user` and its audit event.
///
/// # Errors
/// Database failures.
pub async fn put_password(
    cx: &Cx,
    tx: &mut Tx,
    user: UserId,
    new: &NewPassword,
) -> Result<(), Error> {
    let current = rows::password(cx, tx, user).await?;
    let mut former: Vec<String> = current.map(history).unwrap_or_default();
    former.truncate(new.remember);
    rows::put_password(cx, tx, user, &new.hash, &former, None).await?;
    record(cx, tx, "password.set", user, Some(user)).await
}

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
    notices::post(cx, &mut tx, id, Notice::PasswordChanged).await?;
    Ok(tx.commit().await?)
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

/// The current and the former hashes, newest first.
fn history(password: Password) -> Vec<String> {
    let mut all = password.former;
    all.insert(0, password.hash);
    all
}
