//! Background jobs: enqueued in the transaction that needs them, claimed so that none is taken twice.

use durward_db::{Db, Row, Tx, params};
use durward_model::Timestamp;
use durward_model::id::{JobId, NodeId, RealmId};

use crate::{Cx, Error};

/// A job somebody claimed.
#[derive(Debug, Clone)]
pub struct Job {
    /// The realm it works in.
    pub realm: RealmId,
    /// Its identifier.
    pub id: JobId,
    /// What is to be done.
    pub kind: String,
    /// With what, as JSON text.
    pub payload: String,
    /// How often it was tried before.
    pub attempts: i64,
}

/// Adds a job that becomes due at `run_at`.
///
/// # Errors
/// Database failures.
pub async fn enqueue(
    cx: &Cx,
    tx: &mut Tx,
    kind: &str,
    payload: &str,
    run_at: Timestamp,
) -> Result<JobId, Error> {
    let id = JobId::new(cx.now, cx.entropy());
    tx.execute(
        "INSERT INTO jobs (realm_id, id, kind, payload, run_at, attempts, claimed_until, created_at) VALUES ($1, $2, $3, $4, $5, 0, 0, $6)",
        params![cx.realm.id.as_str(), id.as_str(), kind, payload, run_at.millis(), cx.now.millis()],
    )
    .await?;
    Ok(id)
}

/// Claims one due job for `node`, for `lease_seconds`. A job whose holder died is due again after its lease.
///
/// # Errors
/// Database failures.
pub async fn claim(
    db: &Db,
    node: NodeId,
    now: Timestamp,
    lease_seconds: i64,
) -> Result<Option<Job>, Error> {
    let mut tx = db.begin().await?;
    let row = tx
        .query_one(
            "UPDATE jobs SET claimed_by = $1, claimed_until = $2, attempts = attempts + 1 \
             WHERE run_at <= $3 AND claimed_until <= $3 AND (realm_id, id) IN \
             (SELECT realm_id, id FROM jobs WHERE run_at <= $3 AND claimed_until <= $3 ORDER BY run_at LIMIT 1) \
             RETURNING realm_id, id, kind, payload, attempts - 1",
            params![node.as_str(), now.plus_seconds(lease_seconds).millis(), now.millis()],
        )
        .await?;
    tx.commit().await?;
    row.as_ref().map(job_from).transpose()
}

/// Ends a job that `node` holds. Returns whether it still held it.
///
/// # Errors
/// Database failures.
pub async fn finish(tx: &mut Tx, node: NodeId, job: &Job) -> Result<bool, Error> {
    let ended = tx
        .execute(
            "DELETE FROM jobs WHERE realm_id = $1 AND id = $2 AND claimed_by = $3",
            params![job.realm.as_str(), job.id.as_str(), node.as_str()],
        )
        .await?;
    Ok(ended == 1)
}

/// Gives a failed job back, due again at `run_at`.
///
/// # Errors
/// Database failures.
pub async fn retry(
    tx: &mut Tx,
    node: NodeId,
    job: &Job,
    run_at: Timestamp,
    error: &str,
) -> Result<(), Error> {
    tx.execute(
        "UPDATE jobs SET run_at = $1, claimed_until = 0, claimed_by = NULL, last_error = $2 WHERE realm_id = $3 AND id = $4 AND claimed_by = $5",
        params![run_at.millis(), error, job.realm.as_str(), job.id.as_str(), node.as_str()],
    )
    .await?;
    Ok(())
}

fn job_from(row: &Row) -> Result<Job, Error> {
    let broken = |_| Error::internal("a job has a broken id");
    Ok(Job {
        realm: row.get::<String>(0)?.parse().map_err(broken)?,
        id: row.get::<String>(1)?.parse().map_err(broken)?,
        kind: row.get(2)?,
        payload: row.get(3)?,
        attempts: row.get(4)?,
    })
}
