//! What people agreed to, remembered per app.

use durward_db::{Tx, params};
use durward_model::id::{AppId, UserId};

use crate::{Cx, Error};

/// The scopes `user` agreed to give `app`, separated by spaces; none when never asked.
///
/// # Errors
/// Database failures.
pub async fn load(cx: &Cx, tx: &mut Tx, user: UserId, app: AppId) -> Result<Option<String>, Error> {
    let row = tx
        .query_one(
            "SELECT scope FROM consents WHERE realm_id = $1 AND user_id = $2 AND app_id = $3",
            params![cx.realm.id.as_str(), user.as_str(), app.as_str()],
        )
        .await?;
    Ok(row.map(|row| row.get(0)).transpose()?)
}

/// Remembers that `user` agreed to give `app` these scopes.
///
/// # Errors
/// Database failures.
pub async fn save(
    cx: &Cx,
    tx: &mut Tx,
    user: UserId,
    app: AppId,
    scope: &str,
) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO consents (realm_id, user_id, app_id, scope, granted_at, updated_at) VALUES ($1, $2, $3, $4, $5, $5) \
         ON CONFLICT (realm_id, user_id, app_id) DO UPDATE SET scope = excluded.scope, updated_at = excluded.updated_at",
        params![cx.realm.id.as_str(), user.as_str(), app.as_str(), scope, cx.now.millis()],
    )
    .await?;
    Ok(())
}

/// Forgets what `user` agreed to give `app`. Returns whether there was something.
///
/// # Errors
/// Database failures.
pub async fn remove(cx: &Cx, tx: &mut Tx, user: UserId, app: &str) -> Result<bool, Error> {
    let removed = tx
        .execute(
            "DELETE FROM consents WHERE realm_id = $1 AND user_id = $2 AND app_id = $3",
            params![cx.realm.id.as_str(), user.as_str(), app],
        )
        .await?;
    Ok(removed == 1)
}
