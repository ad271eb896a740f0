//! Browsers that are remembered: whoever signed in with one is known in it without a password, for a while.
//!
//! Every use replaces the secret. Who comes with one that was replaced has a copy, or is one of two requests the
//! browser made at once; [`Stored::holds`] tells the two apart.

use durward_db::{Row, Tx, params};
use durward_model::Timestamp;
use durward_model::id::{RememberedId, SessionId, UserId};

use crate::{Cx, Error, token};

/// How long a secret that was just replaced is still taken for one of two requests made at once, in milliseconds.
pub const GRACE: i64 = 30_000;

/// Browsers that one list shows.
const MOST: i64 = 1_000;

/// A browser that is remembered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remembered {
    /// What names it. The cookie carries it and a secret.
    pub id: RememberedId,
    /// Whom it stands for.
    pub user: UserId,
    /// The session that was begun with it last.
    pub session: SessionId,
    /// The journey by which the person signed in.
    pub journey: String,
    /// When the person proved who they are.
    pub auth_time: Timestamp,
    /// Network address the person signed in from.
    pub ip: String,
    /// `User-Agent` of the browser, at most 512 characters.
    pub user_agent: String,
    /// Since when it is remembered.
    pub created_at: Timestamp,
    /// When it was last used.
    pub last_used_at: Timestamp,
    /// When it is forgotten unless used before.
    pub idle_expires_at: Timestamp,
    /// When it is forgotten whatever happens.
    pub expires_at: Timestamp,
}

/// A remembered browser as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// The browser.
    pub remembered: Remembered,
    secret_hash: String,
    former_hash: Option<String>,
    rotated_at: Timestamp,
}

/// What somebody who came with a secret has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// The secret that is good now.
    Current,
    /// The one that was good a moment ago: another request of the same browser was first.
    Former,
    /// One that was replaced, or never good: somebody has a copy.
    Copy,
}

impl Stored {
    /// What somebody has who came at `now` with the secret that has this hash.
    pub fn holds(&self, hash: &str, now: Timestamp) -> Held {
        let former = self.former_hash.as_deref().unwrap_or_default();
        let fresh = now.millis_since(self.rotated_at) <= GRACE;
        if token::same(hash, &self.secret_hash) {
            Held::Current
        } else if fresh && token::same(hash, former) {
            Held::Former
        } else {
            Held::Copy
        }
    }
}

/// Remembers a browser whose cookie carries the secret with this hash.
///
/// # Errors
/// Database failures.
pub async fn insert(
    cx: &Cx,
    tx: &mut Tx,
    new: &Remembered,
    secret_hash: &str,
) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO remembered (realm_id, id, secret_hash, rotated_at, user_id, session_id, journey, auth_time, ip, user_agent, \
         created_at, last_used_at, idle_expires_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        params![
            cx.realm.id.as_str(),
            new.id.as_str(),
            secret_hash,
            new.created_at.millis(),
            new.user.as_str(),
            new.session.as_str(),
            new.journey.as_str(),
            new.auth_time.millis(),
            new.ip.as_str(),
            new.user_agent.as_str(),
            new.created_at.millis(),
            new.last_used_at.millis(),
            new.idle_expires_at.millis(),
            new.expires_at.millis()
        ],
    )
    .await?;
    Ok(())
}

/// The browser `id`, if it is remembered and its user active.
///
/// # Errors
/// Database failures.
pub async fn load(cx: &Cx, tx: &mut Tx, id: &str) -> Result<Option<Stored>, Error> {
    let row = tx
        .query_one(
            "SELECT r.id, r.user_id, r.session_id, r.journey, r.auth_time, r.ip, r.user_agent, r.created_at, r.last_used_at, \
             r.idle_expires_at, r.expires_at, r.secret_hash, r.former_hash, r.rotated_at \
             FROM remembered r JOIN users u ON u.realm_id = $1 AND u.id = r.user_id AND u.status = 'Active' \
             WHERE r.realm_id = $1 AND r.id = $2 AND r.revoked_at IS NULL AND r.expires_at > $3 AND r.idle_expires_at > $3",
            params![cx.realm.id.as_str(), id, cx.now.millis()],
        )
        .await?;
    let stored = |row: &Row| {
        Ok(Stored {
            remembered: remembered_from(row)?,
            secret_hash: row.get(11)?,
            former_hash: row.get(12)?,
            rotated_at: Timestamp::from_millis(row.get(13)?),
        })
    };
    row.as_ref().map(stored).transpose()
}

/// The browsers that `user` is remembered in, newest first.
///
/// # Errors
/// Database failures.
pub async fn of_user(cx: &Cx, tx: &mut Tx, user: UserId) -> Result<Vec<Remembered>, Error> {
    let rows = tx
        .query(
            "SELECT id, user_id, session_id, journey, auth_time, ip, user_agent, created_at, last_used_at, idle_expires_at, expires_at \
             FROM remembered WHERE realm_id = $1 AND user_id = $2 AND revoked_at IS NULL AND expires_at > $3 AND idle_expires_at > $3 \
             ORDER BY id DESC LIMIT $4",
            params![cx.realm.id.as_str(), user.as_str(), cx.now.millis(), MOST],
        )
        .await?;
    rows.iter().map(remembered_from).collect()
}

/// Replaces the secret whose hash is `old` by the one whose hash is `new`, and lets the browser be idle until
/// `idle_expires_at`, or for as long as it is remembered at most. Returns until when; none when `old` is not, or no
/// longer, the secret. Of several at once, one gets an answer.
///
/// # Errors
/// Database failures.
pub async fn rotate(
    cx: &Cx,
    tx: &mut Tx,
    id: RememberedId,
    old: &str,
    new: &str,
    idle_expires_at: Timestamp,
) -> Result<Option<Timestamp>, Error> {
    let row = tx
        .query_one(
            "UPDATE remembered SET secret_hash = $1, former_hash = $2, rotated_at = $3, last_used_at = $3, \
             idle_expires_at = CASE WHEN $4 < expires_at THEN $4 ELSE expires_at END \
             WHERE realm_id = $5 AND id = $6 AND secret_hash = $2 AND revoked_at IS NULL AND expires_at > $3 AND idle_expires_at > $3 \
             RETURNING idle_expires_at",
            params![
                new,
                old,
                cx.now.millis(),
                idle_expires_at.millis(),
                cx.realm.id.as_str(),
                id.as_str()
            ],
        )
        .await?;
    let until = |row: &Row| Ok(Timestamp::from_millis(row.get(0)?));
    row.as_ref().map(until).transpose()
}

/// Notes that `session` was begun with the browser `id`.
///
/// # Errors
/// Database failures.
pub async fn note_session(
    cx: &Cx,
    tx: &mut Tx,
    id: RememberedId,
    session: SessionId,
) -> Result<(), Error> {
    tx.execute(
        "UPDATE remembered SET session_id = $1 WHERE realm_id = $2 AND id = $3",
        params![session.as_str(), cx.realm.id.as_str(), id.as_str()],
    )
    .await?;
    Ok(())
}

/// Forgets the browser `id` of `user`. Returns whether it was remembered.
///
/// # Errors
/// Database failures.
pub async fn revoke(cx: &Cx, tx: &mut Tx, user: UserId, id: RememberedId) -> Result<bool, Error> {
    let ended = tx
        .execute(
            "UPDATE remembered SET revoked_at = $1 \
             WHERE realm_id = $2 AND id = $3 AND user_id = $4 AND revoked_at IS NULL AND expires_at > $1",
            params![
                cx.now.millis(),
                cx.realm.id.as_str(),
                id.as_str(),
                user.as_str()
            ],
        )
        .await?;
    Ok(ended == 1)
}

/// Forgets the browser that comes with the identifier `id` and a secret with this hash, unless it stands for `but`.
/// Returns whom it stood for.
///
/// # Errors
/// Database failures.
pub async fn revoke_presented(
    cx: &Cx,
    tx: &mut Tx,
    id: &str,
    hash: &str,
    but: Option<UserId>,
) -> Result<Option<(RememberedId, UserId)>, Error> {
    let row = tx
        .query_one(
            "UPDATE remembered SET revoked_at = $1 \
             WHERE realm_id = $2 AND id = $3 AND (secret_hash = $4 OR former_hash = $4) AND user_id <> $5 AND revoked_at IS NULL AND expires_at > $1 \
             RETURNING id, user_id",
            params![
                cx.now.millis(),
                cx.realm.id.as_str(),
                id,
                hash,
                but.map(|user| user.to_string()).unwrap_or_default()
            ],
        )
        .await?;
    let whose = |row: &Row| Ok((id_from(row)?, user_from(row)?));
    row.as_ref().map(whose).transpose()
}

/// Forgets the browsers of `user` whose last session is this one. Returns them.
///
/// # Errors
/// Database failures.
pub async fn revoke_of_session(
    cx: &Cx,
    tx: &mut Tx,
    user: UserId,
    session: SessionId,
) -> Result<Vec<RememberedId>, Error> {
    let rows = tx
        .query(
            "UPDATE remembered SET revoked_at = $1 \
             WHERE realm_id = $2 AND user_id = $3 AND session_id = $4 AND revoked_at IS NULL AND expires_at > $1 RETURNING id",
            params![
                cx.now.millis(),
                cx.realm.id.as_str(),
                user.as_str(),
                session.as_str()
            ],
        )
        .await?;
    rows.iter().map(id_from).collect()
}

/// Forgets every browser of `user` but that of the session `kept`. Returns them.
///
/// # Errors
/// Database failures.
pub async fn revoke_all(
    cx: &Cx,
    tx: &mut Tx,
    user: UserId,
    kept: Option<SessionId>,
) -> Result<Vec<RememberedId>, Error> {
    let rows = tx
        .query(
            "UPDATE remembered SET revoked_at = $1 \
             WHERE realm_id = $2 AND user_id = $3 AND session_id <> $4 AND revoked_at IS NULL AND expires_at > $1 RETURNING id",
            params![
                cx.now.millis(),
                cx.realm.id.as_str(),
                user.as_str(),
                kept.map(|id| id.to_string()).unwrap_or_default()
            ],
        )
        .await?;
    rows.iter().map(id_from).collect()
}

/// Forgets those browsers of `user` that have been remembered longest, so that `room` remain. Returns them.
///
/// # Errors
/// Database failures.
pub async fn revoke_beyond(
    cx: &Cx,
    tx: &mut Tx,
    user: UserId,
    room: i64,
) -> Result<Vec<RememberedId>, Error> {
    let rows = tx
        .query(
            "UPDATE remembered SET revoked_at = $1 WHERE realm_id = $2 AND revoked_at IS NULL AND id IN ( \
               SELECT id FROM remembered WHERE realm_id = $2 AND user_id = $3 AND revoked_at IS NULL AND expires_at > $1 \
               ORDER BY id DESC LIMIT $4 OFFSET $5) \
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
    rows.iter().map(id_from).collect()
}

fn id_from(row: &Row) -> Result<RememberedId, Error> {
    let broken = |_| Error::internal("a remembered browser has a broken id");
    row.get::<String>(0)?.parse().map_err(broken)
}

fn user_from(row: &Row) -> Result<UserId, Error> {
    let broken = |_| Error::internal("a remembered browser has a broken user");
    row.get::<String>(1)?.parse().map_err(broken)
}

fn remembered_from(row: &Row) -> Result<Remembered, Error> {
    let moment = |column: usize| -> Result<Timestamp, Error> {
        Ok(Timestamp::from_millis(row.get(column)?))
    };
    Ok(Remembered {
        id: id_from(row)?,
        user: user_from(row)?,
        session: row
            .get::<String>(2)?
            .parse()
            .map_err(|_| Error::internal("a remembered browser has a broken session"))?,
        journey: row.get(3)?,
        auth_time: moment(4)?,
        ip: row.get(5)?,
        user_agent: row.get(6)?,
        created_at: moment(7)?,
        last_used_at: moment(8)?,
        idle_expires_at: moment(9)?,
        expires_at: moment(10)?,
    })
}
