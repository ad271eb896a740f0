//! Proofs of possession that were used (RFC 9449 11.1), for as long as they would be good.

use durward_db::{Tx, params};
use durward_model::Timestamp;

use crate::{Cx, Error};

/// Remembers a proof until it expires. Of many at once, one gets `true`: it is new.
///
/// # Errors
/// Database failures.
pub async fn remember(
    cx: &Cx,
    tx: &mut Tx,
    proof_hash: &str,
    expires_at: Timestamp,
) -> Result<bool, Error> {
    let new = tx
        .execute(
            "INSERT INTO dpop_proofs (realm_id, proof_hash, expires_at) VALUES ($1, $2, $3) \
             ON CONFLICT (realm_id, proof_hash) DO NOTHING",
            params![cx.realm.id.as_str(), proof_hash, expires_at.millis()],
        )
        .await?;
    Ok(new == 1)
}
