//! What is kept of client-side sessions: nothing but that they ended.
//!
//! A row of `ended_sessions` says which cookies of a session are worth nothing any more: those of a version below
//! `least_version`. The row without a session's id says it of all sessions of a user that began before a moment, but
//! for the one that was `kept`.

use durward_db::{Tx, params};
use durward_model::id::{SessionId, UserId};
use durward_model::session::Session;

use crate::{Cx, Error, app_sessions};

/// Above every version: no cookie of the session is good any more.
pub const ENDED: i64 = i64::MAX;

/// The longest that a session lasts (`maxSessionTime`), in seconds: 365 days.
const LONGEST: i64 = 525_600 * 60;

/// Whether the state in a cookie still holds: its user is active, and neither the session nor this cookie of it was ended.
///
/// # Errors
/// Database failures.
pub async fn holds(cx: &Cx, tx: &mut Tx, session: &Session) -> Result<bool, Error> {
    let row = tx
        .query_one(
            "SELECT u.id FROM users u WHERE u.realm_id = $1 AND u.id = $2 AND u.status = 'Active' \
             AND NOT EXISTS (SELECT 1 FROM ended_sessions e WHERE e.realm_id = $1 AND e.user_id = $2 \
               AND e.session_id = $3 AND e.least_version > $4) \
             AND NOT EXISTS (SELECT 1 FROM ended_sessions e WHERE e.realm_id = $1 AND e.user_id = $2 \
               AND e.session_id = '' AND e.begun_before > $5 AND e.kept <> $3)",
            params![
                cx.realm.id.as_str(),
                session.user.as_str(),
                session.id.as_str(),
                session.version,
                session.created_at.millis()
            ],
        )
        .await?;
    Ok(row.is_some())
}

/// Makes cookies of `session` below `least_version` worthless. Returns whether that changed anything: not when it was
/// done before, by whomever.
///
/// # Errors
/// Database failures.
pub async fn void_below(
    cx: &Cx,
    tx: &mut Tx,
    session: &Session,
    least_version: i64,
) -> Result<bool, Error> {
    let voided = tx
        .execute(
            "INSERT INTO ended_sessions (realm_id, user_id, session_id, least_version, begun_before, kept, expires_at) \
             VALUES ($1, $2, $3, $4, 0, '', $5) ON CONFLICT (realm_id, user_id, session_id) \
             DO UPDATE SET least_version = excluded.least_version, expires_at = excluded.expires_at \
             WHERE ended_sessions.least_version < excluded.least_version",
            params![
                cx.realm.id.as_str(),
                session.user.as_str(),
                session.id.as_str(),
                least_version,
                cx.now.plus_seconds(LONGEST).millis()
            ],
        )
        .await?;
    if voided == 1 && least_version == ENDED {
        app_sessions::end(cx, tx, session.id).await?;
    }
    Ok(voided == 1)
}

/// Makes the cookies of every session of `user` that began before now worthless, but for those of `kept`.
pub(super) async fn void_all(
    cx: &Cx,
    tx: &mut Tx,
    user: UserId,
    kept: Option<SessionId>,
) -> Result<(), Error> {
    let kept = kept.map(|id| id.to_string()).unwrap_or_default();
    tx.execute(
        "INSERT INTO ended_sessions (realm_id, user_id, session_id, least_version, begun_before, kept, expires_at) \
         VALUES ($1, $2, '', 0, $3, $4, $5) ON CONFLICT (realm_id, user_id, session_id) \
         DO UPDATE SET begun_before = excluded.begun_before, kept = excluded.kept, expires_at = excluded.expires_at",
        params![
            cx.realm.id.as_str(),
            user.as_str(),
            cx.now.millis(),
            kept,
            cx.now.plus_seconds(LONGEST).millis()
        ],
    )
    .await?;
    Ok(())
}
