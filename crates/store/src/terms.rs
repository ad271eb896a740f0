//! Terms that people accepted: which version, and when.

use durward_db::{Tx, params};
use durward_model::Timestamp;
use durward_model::id::UserId;

use crate::{Cx, Error};

/// When `user` accepted `version`, if so.
///
/// # Errors
/// Database failures.
pub async fn accepted_at(
    cx: &Cx,
    tx: &mut Tx,
    user: UserId,
    version: &str,
) -> Result<Option<Timestamp>, Error> {
    let row = tx
        .query_one(
            "SELECT accepted_at FROM terms_acceptances WHERE realm_id = $1 AND user_id = $2 AND version = $3",
            params![cx.realm.id.as_str(), user.as_str(), version],
        )
        .await?;
    Ok(match row {
        Some(row) => Some(Timestamp::from_millis(row.get(0)?)),
        None => None,
    })
}

/// Notes that `user` accepted `version` now; accepted before, the first time stays.
///
/// # Errors
/// Database failures.
pub async fn accept(cx: &Cx, tx: &mut Tx, user: UserId, version: &str) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO terms_acceptances (realm_id, user_id, version, accepted_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (realm_id, user_id, version) DO NOTHING",
        params![
            cx.realm.id.as_str(),
            user.as_str(),
            version,
            cx.now.millis()
        ],
    )
    .await?;
    Ok(())
}
