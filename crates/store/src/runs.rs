//! Sign-ins in progress. Each change is guarded by the version it was made from, so that of two submissions of one
//! step one wins, and a replayed one does nothing.

use std::collections::BTreeMap;

use durward_db::{Row, Tx, params};
use durward_model::Timestamp;
use durward_model::id::RunId;

use crate::vault::Sealed;
use crate::{Cx, Error};

/// A run as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Its identifier.
    pub id: RunId,
    /// SHA-256 of its secret.
    pub secret_hash: String,
    /// The journey it runs.
    pub journey: String,
    /// The documents that it, and the journeys it enters, were made from: identifier by journey name. A built-in
    /// journey has none.
    pub documents: BTreeMap<String, String>,
    /// The public part of its state, as JSON text (the journey engine's own type).
    pub state: String,
    /// The secret part of its state, if it has one.
    pub sealed: Option<Sealed>,
    /// Whether it still runs.
    pub running: bool,
    /// Where the person wants to go afterwards.
    pub goto: Option<String>,
    /// The app the person comes from.
    pub client_id: Option<String>,
    /// The languages the person reads, best first, separated by spaces.
    pub ui_locales: Option<String>,
    /// When it began.
    pub created_at: Timestamp,
    /// When it ends unless it ended before.
    pub expires_at: Timestamp,
    /// Counts changes, for guarded updates.
    pub version: i64,
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The person is signed in.
    Done,
    /// The person is not.
    Failed,
}

/// Adds a run.
///
/// # Errors
/// Database failures.
pub async fn insert(cx: &Cx, tx: &mut Tx, run: &Run) -> Result<(), Error> {
    let documents = serde_json::to_string(&run.documents)
        .map_err(|error| Error::internal(error.to_string()))?;
    tx.execute(
        "INSERT INTO auth_runs (realm_id, id, secret_hash, journey, documents, state, sealed, status, goto, client_id, ui_locales, \
         created_at, expires_at, version) VALUES ($1, $2, $3, $4, $5, $6, $7, 'running', $8, $9, $10, $11, $12, $13)",
        params![
            cx.realm.id.as_str(),
            run.id.as_str(),
            run.secret_hash.as_str(),
            run.journey.as_str(),
            documents,
            run.state.as_str(),
            run.sealed.as_ref().map(|sealed| sealed.0.as_str()),
            run.goto.as_deref(),
            run.client_id.as_deref(),
            run.ui_locales.as_deref(),
            run.created_at.millis(),
            run.expires_at.millis(),
            run.version
        ],
    )
    .await?;
    Ok(())
}

/// The run `id`, ended or not.
///
/// # Errors
/// Database failures.
pub async fn load(cx: &Cx, tx: &mut Tx, id: &str) -> Result<Option<Run>, Error> {
    let row = tx
        .query_one(
            "SELECT id, secret_hash, journey, documents, state, sealed, status, goto, client_id, ui_locales, created_at, expires_at, version \
             FROM auth_runs WHERE realm_id = $1 AND id = $2",
            params![cx.realm.id.as_str(), id],
        )
        .await?;
    row.as_ref().map(run_from).transpose()
}

/// Writes the state a run has come to, if it still runs and is at `version`. Returns whether it was.
///
/// # Errors
/// Database failures.
pub async fn save(
    cx: &Cx,
    tx: &mut Tx,
    id: RunId,
    version: i64,
    state: &str,
    sealed: Option<&Sealed>,
) -> Result<bool, Error> {
    let saved = tx
        .execute(
            "UPDATE auth_runs SET state = $1, sealed = $2, version = version + 1 \
             WHERE realm_id = $3 AND id = $4 AND version = $5 AND status = 'running' AND expires_at > $6",
            params![
                state,
                sealed.map(|sealed| sealed.0.as_str()),
                cx.realm.id.as_str(),
                id.as_str(),
                version,
                cx.now.millis()
            ],
        )
        .await?;
    Ok(saved == 1)
}

/// Ends a run, if it still runs and is at `version`, and forgets what it had learnt. Returns whether it was.
///
/// # Errors
/// Database failures.
pub async fn finish(
    cx: &Cx,
    tx: &mut Tx,
    id: RunId,
    version: i64,
    end: End,
) -> Result<bool, Error> {
    let status = match end {
        End::Done => "done",
        End::Failed => "failed",
    };
    let ended = tx
        .execute(
            "UPDATE auth_runs SET status = $1, state = '', sealed = NULL, version = version + 1 \
             WHERE realm_id = $2 AND id = $3 AND version = $4 AND status = 'running' AND expires_at > $5",
            params![
                status,
                cx.realm.id.as_str(),
                id.as_str(),
                version,
                cx.now.millis()
            ],
        )
        .await?;
    Ok(ended == 1)
}

/// Hands a run to whoever holds the secret with this hash from now on, if it still runs and is at `version`. Returns
/// whether it was.
///
/// # Errors
/// Database failures.
pub async fn hand_over(
    cx: &Cx,
    tx: &mut Tx,
    id: RunId,
    version: i64,
    secret_hash: &str,
) -> Result<bool, Error> {
    let handed = tx
        .execute(
            "UPDATE auth_runs SET secret_hash = $1, version = version + 1 \
             WHERE realm_id = $2 AND id = $3 AND version = $4 AND status = 'running' AND expires_at > $5",
            params![
                secret_hash,
                cx.realm.id.as_str(),
                id.as_str(),
                version,
                cx.now.millis()
            ],
        )
        .await?;
    Ok(handed == 1)
}

/// Lets a run go on until `until`, unless it may go on for longer already.
///
/// # Errors
/// Database failures.
pub async fn extend(cx: &Cx, tx: &mut Tx, id: RunId, until: Timestamp) -> Result<(), Error> {
    tx.execute(
        "UPDATE auth_runs SET expires_at = $1 WHERE realm_id = $2 AND id = $3 AND status = 'running' AND expires_at < $1",
        params![until.millis(), cx.realm.id.as_str(), id.as_str()],
    )
    .await?;
    Ok(())
}

fn run_from(row: &Row) -> Result<Run, Error> {
    let broken = |what: &str| Error::internal(format!("a run has broken {what}"));
    Ok(Run {
        id: row.get::<String>(0)?.parse().map_err(|_| broken("an id"))?,
        secret_hash: row.get(1)?,
        journey: row.get(2)?,
        documents: serde_json::from_str(&row.get::<String>(3)?).map_err(|_| broken("documents"))?,
        state: row.get(4)?,
        sealed: row.get::<Option<String>>(5)?.map(Sealed),
        running: row.get::<String>(6)? == "running",
        goto: row.get(7)?,
        client_id: row.get(8)?,
        ui_locales: row.get(9)?,
        created_at: Timestamp::from_millis(row.get(10)?),
        expires_at: Timestamp::from_millis(row.get(11)?),
        version: row.get(12)?,
    })
}
