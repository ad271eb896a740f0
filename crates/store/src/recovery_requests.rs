//! Requests for help of people who cannot get in, for administrators (R-REC-3).

use durward_db::{Row, Tx, params};
use durward_model::Timestamp;
use durward_model::id::{RecoveryRequestId, UserId};

use crate::{Cx, Error};

/// A request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecoveryRequest {
    /// Its identifier.
    pub id: RecoveryRequestId,
    /// Whose account it is about.
    pub user: UserId,
    /// What was lost: `password`, `username`.
    pub subject: String,
    /// From where it was made.
    pub ip: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was settled, by whom, and how.
    pub settled: Option<Settled>,
}

/// How a request ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: String,
    /// `recovered`, `reset-sent`, `unlocked`, `dismissed`.
    pub outcome: String,
}

/// Adds a request; while one of the same person about the same is open, it stands for both.
///
/// # Errors
/// Database failures.
pub async fn open(cx: &Cx, tx: &mut Tx, user: UserId, subject: &str) -> Result<(), Error> {
    let waiting = tx
        .query_one(
            "SELECT id FROM recovery_requests WHERE realm_id = $1 AND user_id = $2 AND subject = $3 AND settled_at IS NULL LIMIT 1",
            params![cx.realm.id.as_str(), user.as_str(), subject],
        )
        .await?;
    if waiting.is_some() {
        return Ok(());
    }
    let id = RecoveryRequestId::new(cx.now, cx.entropy());
    tx.execute(
        "INSERT INTO recovery_requests (realm_id, id, user_id, subject, ip, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
        params![
            cx.realm.id.as_str(),
            id.as_str(),
            user.as_str(),
            subject,
            cx.origin.ip.as_str(),
            cx.now.millis()
        ],
    )
    .await?;
    Ok(())
}

/// Settles every open request of `user`. Returns how many there were.
///
/// # Errors
/// Database failures.
pub async fn settle(cx: &Cx, tx: &mut Tx, user: UserId, outcome: &str) -> Result<u64, Error> {
    Ok(tx
        .execute(
            "UPDATE recovery_requests SET settled_at = $1, settled_by = $2, outcome = $3 \
             WHERE realm_id = $4 AND user_id = $5 AND settled_at IS NULL",
            params![
                cx.now.millis(),
                cx.actor.label(),
                outcome,
                cx.realm.id.as_str(),
                user.as_str()
            ],
        )
        .await?)
}

/// At most `limit` requests that wait, oldest first, after `after` (the identifier of the last one seen).
///
/// # Errors
/// Database failures.
pub async fn waiting(
    cx: &Cx,
    tx: &mut Tx,
    after: &str,
    limit: i64,
) -> Result<Vec<RecoveryRequest>, Error> {
    let rows = tx
        .query(
            "SELECT id, user_id, subject, ip, created_at, settled_at, settled_by, outcome FROM recovery_requests \
             WHERE realm_id = $1 AND settled_at IS NULL AND id > $2 ORDER BY id LIMIT $3",
            params![cx.realm.id.as_str(), after, limit],
        )
        .await?;
    rows.iter().map(request_from).collect()
}

/// At most `limit` requests of `user`, newest first.
///
/// # Errors
/// Database failures.
pub async fn of_user(
    cx: &Cx,
    tx: &mut Tx,
    user: UserId,
    limit: i64,
) -> Result<Vec<RecoveryRequest>, Error> {
    let rows = tx
        .query(
            "SELECT id, user_id, subject, ip, created_at, settled_at, settled_by, outcome FROM recovery_requests \
             WHERE realm_id = $1 AND user_id = $2 ORDER BY id DESC LIMIT $3",
            params![cx.realm.id.as_str(), user.as_str(), limit],
        )
        .await?;
    rows.iter().map(request_from).collect()
}

fn request_from(row: &Row) -> Result<RecoveryRequest, Error> {
    let broken = |_| Error::internal("a recovery request has a broken id");
    let settled = match (
        row.get::<Option<i64>>(5)?,
        row.get::<Option<String>>(6)?,
        row.get::<Option<String>>(7)?,
    ) {
        (Some(at), by, outcome) => Some(Settled {
            at: Timestamp::from_millis(at),
            by: by.unwrap_or_default(),
            outcome: outcome.unwrap_or_default(),
        }),
        _ => None,
    };
    Ok(RecoveryRequest {
        id: row.get::<String>(0)?.parse().map_err(broken)?,
        user: row.get::<String>(1)?.parse().map_err(broken)?,
        subject: row.get(2)?,
        ip: row.get(3)?,
        created_at: Timestamp::from_millis(row.get(4)?),
        settled,
    })
}
