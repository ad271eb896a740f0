//! Authorization requests kept by the server: pushed ones (RFC 9126), and request objects set aside while their person
//! signs in. Each is used up once.

use durward_db::{Row, Tx, params};
use durward_model::Timestamp;
use durward_model::id::{AppId, PushedRequestId};

use crate::{Cx, Error};

/// A request as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PushedRequest {
    /// Its identifier.
    pub id: PushedRequestId,
    /// SHA-256 of the secret in its `request_uri`.
    pub secret_hash: String,
    /// The app that asks.
    pub app: AppId,
    /// What it asks for, form-encoded, without the app's own credentials.
    pub parameters: String,
    /// When it stops working.
    pub expires_at: Timestamp,
    /// When it first came to a person who had to sign in or agree.
    pub begun_at: Option<Timestamp>,
    /// When it was used up.
    pub used_at: Option<Timestamp>,
}

/// Adds a request.
///
/// # Errors
/// Database failures.
pub async fn insert(cx: &Cx, tx: &mut Tx, request: &PushedRequest) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO pushed_requests (realm_id, id, secret_hash, app_id, parameters, expires_at, begun_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        params![
            cx.realm.id.as_str(),
            request.id.as_str(),
            request.secret_hash.as_str(),
            request.app.as_str(),
            request.parameters.as_str(),
            request.expires_at.millis(),
            request.begun_at.map(Timestamp::millis)
        ],
    )
    .await?;
    Ok(())
}

/// The request `id`, used up or not.
///
/// # Errors
/// Database failures.
pub async fn load(cx: &Cx, tx: &mut Tx, id: &str) -> Result<Option<PushedRequest>, Error> {
    let row = tx
        .query_one(
            "SELECT id, secret_hash, app_id, parameters, expires_at, begun_at, used_at FROM pushed_requests WHERE realm_id = $1 AND id = $2",
            params![cx.realm.id.as_str(), id],
        )
        .await?;
    row.as_ref().map(request_from).transpose()
}

/// Notes that the request has come to a person, who has until `expires_at`. Only the first time counts; `false` after it.
///
/// # Errors
/// Database failures.
pub async fn begin(
    cx: &Cx,
    tx: &mut Tx,
    id: PushedRequestId,
    expires_at: Timestamp,
) -> Result<bool, Error> {
    let begun = tx
        .execute(
            "UPDATE pushed_requests SET begun_at = $1, expires_at = $2 \
             WHERE realm_id = $3 AND id = $4 AND begun_at IS NULL AND used_at IS NULL AND expires_at > $1",
            params![
                cx.now.millis(),
                expires_at.millis(),
                cx.realm.id.as_str(),
                id.as_str()
            ],
        )
        .await?;
    Ok(begun == 1)
}

/// Uses the request up. Of many at once, one gets `true`.
///
/// # Errors
/// Database failures.
pub async fn claim(cx: &Cx, tx: &mut Tx, id: PushedRequestId) -> Result<bool, Error> {
    let used = tx
        .execute(
            "UPDATE pushed_requests SET used_at = $1 WHERE realm_id = $2 AND id = $3 AND used_at IS NULL AND expires_at > $1",
            params![cx.now.millis(), cx.realm.id.as_str(), id.as_str()],
        )
        .await?;
    Ok(used == 1)
}

fn request_from(row: &Row) -> Result<PushedRequest, Error> {
    let broken = |_| Error::internal("a pushed request has a broken id");
    let time = |millis: Option<i64>| millis.map(Timestamp::from_millis);
    Ok(PushedRequest {
        id: row.get::<String>(0)?.parse().map_err(broken)?,
        secret_hash: row.get(1)?,
        app: row.get::<String>(2)?.parse().map_err(broken)?,
        parameters: row.get(3)?,
        expires_at: Timestamp::from_millis(row.get(4)?),
        begun_at: time(row.get(5)?),
        used_at: time(row.get(6)?),
    })
}
