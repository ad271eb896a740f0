//! Locking an account after wrong passwords (R-AUM-22), so that it cannot be turned against its owner:
//!
//! - While a lock is in force nothing is counted, so hammering on does not prolong it.
//! - Each lock in a row lasts longer, up to a day; a day without one and the count begins anew.
//! - Failures from a device that signed in before are counted for that device alone: whoever locks the account from
//!   elsewhere does not lock out the owner's own browser. The caller names such a device, as a cookie proves it.
//!
//! A lock without end exists only where the realm asks for it (`loginFailureLockoutDuration` 0).

use durward_access::{Privilege, require};
use durward_db::Tx;
use durward_messaging::notices::{self, Notice};
use durward_model::Timestamp;
use durward_model::audit::{Event, Topic};
use durward_model::id::UserId;
use durward_model::service::Authentication;
use durward_store::lockouts::{self as rows, Lockout, UNTIL_UNLOCKED};
use durward_store::{Cx, Error, audit, users};

const MINUTE: i64 = 60_000;
/// The longest lock that growth leads to, and how long a lock is remembered.
const DAY: i64 = 24 * 60 * MINUTE;

/// Where somebody tries to sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Device<'a> {
    /// Any device that never signed in as this user.
    Unknown,
    /// A device proven to have signed in as this user before, by its identifier.
    Known(&'a str),
}

impl Device<'_> {
    /// What failures there are counted under; empty for devices that are not known.
    pub fn key(&self) -> &str {
        match self {
            Self::Unknown => "",
            Self::Known(id) => id,
        }
    }
}

/// A lock that is in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lock {
    /// When it ends; never by itself when absent.
    pub until: Option<Timestamp>,
}

impl Lock {
    fn of(lockout: &Lockout) -> Self {
        let ends = lockout.locked_until < UNTIL_UNLOCKED;
        Self {
            until: ends.then(|| Timestamp::from_millis(lockout.locked_until)),
        }
    }

    /// Seconds until it ends, at least 1; a day for one that does not end by itself.
    pub fn seconds_left(&self, now: Timestamp) -> u32 {
        let left = self
            .until
            .map_or(DAY, |until| until.millis_since(now))
            .clamp(0, i64::from(u32::MAX));
        u32::try_from(left / 1000 + 1).unwrap_or(u32::MAX)
    }
}

/// What a failure led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// Nothing yet; so many more lock the account. None when the realm locks no accounts.
    Counted(Option<i64>),
    /// The lock that this failure began, or that was in force already.
    Locked(Lock),
}

/// The lock on `user` for `device`, if one is in force.
///
/// # Errors
/// Database failures.
pub async fn check(
    cx: &Cx,
    tx: &mut Tx,
    settings: &Authentication,
    user: UserId,
    device: Device<'_>,
) -> Result<Option<Lock>, Error> {
    if !settings.login_failure_lockout_mode {
        return Ok(None);
    }
    let lockout = rows::load(cx, tx, user, device.key()).await?;
    Ok(lockout
        .filter(|lockout| lockout.is_locked(cx.now))
        .map(|lockout| Lock::of(&lockout)))
}

/// Counts a wrong password of `user` on `device`; locks when it is one too many. Failures at the same moment on
/// several nodes are all counted.
///
/// # Errors
/// Database failures.
pub async fn record_failure(
    cx: &Cx,
    tx: &mut Tx,
    settings: &Authentication,
    user: UserId,
    device: Device<'_>,
) -> Result<Failure, Error> {
    if !settings.login_failure_lockout_mode {
        return Ok(Failure::Counted(None));
    }
    let window = settings.login_failure_lockout_interval * MINUTE;
    let key = device.key();
    let counted = rows::count_failure(cx, tx, user, key, window, DAY).await?;
    let Some(counted) = counted else {
        // A lock is in force; it stands as it is.
        let lockout = rows::load(cx, tx, user, key).await?;
        let ended = Lock {
            until: Some(cx.now),
        };
        return Ok(Failure::Locked(lockout.as_ref().map_or(ended, Lock::of)));
    };
    let remaining = settings.login_failure_count - counted.failures;
    if remaining > 0 {
        return Ok(Failure::Counted(Some(remaining)));
    }
    begin_lock(cx, tx, settings, user, device, counted)
        .await
        .map(Failure::Locked)
}

/// Locks `user` out on `device` now, however few failures there were, as a journey may ask. A lock that is in force
/// stands as it is.
///
/// # Errors
/// Database failures.
pub async fn lock(
    cx: &Cx,
    tx: &mut Tx,
    settings: &Authentication,
    user: UserId,
    device: Device<'_>,
) -> Result<(), Error> {
    if !settings.login_failure_lockout_mode {
        return Ok(());
    }
    let window = settings.login_failure_lockout_interval * MINUTE;
    let counted = rows::count_failure(cx, tx, user, device.key(), window, DAY).await?;
    if let Some(counted) = counted {
        begin_lock(cx, tx, settings, user, device, counted).await?;
    }
    Ok(())
}

async fn begin_lock(
    cx: &Cx,
    tx: &mut Tx,
    settings: &Authentication,
    user: UserId,
    device: Device<'_>,
    counted: Lockout,
) -> Result<Lock, Error> {
    let until = lock_end(settings, cx.now, counted.lock_count);
    rows::lock(cx, tx, user, device.key(), counted.version, until).await?;
    let lock = Lock::of(&Lockout {
        locked_until: until,
        ..counted
    });
    let event = Event::new(Topic::Authentication, "account.locked")
        .object(user)
        .user(user)
        .with("knownDevice", device != Device::Unknown)
        .with("until", lock.until.map(|until| until.to_string()));
    audit::record(cx, tx, event).await?;
    notices::post(cx, tx, user, Notice::AccountLocked).await?;
    Ok(lock)
}

/// Forgets the failures of `user` on `device`, after a right password there.
///
/// # Errors
/// Database failures.
pub async fn clear(cx: &Cx, tx: &mut Tx, user: UserId, device: Device<'_>) -> Result<(), Error> {
    rows::clear(cx, tx, user, device.key()).await?;
    Ok(())
}

/// Ends every lock of `user`, as an administrator does.
///
/// # Errors
/// Not found; forbidden without `users:write`; database failures.
pub async fn unlock(cx: &Cx, tx: &mut Tx, user: UserId) -> Result<(), Error> {
    require(cx, tx, Privilege::UsersWrite).await?;
    if users::by_id(cx, tx, user).await?.is_none() {
        return Err(Error::not_found("user"));
    }
    if rows::clear_all(cx, tx, user).await? {
        let event = Event::new(Topic::Activity, "account.unlocked");
        audit::record(cx, tx, event.object(user).user(user)).await?;
    }
    Ok(())
}

/// When a lock that begins now ends, after `before` locks in a row.
fn lock_end(settings: &Authentication, now: Timestamp, before: i64) -> i64 {
    let base = settings.login_failure_lockout_duration * MINUTE;
    if base == 0 {
        return UNTIL_UNLOCKED;
    }
    let factor = u32::try_from(before).map_or(i64::MAX, |power| {
        settings
            .login_failure_lockout_duration_multiplier
            .saturating_pow(power)
    });
    now.millis() + base.saturating_mul(factor).min(base.max(DAY))
}
