//! How often people have signed in, where a journey counts it.

use durward_db::{Tx, params};
use durward_model::id::UserId;

use crate::{Cx, Error};

/// How often `user` was counted.
///
/// # Errors
/// Database failures.
pub async fn load(cx: &Cx, tx: &mut Tx, user: UserId) -> Result<i64, Error> {
    let row = tx
        .query_one(
            "SELECT sign_ins FROM sign_in_counts WHERE realm_id = $1 AND user_id = $2",
            params![cx.realm.id.as_str(), user.as_str()],
        )
        .await?;
    Ok(match row {
        Some(row) => row.get(0)?,
        None => 0,
    })
}

/// Counts `user` once more.
///
/// # Errors
/// Database failures.
pub async fn add(cx: &Cx, tx: &mut Tx, user: UserId) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO sign_in_counts (realm_id, user_id, sign_ins) VALUES ($1, $2, 1) \
         ON CONFLICT (realm_id, user_id) DO UPDATE SET sign_ins = sign_in_counts.sign_ins + 1",
        params![cx.realm.id.as_str(), user.as_str()],
    )
    .await?;
    Ok(())
}
