//! One-time links: something a person opens once to do one thing.

use durward_db::{Tx, params};
use durward_model::Secret;
use durward_model::id::LinkId;

use crate::token::{self, OpaqueToken};
use crate::{Cx, Error};

/// Makes a link for `purpose` that works for `seconds`. Returns its token, to be put into an address.
///
/// # Errors
/// Database failures.
pub async fn create(
    cx: &Cx,
    tx: &mut Tx,
    purpose: &str,
    payload: &str,
    seconds: i64,
) -> Result<Secret<String>, Error> {
    let id = LinkId::new(cx.now, cx.entropy());
    let issued = OpaqueToken::issue(id.as_str(), cx.entropy());
    tx.execute(
        "INSERT INTO links (realm_id, id, purpose, secret_hash, payload, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        params![
            cx.realm.id.as_str(),
            id.as_str(),
            purpose,
            issued.secret_hash,
            payload,
            cx.now.millis(),
            cx.now.plus_seconds(seconds).millis()
        ],
    )
    .await?;
    Ok(issued.text)
}

/// The payload of the link, if it is good for `purpose` and was not used.
///
/// # Errors
/// Database failures.
pub async fn look(
    cx: &Cx,
    tx: &mut Tx,
    purpose: &str,
    presented: &str,
) -> Result<Option<String>, Error> {
    let Some((id, secret)) = token::split(presented) else {
        return Ok(None);
    };
    let row = tx
        .query_one(
            "SELECT secret_hash, payload FROM links WHERE realm_id = $1 AND id = $2 AND purpose = $3 AND used_at IS NULL AND expires_at > $4",
            params![cx.realm.id.as_str(), id, purpose, cx.now.millis()],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    if !token::matches(secret, &row.get::<String>(0)?) {
        return Ok(None);
    }
    Ok(Some(row.get(1)?))
}

/// Uses the link up; of two at once, one gets `true`.
///
/// # Errors
/// Database failures.
pub async fn consume(cx: &Cx, tx: &mut Tx, purpose: &str, presented: &str) -> Result<bool, Error> {
    if look(cx, tx, purpose, presented).await?.is_none() {
        return Ok(false);
    }
    let Some((id, _)) = token::split(presented) else {
        return Ok(false);
    };
    let used = tx
        .execute(
            "UPDATE links SET used_at = $1 WHERE realm_id = $2 AND id = $3 AND purpose = $4 AND used_at IS NULL AND expires_at > $1",
            params![cx.now.millis(), cx.realm.id.as_str(), id, purpose],
        )
        .await?;
    Ok(used == 1)
}

/// Makes every unused link for `purpose` useless.
///
/// # Errors
/// Database failures.
pub async fn withdraw(cx: &Cx, tx: &mut Tx, purpose: &str) -> Result<(), Error> {
    tx.execute(
        "UPDATE links SET used_at = $1 WHERE realm_id = $2 AND purpose = $3 AND used_at IS NULL",
        params![cx.now.millis(), cx.realm.id.as_str(), purpose],
    )
    .await?;
    Ok(())
}
