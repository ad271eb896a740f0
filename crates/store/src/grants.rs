//! Grants: what a person gave an app. Every token of one sign-in belongs to one grant, and ends with it.

use durward_db::{Row, Tx, params};
use durward_model::Timestamp;
use durward_model::id::{AppId, GrantId, SessionId, UserId};

use crate::{Cx, Error};

/// A grant as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// Its identifier.
    pub id: GrantId,
    /// To which app.
    pub app: AppId,
    /// By whom.
    pub user: UserId,
    /// In which session.
    pub session: Option<SessionId>,
    /// Which scopes, separated by spaces.
    pub scope: String,
    /// How the person signed in and what the app asked for, as JSON text (the provider's own type).
    pub context: String,
    /// When.
    pub created_at: Timestamp,
    /// When the last token of it expires.
    pub expires_at: Timestamp,
    /// When it was ended.
    pub revoked_at: Option<Timestamp>,
}

/// Adds a grant.
///
/// # Errors
/// Database failures.
pub async fn insert(cx: &Cx, tx: &mut Tx, grant: &Grant) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO grants (realm_id, id, app_id, user_id, session_id, scope, context, created_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        params![
            cx.realm.id.as_str(),
            grant.id.as_str(),
            grant.app.as_str(),
            grant.user.as_str(),
            grant.session.as_ref().map(SessionId::as_str),
            grant.scope.as_str(),
            grant.context.as_str(),
            grant.created_at.millis(),
            grant.expires_at.millis()
        ],
    )
    .await?;
    Ok(())
}

/// The grant `id`, ended or not.
///
/// # Errors
/// Database failures.
pub async fn load(cx: &Cx, tx: &mut Tx, id: &str) -> Result<Option<Grant>, Error> {
    let row = tx
        .query_one(
            "SELECT id, app_id, user_id, session_id, scope, context, created_at, expires_at, revoked_at FROM grants WHERE realm_id = $1 AND id = $2",
            params![cx.realm.id.as_str(), id],
        )
        .await?;
    row.as_ref().map(grant_from).transpose()
}

/// The newest live grant of `user` to `app` in `session` (an empty text for those that came of none).
///
/// # Errors
/// Database failures.
pub async fn newest_live(
    cx: &Cx,
    tx: &mut Tx,
    user: UserId,
    app: AppId,
    session: &str,
) -> Result<Option<Grant>, Error> {
    let row = tx
        .query_one(
            "SELECT id, app_id, user_id, session_id, scope, context, created_at, expires_at, revoked_at FROM grants \
             WHERE realm_id = $1 AND user_id = $2 AND app_id = $3 AND COALESCE(session_id, '') = $4 AND revoked_at IS NULL AND expires_at > $5 \
             ORDER BY id DESC LIMIT 1",
            params![cx.realm.id.as_str(), user.as_str(), app.as_str(), session, cx.now.millis()],
        )
        .await?;
    row.as_ref().map(grant_from).transpose()
}

/// Ends a grant and with it every token of it. Returns whether it was live.
///
/// # Errors
/// Database failures.
pub async fn revoke(cx: &Cx, tx: &mut Tx, id: &str) -> Result<bool, Error> {
    let ended = tx
        .execute(
            "UPDATE grants SET revoked_at = $1 WHERE realm_id = $2 AND id = $3 AND revoked_at IS NULL",
            params![cx.now.millis(), cx.realm.id.as_str(), id],
        )
        .await?;
    Ok(ended == 1)
}

/// Ends every grant of `user` to `app`. Returns how many were live.
///
/// # Errors
/// Database failures.
pub async fn revoke_between(cx: &Cx, tx: &mut Tx, user: UserId, app: &str) -> Result<u64, Error> {
    Ok(tx
        .execute(
            "UPDATE grants SET revoked_at = $1 WHERE realm_id = $2 AND user_id = $3 AND app_id = $4 AND revoked_at IS NULL",
            params![cx.now.millis(), cx.realm.id.as_str(), user.as_str(), app],
        )
        .await?)
}

/// Ends every grant of `user`. Returns how many were live.
///
/// # Errors
/// Database failures.
pub async fn revoke_of_user(cx: &Cx, tx: &mut Tx, user: UserId) -> Result<u64, Error> {
    Ok(tx
        .execute(
            "UPDATE grants SET revoked_at = $1 WHERE realm_id = $2 AND user_id = $3 AND revoked_at IS NULL",
            params![cx.now.millis(), cx.realm.id.as_str(), user.as_str()],
        )
        .await?)
}

/// Moves the end of a grant to `expires_at`, when that is later.
///
/// # Errors
/// Database failures.
pub async fn extend(cx: &Cx, tx: &mut Tx, id: &str, expires_at: Timestamp) -> Result<(), Error> {
    tx.execute(
        "UPDATE grants SET expires_at = $1 WHERE realm_id = $2 AND id = $3 AND expires_at < $1",
        params![expires_at.millis(), cx.realm.id.as_str(), id],
    )
    .await?;
    Ok(())
}

/// Apps that `user` gave a live grant or a saved consent: app id and when it was first given, in Unix milliseconds.
///
/// # Errors
/// Database failures.
pub async fn apps_of(cx: &Cx, tx: &mut Tx, user: UserId) -> Result<Vec<(String, i64)>, Error> {
    let rows = tx
        .query(
            "SELECT app_id, MIN(given_at) FROM \
             (SELECT app_id, created_at AS given_at FROM grants WHERE realm_id = $1 AND user_id = $2 AND revoked_at IS NULL AND expires_at > $3 \
              UNION ALL SELECT app_id, granted_at AS given_at FROM consents WHERE realm_id = $1 AND user_id = $2) given \
             GROUP BY app_id ORDER BY app_id LIMIT 200",
            params![cx.realm.id.as_str(), user.as_str(), cx.now.millis()],
        )
        .await?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?)))
        .collect()
}

fn grant_from(row: &Row) -> Result<Grant, Error> {
    let broken = |_| Error::internal("a grant has a broken id");
    Ok(Grant {
        id: row.get::<String>(0)?.parse().map_err(broken)?,
        app: row.get::<String>(1)?.parse().map_err(broken)?,
        user: row.get::<String>(2)?.parse().map_err(broken)?,
        session: row
            .get::<Option<String>>(3)?
            .map(|id| id.parse())
            .transpose()
            .map_err(broken)?,
        scope: row.get(4)?,
        context: row.get(5)?,
        created_at: Timestamp::from_millis(row.get(6)?),
        expires_at: Timestamp::from_millis(row.get(7)?),
        revoked_at: row.get::<Option<i64>>(8)?.map(Timestamp::from_millis),
    })
}
