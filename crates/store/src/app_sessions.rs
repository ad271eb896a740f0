//! Which apps a session has signed its person in to, so that they hear of its end.
//!
//! A row is its own outbox: while the session lives it is looked at when the session may have lapsed; once it has ended,
//! the app is told until it has heard, and the row goes.

use durward_db::{Db, Row, Tx, params};
use durward_model::Timestamp;
use durward_model::id::{AppId, NodeId, RealmId, SessionId, UserId};

use crate::{Cx, Error};

/// Seconds after which a new row is looked at for the first time.
const FIRST_LOOK: i64 = 300;
/// Seconds after which nobody is told any more: longer than any session lasts (`maxSessionTime`).
const LONGEST: i64 = 366 * 86_400;

/// A claimed row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppSession {
    /// The realm it is of.
    pub realm: RealmId,
    /// The session.
    pub session: SessionId,
    /// The app.
    pub app: AppId,
    /// Whose session it is.
    pub user: UserId,
    /// Whether the session was ended.
    pub ended: bool,
    /// How often the app was told before, in vain.
    pub attempts: i64,
}

/// How a session stands whose end nobody has reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It lives, until this moment if it is not used.
    Until(Timestamp),
    /// It has lapsed.
    Lapsed,
    /// Its state is in its cookie, and its end will be reported or never be known.
    Elsewhere,
}

/// Notes that `session` of `user` has signed in to `app`.
///
/// # Errors
/// Database failures.
pub async fn note(
    cx: &Cx,
    tx: &mut Tx,
    session: SessionId,
    app: AppId,
    user: UserId,
) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO app_sessions (realm_id, session_id, app_id, user_id, next_at, attempts, claimed_until, expires_at) \
         VALUES ($1, $2, $3, $4, $5, 0, 0, $6) ON CONFLICT (realm_id, session_id, app_id) DO NOTHING",
        params![
            cx.realm.id.as_str(),
            session.as_str(),
            app.as_str(),
            user.as_str(),
            cx.now.plus_seconds(FIRST_LOOK).millis(),
            cx.now.plus_seconds(LONGEST).millis()
        ],
    )
    .await?;
    Ok(())
}

/// The apps that `session` has signed its person in to, a hundred at most.
///
/// # Errors
/// Database failures.
pub async fn apps_of(cx: &Cx, tx: &mut Tx, session: SessionId) -> Result<Vec<AppId>, Error> {
    let rows = tx
        .query(
            "SELECT app_id FROM app_sessions WHERE realm_id = $1 AND session_id = $2 ORDER BY app_id LIMIT 100",
            params![cx.realm.id.as_str(), session.as_str()],
        )
        .await?;
    rows.iter().map(|row| id(row, 0)).collect()
}

/// Has the apps of `session` told that it ended.
pub(crate) async fn end(cx: &Cx, tx: &mut Tx, session: SessionId) -> Result<(), Error> {
    tx.execute(
        "UPDATE app_sessions SET ended_at = $1, next_at = $1 WHERE realm_id = $2 AND session_id = $3 AND ended_at IS NULL",
        params![cx.now.millis(), cx.realm.id.as_str(), session.as_str()],
    )
    .await?;
    Ok(())
}

/// Has the apps of every session of `user` but `kept` told that it ended.
pub(crate) async fn end_all(
    cx: &Cx,
    tx: &mut Tx,
    user: UserId,
    kept: Option<SessionId>,
) -> Result<(), Error> {
    tx.execute(
        "UPDATE app_sessions SET ended_at = $1, next_at = $1 \
         WHERE realm_id = $2 AND user_id = $3 AND session_id <> $4 AND ended_at IS NULL",
        params![
            cx.now.millis(),
            cx.realm.id.as_str(),
            user.as_str(),
            kept.map(|id| id.to_string()).unwrap_or_default()
        ],
    )
    .await?;
    Ok(())
}

/// When the next row of any realm is due, if any is.
///
/// # Errors
/// Database failures.
pub async fn next_due(db: &Db) -> Result<Option<Timestamp>, Error> {
    let row = db
        .read()
        .await?
        .query_one(
            "SELECT next_at FROM app_sessions WHERE next_at IS NOT NULL ORDER BY next_at LIMIT 1",
            params![],
        )
        .await?;
    Ok(row
        .map(|row| row.get(0))
        .transpose()?
        .map(Timestamp::from_millis))
}

/// Claims at most `most` due rows for `node`, for `lease_seconds`. A row whose holder died is due again after its lease.
///
/// # Errors
/// Database failures.
pub async fn claim(
    db: &Db,
    node: NodeId,
    now: Timestamp,
    lease_seconds: i64,
    most: i64,
) -> Result<Vec<AppSession>, Error> {
    let mut tx = db.begin().await?;
    let rows = tx
        .query(
            "UPDATE app_sessions SET claimed_by = $1, claimed_until = $2 \
             WHERE next_at <= $3 AND claimed_until <= $3 AND (realm_id, session_id, app_id) IN \
             (SELECT realm_id, session_id, app_id FROM app_sessions WHERE next_at <= $3 AND claimed_until <= $3 ORDER BY next_at LIMIT $4) \
             RETURNING realm_id, session_id, app_id, user_id, ended_at, attempts",
            params![
                node.as_str(),
                now.plus_seconds(lease_seconds).millis(),
                now.millis(),
                most
            ],
        )
        .await?;
    tx.commit().await?;
    rows.iter()
        .map(|row| {
            Ok(AppSession {
                realm: id(row, 0)?,
                session: id(row, 1)?,
                app: id(row, 2)?,
                user: id(row, 3)?,
                ended: row.get::<Option<i64>>(4)?.is_some(),
                attempts: row.get(5)?,
            })
        })
        .collect()
}

/// How the session of `row` stands by itself.
///
/// # Errors
/// Database failures.
pub async fn standing(cx: &Cx, tx: &mut Tx, row: &AppSession) -> Result<Standing, Error> {
    let session = tx
        .query_one(
            "SELECT idle_expires_at, expires_at, revoked_at FROM sessions WHERE realm_id = $1 AND id = $2",
            params![cx.realm.id.as_str(), row.session.as_str()],
        )
        .await?;
    let Some(session) = session else {
        return Ok(Standing::Elsewhere);
    };
    let idle: i64 = session.get(0)?;
    let until = Timestamp::from_millis(idle.min(session.get(1)?));
    let revoked: Option<i64> = session.get(2)?;
    Ok(if revoked.is_some() || until <= cx.now {
        Standing::Lapsed
    } else {
        Standing::Until(until)
    })
}

/// The app has heard, or there is nobody to tell: the row goes, if `node` still holds it.
///
/// # Errors
/// Database failures.
pub async fn done(cx: &Cx, tx: &mut Tx, node: NodeId, row: &AppSession) -> Result<(), Error> {
    tx.execute(
        "DELETE FROM app_sessions WHERE realm_id = $1 AND session_id = $2 AND app_id = $3 AND claimed_by = $4",
        params![
            cx.realm.id.as_str(),
            row.session.as_str(),
            row.app.as_str(),
            node.as_str()
        ],
    )
    .await?;
    Ok(())
}

/// Gives back a row whose session lives: it is looked at again at `next_at`, or only when its end is reported.
///
/// # Errors
/// Database failures.
pub async fn rest(
    cx: &Cx,
    tx: &mut Tx,
    node: NodeId,
    row: &AppSession,
    next_at: Option<Timestamp>,
) -> Result<(), Error> {
    // The session may have ended meanwhile: then it is due already.
    tx.execute(
        "UPDATE app_sessions SET next_at = CASE WHEN ended_at IS NULL THEN $1 ELSE next_at END, claimed_by = NULL, claimed_until = 0 \
         WHERE realm_id = $2 AND session_id = $3 AND app_id = $4 AND claimed_by = $5",
        params![
            next_at.map(Timestamp::millis),
            cx.realm.id.as_str(),
            row.session.as_str(),
            row.app.as_str(),
            node.as_str()
        ],
    )
    .await?;
    Ok(())
}

/// Gives back a row whose app did not hear: it is told again at `next_at`.
///
/// # Errors
/// Database failures.
pub async fn retry(
    cx: &Cx,
    tx: &mut Tx,
    node: NodeId,
    row: &AppSession,
    next_at: Timestamp,
    error: &str,
) -> Result<(), Error> {
    tx.execute(
        "UPDATE app_sessions SET next_at = $1, ended_at = COALESCE(ended_at, $2), attempts = attempts + 1, last_error = $3, \
         claimed_by = NULL, claimed_until = 0 \
         WHERE realm_id = $4 AND session_id = $5 AND app_id = $6 AND claimed_by = $7",
        params![
            next_at.millis(),
            cx.now.millis(),
            error,
            cx.realm.id.as_str(),
            row.session.as_str(),
            row.app.as_str(),
            node.as_str()
        ],
    )
    .await?;
    Ok(())
}

fn id<T: std::str::FromStr>(row: &Row, column: usize) -> Result<T, Error> {
    row.get::<String>(column)?
        .parse()
        .map_err(|_| Error::internal("an app session has a broken id"))
}
