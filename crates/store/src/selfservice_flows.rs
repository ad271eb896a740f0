//! Self-service flows under way. What a flow knows is in the token its client keeps; the row says how far it has come,
//! so that a step is taken once, guesses are counted, and a finished flow cannot be replayed.

use durward_db::{Tx, params};
use durward_model::Timestamp;
use durward_model::id::FlowId;

use crate::{Cx, Error};

/// Adds a flow that has taken its first step. Returns whether there was none of this identifier before.
///
/// # Errors
/// Database failures.
pub async fn begin(
    cx: &Cx,
    tx: &mut Tx,
    id: FlowId,
    flow: &str,
    expires_at: Timestamp,
) -> Result<bool, Error> {
    let added = tx
        .execute(
            "INSERT INTO selfservice_flows (realm_id, id, flow, step, failures, created_at, expires_at) \
             VALUES ($1, $2, $3, 1, 0, $4, $5) ON CONFLICT (realm_id, id) DO NOTHING",
            params![
                cx.realm.id.as_str(),
                id.as_str(),
                flow,
                cx.now.millis(),
                expires_at.millis()
            ],
        )
        .await?;
    Ok(added == 1)
}

/// How often the step being asked was answered wrongly; none when the flow is not at `step`, or over.
///
/// # Errors
/// Database failures.
pub async fn failures(cx: &Cx, tx: &mut Tx, id: FlowId, step: i64) -> Result<Option<i64>, Error> {
    let row = tx
        .query_one(
            "SELECT failures FROM selfservice_flows WHERE realm_id = $1 AND id = $2 AND step = $3 AND finished_at IS NULL AND expires_at > $4",
            params![cx.realm.id.as_str(), id.as_str(), step, cx.now.millis()],
        )
        .await?;
    row.map(|row| row.get(0).map_err(Error::from)).transpose()
}

/// Takes the step after `step`, and ends the flow if it is the last. Of many at once, one gets `true`.
///
/// # Errors
/// Database failures.
pub async fn advance(
    cx: &Cx,
    tx: &mut Tx,
    id: FlowId,
    step: i64,
    last: bool,
) -> Result<bool, Error> {
    let taken = tx
        .execute(
            "UPDATE selfservice_flows SET step = step + 1, failures = 0, finished_at = $1 \
             WHERE realm_id = $2 AND id = $3 AND step = $4 AND finished_at IS NULL AND expires_at > $5",
            params![
                last.then(|| cx.now.millis()),
                cx.realm.id.as_str(),
                id.as_str(),
                step,
                cx.now.millis()
            ],
        )
        .await?;
    Ok(taken == 1)
}

/// Counts an answer to the step being asked before it is looked at, so that no more than `most` are, however many come
/// at once. Returns whether it may be looked at: not when the flow is not at `step`, over, or guessed at too often.
///
/// # Errors
/// Database failures.
pub async fn claim_guess(
    cx: &Cx,
    tx: &mut Tx,
    id: FlowId,
    step: i64,
    most: i64,
) -> Result<bool, Error> {
    let claimed = tx
        .execute(
            "UPDATE selfservice_flows SET failures = failures + 1 \
             WHERE realm_id = $1 AND id = $2 AND step = $3 AND failures < $4 AND finished_at IS NULL AND expires_at > $5",
            params![
                cx.realm.id.as_str(),
                id.as_str(),
                step,
                most,
                cx.now.millis()
            ],
        )
        .await?;
    Ok(claimed == 1)
}

/// Gives back what was claimed for an answer that could not be looked at.
///
/// # Errors
/// Database failures.
pub async fn return_guess(cx: &Cx, tx: &mut Tx, id: FlowId, step: i64) -> Result<(), Error> {
    tx.execute(
        "UPDATE selfservice_flows SET failures = failures - 1 \
         WHERE realm_id = $1 AND id = $2 AND step = $3 AND failures > 0 AND finished_at IS NULL",
        params![cx.realm.id.as_str(), id.as_str(), step],
    )
    .await?;
    Ok(())
}
