//! Is it the password, and may it stay the password?

use durward_model::audit::{Event, Topic};
use durward_model::id::UserId;
use durward_model::service::{PasswordHashing, PasswordPolicy};
use durward_model::user::User;
use durward_model::{Secret, Timestamp};
use durward_store::credentials::{self as rows, Password};
use durward_store::{Cx, Error, audit, services};

use crate::passwords::Passwords;

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
pub(super) fn is_expired(cx: &Cx, policy: &PasswordPolicy, password: &Password) -> bool {
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
