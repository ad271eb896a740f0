//! Access and refresh tokens, tokens that were denied before they expired, and client assertions seen.

use durward_db::{Tx, params};
use durward_model::Timestamp;
use durward_model::id::{AccessTokenId, AppId, GrantId, RefreshTokenId, UserId};

use crate::{Cx, Error};

/// An opaque access token as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessToken {
    /// Its identifier.
    pub id: AccessTokenId,
    /// SHA-256 of its secret.
    pub secret_hash: String,
    /// The grant it ends with; none for an app acting for itself.
    pub grant: Option<GrantId>,
    /// To which app it was issued.
    pub app: AppId,
    /// The name that app used.
    pub client_id: String,
    /// For whom; none for an app acting for itself.
    pub user: Option<UserId>,
    /// Scopes, separated by spaces.
    pub scope: String,
    /// Resources it is meant for, separated by spaces.
    pub audience: String,
    /// What its sender must show, as JSON text (`cnf`, RFC 7800 3.1); none when whoever holds it may use it.
    pub confirmation: Option<String>,
    /// Who acts for the person, as JSON text (`act`, RFC 8693 4.1); none when it is the person.
    pub act: Option<String>,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// When it expires.
    pub expires_at: Timestamp,
}

/// A refresh token as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefreshToken {
    /// Its identifier.
    pub id: RefreshTokenId,
    /// SHA-256 of its secret.
    pub secret_hash: String,
    /// The grant it ends with.
    pub grant: GrantId,
    /// To which app it was issued.
    pub app: AppId,
    /// When it expires.
    pub expires_at: Timestamp,
    /// When it was used.
    pub used_at: Option<Timestamp>,
    /// What its sender must show, as JSON text (`cnf`, RFC 7800 3.1); none when the client proves who it is.
    pub confirmation: Option<String>,
}

/// Adds an access token.
///
/// # Errors
/// Database failures.
pub async fn insert_access(cx: &Cx, tx: &mut Tx, token: &AccessToken) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO access_tokens (realm_id, id, secret_hash, grant_id, app_id, client_id, user_id, scope, audience, issued_at, expires_at, confirmation, act) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        params![
            cx.realm.id.as_str(),
            token.id.as_str(),
            token.secret_hash.as_str(),
            token.grant.as_ref().map(GrantId::as_str),
            token.app.as_str(),
            token.client_id.as_str(),
            token.user.as_ref().map(UserId::as_str),
            token.scope.as_str(),
            token.audience.as_str(),
            token.issued_at.millis(),
            token.expires_at.millis(),
            token.confirmation.as_deref(),
            token.act.as_deref()
        ],
    )
    .await?;
    Ok(())
}

/// The access token `id`, with the context of its grant, while neither it nor its grant is revoked or expired.
///
/// # Errors
/// Database failures.
pub async fn live_access(
    cx: &Cx,
    tx: &mut Tx,
    id: &str,
) -> Result<Option<(AccessToken, Option<String>)>, Error> {
    let row = tx
        .query_one(
            "SELECT t.id, t.secret_hash, t.grant_id, t.app_id, t.client_id, t.user_id, t.scope, t.audience, t.issued_at, t.expires_at, t.confirmation, t.act, g.context \
             FROM access_tokens t LEFT JOIN grants g ON g.realm_id = t.realm_id AND g.id = t.grant_id \
             WHERE t.realm_id = $1 AND t.id = $2 AND t.revoked_at IS NULL AND t.expires_at > $3 AND g.revoked_at IS NULL",
            params![cx.realm.id.as_str(), id, cx.now.millis()],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    let broken = |_| Error::internal("an access token has a broken id");
    let token = AccessToken {
        id: row.get::<String>(0)?.parse().map_err(broken)?,
        secret_hash: row.get(1)?,
        grant: row
            .get::<Option<String>>(2)?
            .map(|id| id.parse())
            .transpose()
            .map_err(broken)?,
        app: row.get::<String>(3)?.parse().map_err(broken)?,
        client_id: row.get(4)?,
        user: row
            .get::<Option<String>>(5)?
            .map(|id| id.parse())
            .transpose()
            .map_err(broken)?,
        scope: row.get(6)?,
        audience: row.get(7)?,
        issued_at: Timestamp::from_millis(row.get(8)?),
        expires_at: Timestamp::from_millis(row.get(9)?),
        confirmation: row.get(10)?,
        act: row.get(11)?,
    };
    Ok(Some((token, row.get(12)?)))
}

/// Ends one opaque access token.
///
/// # Errors
/// Database failures.
pub async fn revoke_access(cx: &Cx, tx: &mut Tx, id: AccessTokenId) -> Result<(), Error> {
    tx.execute(
        "UPDATE access_tokens SET revoked_at = $1 WHERE realm_id = $2 AND id = $3 AND revoked_at IS NULL",
        params![cx.now.millis(), cx.realm.id.as_str(), id.as_str()],
    )
    .await?;
    Ok(())
}

/// Adds a refresh token.
///
/// # Errors
/// Database failures.
pub async fn insert_refresh(cx: &Cx, tx: &mut Tx, token: &RefreshToken) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO refresh_tokens (realm_id, id, secret_hash, grant_id, app_id, expires_at, confirmation) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        params![
            cx.realm.id.as_str(),
            token.id.as_str(),
            token.secret_hash.as_str(),
            token.grant.as_str(),
            token.app.as_str(),
            token.expires_at.millis(),
            token.confirmation.as_deref()
        ],
    )
    .await?;
    Ok(())
}

/// The refresh token `id`, used or not.
///
/// # Errors
/// Database failures.
pub async fn load_refresh(cx: &Cx, tx: &mut Tx, id: &str) -> Result<Option<RefreshToken>, Error> {
    let row = tx
        .query_one(
            "SELECT id, secret_hash, grant_id, app_id, expires_at, used_at, confirmation FROM refresh_tokens WHERE realm_id = $1 AND id = $2",
            params![cx.realm.id.as_str(), id],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    let broken = |_| Error::internal("a refresh token has a broken id");
    Ok(Some(RefreshToken {
        id: row.get::<String>(0)?.parse().map_err(broken)?,
        secret_hash: row.get(1)?,
        grant: row.get::<String>(2)?.parse().map_err(broken)?,
        app: row.get::<String>(3)?.parse().map_err(broken)?,
        expires_at: Timestamp::from_millis(row.get(4)?),
        used_at: row.get::<Option<i64>>(5)?.map(Timestamp::from_millis),
        confirmation: row.get(6)?,
    }))
}

/// Uses the refresh token up. Of many at once, one gets `true`.
///
/// # Errors
/// Database failures.
pub async fn claim_refresh(cx: &Cx, tx: &mut Tx, id: RefreshTokenId) -> Result<bool, Error> {
    let used = tx
        .execute(
            "UPDATE refresh_tokens SET used_at = $1 WHERE realm_id = $2 AND id = $3 AND used_at IS NULL AND expires_at > $1",
            params![cx.now.millis(), cx.realm.id.as_str(), id.as_str()],
        )
        .await?;
    Ok(used == 1)
}

/// Denies the self-contained token `id` until it expires.
///
/// # Errors
/// Database failures.
pub async fn deny(cx: &Cx, tx: &mut Tx, id: &str, expires_at: Timestamp) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO denied_tokens (realm_id, id, expires_at) VALUES ($1, $2, $3) ON CONFLICT (realm_id, id) DO NOTHING",
        params![cx.realm.id.as_str(), id, expires_at.millis()],
    )
    .await?;
    Ok(())
}

/// The context of the grant of the self-contained token `id` while it counts: it was not denied and its
/// grant is live. Empty for a token without a grant; none when it no longer counts.
///
/// # Errors
/// Database failures.
pub async fn live_context(
    cx: &Cx,
    tx: &mut Tx,
    id: &str,
    grant: Option<&str>,
) -> Result<Option<String>, Error> {
    let row = tx
        .query_one(
            "SELECT COALESCE((SELECT context FROM grants WHERE realm_id = $1 AND id = $3 AND revoked_at IS NULL), '') \
             WHERE NOT EXISTS (SELECT 1 FROM denied_tokens WHERE realm_id = $1 AND id = $2)",
            params![cx.realm.id.as_str(), id, grant.unwrap_or_default()],
        )
        .await?;
    let context = row.map(|row| row.get::<String>(0)).transpose()?;
    Ok(context.filter(|context| grant.is_none() || !context.is_empty()))
}

/// Remembers an assertion of the trusted issuer `issuer` (the id of its document) until it expires. Returns whether it is
/// new in the realm, whichever app brought it (RFC 7523 3).
///
/// # Errors
/// Database failures.
pub async fn remember_bearer(
    cx: &Cx,
    tx: &mut Tx,
    issuer: &str,
    jti_hash: &str,
    expires_at: Timestamp,
) -> Result<bool, Error> {
    remember(cx, tx, issuer, jti_hash, expires_at).await
}

/// Remembers a client assertion's `jti` until it expires. Returns whether it is new (RFC 7523 3).
///
/// # Errors
/// Database failures.
pub async fn remember_assertion(
    cx: &Cx,
    tx: &mut Tx,
    app: AppId,
    jti_hash: &str,
    expires_at: Timestamp,
) -> Result<bool, Error> {
    remember(cx, tx, app.as_str(), jti_hash, expires_at).await
}

async fn remember(
    cx: &Cx,
    tx: &mut Tx,
    by: &str,
    jti_hash: &str,
    expires_at: Timestamp,
) -> Result<bool, Error> {
    let new = tx
        .execute(
            "INSERT INTO client_assertions (realm_id, app_id, jti_hash, expires_at) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (realm_id, app_id, jti_hash) DO NOTHING",
            params![cx.realm.id.as_str(), by, jti_hash, expires_at.millis()],
        )
        .await?;
    Ok(new == 1)
}
