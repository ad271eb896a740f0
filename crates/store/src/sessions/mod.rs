//! SSO sessions. A session is good only while its user is active: a user who was deactivated or deleted is signed out
//! everywhere at once.
//!
//! The state of a client-side session is in its cookie; see [`client_side`] for what is kept of it.

pub mod client_side;

use std::collections::BTreeMap;

use durward_db::{Row, Tx, params};
use durward_model::Timestamp;
use durward_model::id::{RememberedId, SessionId, UserId};
use durward_model::session::Session;

use crate::{Cx, Error, app_sessions, remembered};

/// How precisely the last use of a session is kept, in milliseconds.
pub const LAST_SEEN_PRECISION: i64 = 60_000;

/// Sessions that one list shows, and that making room ends at most.
const MOST: i64 = 10_000;

/// A session as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// The session.
    pub session: Session,
    /// SHA-256 of the secret in its cookie.
    pub secret_hash: String,
}

/// Adds a session whose cookie carries the secret with this hash.
///
/// # Errors
/// Database failures.
pub async fn insert(
    cx: &Cx,
    tx: &mut Tx,
    session: &Session,
    secret_hash: &str,
) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO sessions (realm_id, id, secret_hash, user_id, auth_time, methods, acr, auth_level, journey, properties, \
         ip, user_agent, created_at, last_seen_at, idle_expires_at, expires_at, version) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
        params![
            cx.realm.id.as_str(),
            session.id.as_str(),
            secret_hash,
            session.user.as_str(),
            session.auth_time.millis(),
            json(&session.methods)?,
            session.acr.as_deref(),
            session.auth_level,
            session.journey.as_str(),
            json(&session.properties)?,
            session.ip.as_str(),
            session.user_agent.as_str(),
            session.created_at.millis(),
            session.last_seen_at.millis(),
            session.idle_expires_at.millis(),
            session.expires_at.millis(),
            session.version
        ],
    )
    .await?;
    Ok(())
}

/// Writes what a session has become, under the secret with this hash, if it is still live and at `session.version`.
/// Returns whether it was.
///
/// # Errors
/// Database failures.
pub async fn rewrite(
    cx: &Cx,
    tx: &mut Tx,
    session: &Session,
    secret_hash: &str,
) -> Result<bool, Error> {
    let rewritten = tx
        .execute(
            "UPDATE sessions SET secret_hash = $1, auth_time = $2, methods = $3, acr = $4, auth_level = $5, journey = $6, properties = $7, \
             ip = $8, user_agent = $9, last_seen_at = $10, idle_expires_at = $11, expires_at = $12, version = version + 1 \
             WHERE realm_id = $13 AND id = $14 AND user_id = $15 AND version = $16 AND revoked_at IS NULL AND expires_at > $17",
            params![
                secret_hash,
                session.auth_time.millis(),
                json(&session.methods)?,
                session.acr.as_deref(),
                session.auth_level,
                session.journey.as_str(),
                json(&session.properties)?,
                session.ip.as_str(),
                session.user_agent.as_str(),
                session.last_seen_at.millis(),
                session.idle_expires_at.millis(),
                session.expires_at.millis(),
                cx.realm.id.as_str(),
                session.id.as_str(),
                session.user.as_str(),
                session.version,
                cx.now.millis()
            ],
        )
        .await?;
    Ok(rewritten == 1)
}

/// The session `id` of an active user, live or not.
///
/// # Errors
/// Database failures.
pub async fn load(cx: &Cx, tx: &mut Tx, id: &str) -> Result<Option<Stored>, Error> {
    let row = tx
        .query_one(
            "SELECT s.id, s.user_id, s.auth_time, s.methods, s.acr, s.auth_level, s.journey, s.properties, s.ip, s.user_agent, \
             s.created_at, s.last_seen_at, s.idle_expires_at, s.expires_at, s.revoked_at, s.version, s.secret_hash \
             FROM sessions s JOIN users u ON u.realm_id = $1 AND u.id = s.user_id AND u.status = 'Active' \
             WHERE s.realm_id = $1 AND s.id = $2",
            params![cx.realm.id.as_str(), id],
        )
        .await?;
    let stored = |row: &Row| {
        Ok(Stored {
            session: session_from(row)?,
            secret_hash: row.get(16)?,
        })
    };
    row.as_ref().map(stored).transpose()
}

/// The live sessions of `user`, newest first.
///
/// # Errors
/// Database failures.
pub async fn live_of(cx: &Cx, tx: &mut Tx, user: UserId) -> Result<Vec<Session>, Error> {
    let rows = tx
        .query(
            "SELECT id, user_id, auth_time, methods, acr, auth_level, journey, properties, ip, user_agent, \
             created_at, last_seen_at, idle_expires_at, expires_at, revoked_at, version \
             FROM sessions WHERE realm_id = $1 AND user_id = $2 AND revoked_at IS NULL AND expires_at > $3 AND idle_expires_at > $3 \
             ORDER BY id DESC LIMIT $4",
            params![cx.realm.id.as_str(), user.as_str(), cx.now.millis(), MOST],
        )
        .await?;
    rows.iter().map(session_from).collect()
}

/// Notes that a session is in use now, unless that was noted within `precision` milliseconds. Returns whether it was.
///
/// # Errors
/// Database failures.
pub async fn touch(
    cx: &Cx,
    tx: &mut Tx,
    id: SessionId,
    idle_expires_at: Timestamp,
    precision: i64,
) -> Result<bool, Error> {
    let touched = tx
        .execute(
            "UPDATE sessions SET last_seen_at = $1, idle_expires_at = $2, version = version + 1 \
             WHERE realm_id = $3 AND id = $4 AND revoked_at IS NULL AND last_seen_at <= $5 AND idle_expires_at > $1 AND expires_at > $1",
            params![
                cx.now.millis(),
                idle_expires_at.millis(),
                cx.realm.id.as_str(),
                id.as_str(),
                cx.now.millis() - precision
            ],
        )
        .await?;
    Ok(touched == 1)
}

/// Writes the properties of a session that is live and at `version`. Returns whether it was.
///
/// # Errors
/// Database failures.
pub async fn set_properties(
    cx: &Cx,
    tx: &mut Tx,
    id: SessionId,
    version: i64,
    properties: &BTreeMap<String, String>,
) -> Result<bool, Error> {
    let set = tx
        .execute(
            "UPDATE sessions SET properties = $1, version = version + 1 \
             WHERE realm_id = $2 AND id = $3 AND version = $4 AND revoked_at IS NULL AND expires_at > $5",
            params![
                json(properties)?,
                cx.realm.id.as_str(),
                id.as_str(),
                version,
                cx.now.millis()
            ],
        )
        .await?;
    Ok(set == 1)
}

/// Ends the session `id` of `user`. Returns whether there was one to end.
///
/// # Errors
/// Database failures.
pub async fn revoke(cx: &Cx, tx: &mut Tx, user: UserId, id: SessionId) -> Result<bool, Error> {
    let ended = tx
        .execute(
            "UPDATE sessions SET revoked_at = $1, version = version + 1 \
             WHERE realm_id = $2 AND id = $3 AND user_id = $4 AND revoked_at IS NULL AND expires_at > $1",
            params![
                cx.now.millis(),
                cx.realm.id.as_str(),
                id.as_str(),
                user.as_str()
            ],
        )
        .await?;
    if ended == 1 {
        app_sessions::end(cx, tx, id).await?;
    }
    Ok(ended == 1)
}

/// What somebody keeps when everything else of theirs ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// Nothing.
    Nothing,
    /// This session, but its browser is not remembered any longer.
    Session(SessionId),
    /// This session, and its browser stays remembered.
    Browser(SessionId),
}

/// What was ended, of what is kept here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ended {
    /// Sessions.
    pub sessions: Vec<SessionId>,
    /// Browsers that were remembered.
    pub remembered: Vec<RememberedId>,
}

/// Ends every session of `user` but what is `kept`, client-side ones too, and forgets the browsers that are remembered.
///
/// # Errors
/// Database failures.
pub async fn revoke_all(cx: &Cx, tx: &mut Tx, user: UserId, kept: Kept) -> Result<Ended, Error> {
    let (kept, browser) = match kept {
        Kept::Nothing => (None, None),
        Kept::Session(id) => (Some(id), None),
        Kept::Browser(id) => (Some(id), Some(id)),
    };
    // First of all: a browser that is signing its person in at this moment is waited for, and its session ended then.
    let remembered = remembered::revoke_all(cx, tx, user, browser).await?;
    client_side::void_all(cx, tx, user, kept).await?;
    app_sessions::end_all(cx, tx, user, kept).await?;
    let rows = tx
        .query(
            "UPDATE sessions SET revoked_at = $1, version = version + 1 \
             WHERE realm_id = $2 AND user_id = $3 AND id <> $4 AND revoked_at IS NULL AND expires_at > $1 RETURNING id",
            params![
                cx.now.millis(),
                cx.realm.id.as_str(),
                user.as_str(),
                kept.map(|id| id.to_string()).unwrap_or_default()
            ],
        )
        .await?;
    let sessions = rows.iter().map(id_from).collect::<Result<_, Error>>()?;
    Ok(Ended {
        sessions,
        remembered,
    })
}

/// Ends those live sessions of `user` that would expire first, so that `room` remain. Returns those it ended.
///
/// # Errors
/// Database failures.
pub async fn revoke_beyond(
    cx: &Cx,
    tx: &mut Tx,
    user: UserId,
    room: i64,
) -> Result<Vec<SessionId>, Error> {
    let rows = tx
        .query(
            "UPDATE sessions SET revoked_at = $1, version = version + 1 WHERE realm_id = $2 AND revoked_at IS NULL AND id IN ( \
               SELECT id FROM sessions WHERE realm_id = $2 AND user_id = $3 AND revoked_at IS NULL AND expires_at > $1 AND idle_expires_at > $1 \
               ORDER BY CASE WHEN idle_expires_at < expires_at THEN idle_expires_at ELSE expires_at END DESC, id DESC LIMIT $4 OFFSET $5) \
             RETURNING id",
            params![
                cx.now.millis(),
                cx.realm.id.as_str(),
                user.as_str(),
                MOST,
                room
            ],
        )
        .await?;
    let ended = rows
        .iter()
        .map(id_from)
        .collect::<Result<Vec<SessionId>, Error>>()?;
    for id in &ended {
        app_sessions::end(cx, tx, *id).await?;
    }
    Ok(ended)
}

fn json<T: serde::Serialize>(value: &T) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|error| Error::internal(error.to_string()))
}

fn id_from(row: &Row) -> Result<SessionId, Error> {
    row.get::<String>(0)?
        .parse()
        .map_err(|_| Error::internal("a session row has a broken id"))
}

fn session_from(row: &Row) -> Result<Session, Error> {
    let broken = |what: &str| Error::internal(format!("a session row has broken {what}"));
    let moment = |column: usize| -> Result<Timestamp, Error> {
        Ok(Timestamp::from_millis(row.get(column)?))
    };
    Ok(Session {
        id: id_from(row)?,
        user: row
            .get::<String>(1)?
            .parse()
            .map_err(|_| broken("a user"))?,
        auth_time: moment(2)?,
        methods: serde_json::from_str(&row.get::<String>(3)?).map_err(|_| broken("methods"))?,
        acr: row.get(4)?,
        auth_level: row.get(5)?,
        journey: row.get(6)?,
        properties: serde_json::from_str(&row.get::<String>(7)?)
            .map_err(|_| broken("properties"))?,
        ip: row.get(8)?,
        user_agent: row.get(9)?,
        created_at: moment(10)?,
        last_seen_at: moment(11)?,
        idle_expires_at: moment(12)?,
        expires_at: moment(13)?,
        revoked_at: row.get::<Option<i64>>(14)?.map(Timestamp::from_millis),
        version: row.get(15)?,
        client_side: false,
    })
}
