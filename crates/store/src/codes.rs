//! Authorization codes: used once; what a second use tells is in the row of the first.

use durward_db::{Row, Tx, params};
use durward_model::Timestamp;
use durward_model::id::{AppId, CodeId, GrantId, SessionId, UserId};

use crate::{Cx, Error};

/// A code as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// Its identifier.
    pub id: CodeId,
    /// SHA-256 of its secret.
    pub secret_hash: String,
    /// For which app.
    pub app: AppId,
    /// By whom it was given.
    pub user: UserId,
    /// In which session.
    pub session: SessionId,
    /// Where it was sent; the exchange must name the same (RFC 6749 4.1.3).
    pub redirect_uri: String,
    /// S256 challenge the exchange must answer (RFC 7636).
    pub code_challenge: Option<String>,
    /// Scopes granted, separated by spaces.
    pub scope: String,
    /// How the person signed in and what the app asked for, as JSON text (the provider's own type).
    pub context: String,
    /// When it stops working.
    pub expires_at: Timestamp,
    /// When it was used.
    pub used_at: Option<Timestamp>,
    /// What its use gave.
    pub grant: Option<GrantId>,
}

/// Adds a code.
///
/// # Errors
/// Database failures.
pub async fn insert(cx: &Cx, tx: &mut Tx, code: &Code) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO codes (realm_id, id, secret_hash, app_id, user_id, session_id, redirect_uri, code_challenge, scope, context, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        params![
            cx.realm.id.as_str(),
            code.id.as_str(),
            code.secret_hash.as_str(),
            code.app.as_str(),
            code.user.as_str(),
            code.session.as_str(),
            code.redirect_uri.as_str(),
            code.code_challenge.as_deref(),
            code.scope.as_str(),
            code.context.as_str(),
            code.expires_at.millis()
        ],
    )
    .await?;
    Ok(())
}

/// The code `id`, used or not.
///
/// # Errors
/// Database failures.
pub async fn load(cx: &Cx, tx: &mut Tx, id: &str) -> Result<Option<Code>, Error> {
    let row = tx
        .query_one(
            "SELECT id, secret_hash, app_id, user_id, session_id, redirect_uri, code_challenge, scope, context, expires_at, used_at, grant_id \
             FROM codes WHERE realm_id = $1 AND id = $2",
            params![cx.realm.id.as_str(), id],
        )
        .await?;
    row.as_ref().map(code_from).transpose()
}

/// Uses the code up for `grant`. Of many at once, one gets `true`.
///
/// # Errors
/// Database failures.
pub async fn claim(cx: &Cx, tx: &mut Tx, id: CodeId, grant: GrantId) -> Result<bool, Error> {
    let used = tx
        .execute(
            "UPDATE codes SET used_at = $1, grant_id = $2 WHERE realm_id = $3 AND id = $4 AND used_at IS NULL AND expires_at > $1",
            params![cx.now.millis(), grant.as_str(), cx.realm.id.as_str(), id.as_str()],
        )
        .await?;
    Ok(used == 1)
}

fn code_from(row: &Row) -> Result<Code, Error> {
    let broken = |_| Error::internal("a code has a broken id");
    Ok(Code {
        id: row.get::<String>(0)?.parse().map_err(broken)?,
        secret_hash: row.get(1)?,
        app: row.get::<String>(2)?.parse().map_err(broken)?,
        user: row.get::<String>(3)?.parse().map_err(broken)?,
        session: row.get::<String>(4)?.parse().map_err(broken)?,
        redirect_uri: row.get(5)?,
        code_challenge: row.get(6)?,
        scope: row.get(7)?,
        context: row.get(8)?,
        expires_at: Timestamp::from_millis(row.get(9)?),
        used_at: row.get::<Option<i64>>(10)?.map(Timestamp::from_millis),
        grant: row
            .get::<Option<String>>(11)?
            .map(|id| id.parse())
            .transpose()
            .map_err(broken)?,
    })
}
