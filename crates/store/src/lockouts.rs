//! Counts of failed sign-ins and the locks they lead to, per user and device.
//!
//! Failures are counted by one statement, so that many at once are all counted.

use durward_db::{Row, Tx, params};
use durward_model::Timestamp;
use durward_model::id::UserId;

use crate::{Cx, Error};

/// `locked_until` of a lock that only an administrator ends.
pub const UNTIL_UNLOCKED: i64 = 9_000_000_000_000_000;

/// What is counted for one user and device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lockout {
    /// Failures since the window began.
    pub failures: i64,
    /// When the window began, Unix milliseconds.
    pub window_start: i64,
    /// Until when it is locked, Unix milliseconds; in the past when it is not.
    pub locked_until: i64,
    /// How many locks there were in a row.
    pub lock_count: i64,
    /// Counts changes.
    pub version: i64,
}

/// What is counted for `user` on `device` (empty for devices that never signed in).
///
/// # Errors
/// Database failures.
pub async fn load(
    cx: &Cx,
    tx: &mut Tx,
    user: UserId,
    device: &str,
) -> Result<Option<Lockout>, Error> {
    let row = tx
        .query_one(
            "SELECT failures, window_start, locked_until, lock_count, version FROM lockouts \
             WHERE realm_id = $1 AND user_id = $2 AND device = $3",
            params![cx.realm.id.as_str(), user.as_str(), device],
        )
        .await?;
    row.as_ref().map(lockout_from).transpose()
}

/// Counts one failure now, unless a lock is in force (then nothing is counted and the answer is none). Failures
/// older than `window` milliseconds are forgotten, and so are locks that ended more than `memory` milliseconds ago.
///
/// # Errors
/// Database failures.
pub async fn count_failure(
    cx: &Cx,
    tx: &mut Tx,
    user: UserId,
    device: &str,
    window: i64,
    memory: i64,
) -> Result<Option<Lockout>, Error> {
    let row = tx
        .query_one(
            "INSERT INTO lockouts (realm_id, user_id, device, failures, window_start, locked_until, lock_count, version) \
             VALUES ($1, $2, $3, 1, $4, 0, 0, 1) \
             ON CONFLICT (realm_id, user_id, device) DO UPDATE SET \
               failures = CASE WHEN lockouts.window_start + $5 <= $4 THEN 1 ELSE lockouts.failures + 1 END, \
               window_start = CASE WHEN lockouts.window_start + $5 <= $4 THEN $4 ELSE lockouts.window_start END, \
               lock_count = CASE WHEN lockouts.locked_until + $6 <= $4 THEN 0 ELSE lockouts.lock_count END, \
               version = lockouts.version + 1 \
             WHERE lockouts.locked_until <= $4 \
             RETURNING failures, window_start, locked_until, lock_count, version",
            params![
                cx.realm.id.as_str(),
                user.as_str(),
                device,
                cx.now.millis(),
                window,
                memory
            ],
        )
        .await?;
    row.as_ref().map(lockout_from).transpose()
}

/// Locks until `until` (Unix milliseconds) and begins to count anew, if nothing changed since `version`. Returns
/// whether it did.
///
/// # Errors
/// Database failures.
pub async fn lock(
    cx: &Cx,
    tx: &mut Tx,
    user: UserId,
    device: &str,
    version: i64,
    until: i64,
) -> Result<bool, Error> {
    let changed = tx
        .execute(
            "UPDATE lockouts SET failures = 0, locked_until = $1, lock_count = lock_count + 1, version = version + 1 \
             WHERE realm_id = $2 AND user_id = $3 AND device = $4 AND version = $5",
            params![until, cx.realm.id.as_str(), user.as_str(), device, version],
        )
        .await?;
    Ok(changed == 1)
}

/// Forgets what is counted for `user` on `device`. Returns whether there was anything.
///
/// # Errors
/// Database failures.
pub async fn clear(cx: &Cx, tx: &mut Tx, user: UserId, device: &str) -> Result<bool, Error> {
    let deleted = tx
        .execute(
            "DELETE FROM lockouts WHERE realm_id = $1 AND user_id = $2 AND device = $3",
            params![cx.realm.id.as_str(), user.as_str(), device],
        )
        .await?;
    Ok(deleted == 1)
}

/// Forgets what is counted for `user` on every device. Returns whether there was anything.
///
/// # Errors
/// Database failures.
pub async fn clear_all(cx: &Cx, tx: &mut Tx, user: UserId) -> Result<bool, Error> {
    let deleted = tx
        .execute(
            "DELETE FROM lockouts WHERE realm_id = $1 AND user_id = $2",
            params![cx.realm.id.as_str(), user.as_str()],
        )
        .await?;
    Ok(deleted > 0)
}

impl Lockout {
    /// Whether a lock is in force at `now`.
    pub fn is_locked(&self, now: Timestamp) -> bool {
        self.locked_until > now.millis()
    }
}

fn lockout_from(row: &Row) -> Result<Lockout, Error> {
    Ok(Lockout {
        failures: row.get(0)?,
        window_start: row.get(1)?,
        locked_until: row.get(2)?,
        lock_count: row.get(3)?,
        version: row.get(4)?,
    })
}
