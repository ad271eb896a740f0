//! A realm's signing keys. Of each algorithm one is *active* and at most one is *next*; the others are
//! *retiring* and only verify. The column `slot` holds `active`, `next` or the key's own id, and its
//! uniqueness is what keeps two nodes from making two active keys.

use durward_db::{Db, Row, Tx, params};
use durward_model::Timestamp;
use durward_model::id::{KeyId, RealmId};

use crate::vault::Sealed;
use crate::{Cx, Error};

/// Where a key is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyState {
    /// Published, not signing yet.
    Next,
    /// Signs.
    Active,
    /// Verifies what it signed, until the moment given.
    Retiring(Timestamp),
}

/// A signing key as it is kept.
#[derive(Debug, Clone)]
pub struct SigningKeyRow {
    /// Its `kid`.
    pub id: KeyId,
    /// Its one algorithm: `RS256`, `ES256`, `EdDSA`.
    pub alg: String,
    /// Where it is in its life.
    pub state: KeyState,
    /// The private key, PKCS#8, sealed.
    pub sealed: Sealed,
    /// The public key as JWK text.
    pub public_jwk: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it began to sign.
    pub activated_at: Option<Timestamp>,
}

/// All keys of the realm, oldest first.
///
/// # Errors
/// Database failures.
pub async fn all(cx: &Cx, tx: &mut Tx) -> Result<Vec<SigningKeyRow>, Error> {
    let rows = tx
        .query(
            "SELECT id, alg, slot, sealed, public_jwk, created_at, activated_at, retires_at FROM signing_keys WHERE realm_id = $1 ORDER BY id",
            params![cx.realm.id.as_str()],
        )
        .await?;
    rows.iter().map(key_from).collect()
}

/// Adds `key` unless its slot is taken. Returns whether it was added.
///
/// # Errors
/// Database failures.
pub async fn insert(cx: &Cx, tx: &mut Tx, key: &SigningKeyRow) -> Result<bool, Error> {
    let (slot, retires_at) = match key.state {
        KeyState::Next => ("next", None),
        KeyState::Active => ("active", None),
        KeyState::Retiring(until) => (key.id.as_str(), Some(until.millis())),
    };
    let added = tx
        .execute(
            "INSERT INTO signing_keys (realm_id, id, alg, slot, sealed, public_jwk, created_at, activated_at, retires_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (realm_id, alg, slot) DO NOTHING",
            params![
                cx.realm.id.as_str(),
                key.id.as_str(),
                key.alg.as_str(),
                slot,
                key.sealed.0.as_str(),
                key.public_jwk.as_str(),
                key.created_at.millis(),
                key.activated_at.map(Timestamp::millis),
                retires_at
            ],
        )
        .await?;
    tx.notify(notice(cx.realm.id));
    Ok(added == 1)
}

/// Makes the *next* key of `alg` the active one; the active one retires and verifies until `retires_at`.
/// Returns whether there was a next key and this call moved it.
///
/// # Errors
/// Database failures.
pub async fn promote(
    cx: &Cx,
    tx: &mut Tx,
    alg: &str,
    retires_at: Timestamp,
) -> Result<bool, Error> {
    let next = tx
        .query_one(
            "SELECT id FROM signing_keys WHERE realm_id = $1 AND alg = $2 AND slot = 'next'",
            params![cx.realm.id.as_str(), alg],
        )
        .await?;
    let Some(next) = next else { return Ok(false) };
    let next: String = next.get(0)?;
    tx.execute(
        "UPDATE signing_keys SET slot = id, retires_at = $1 WHERE realm_id = $2 AND alg = $3 AND slot = 'active'",
        params![retires_at.millis(), cx.realm.id.as_str(), alg],
    )
    .await?;
    let moved = tx
        .execute(
            "UPDATE signing_keys SET slot = 'active', activated_at = $1 WHERE realm_id = $2 AND id = $3 AND slot = 'next'",
            params![cx.now.millis(), cx.realm.id.as_str(), next],
        )
        .await?;
    tx.notify(notice(cx.realm.id));
    Ok(moved == 1)
}

/// Realms with an active key that began to sign before `before`; at most `limit`.
///
/// # Errors
/// Database failures.
pub async fn realms_with_old_keys(
    db: &Db,
    before: Timestamp,
    limit: i64,
) -> Result<Vec<RealmId>, Error> {
    let rows = db
        .read()
        .await?
        .query(
            "SELECT DISTINCT realm_id FROM signing_keys WHERE slot = 'active' AND activated_at < $1 ORDER BY realm_id LIMIT $2",
            params![before.millis(), limit],
        )
        .await?;
    rows.iter()
        .map(|row| {
            row.get::<String>(0)?
                .parse()
                .map_err(|_| Error::internal("a signing key has a broken realm id"))
        })
        .collect()
}

/// The notice that makes every node load the realm's keys again.
pub fn notice(realm: RealmId) -> String {
    format!("keys {realm}")
}

fn key_from(row: &Row) -> Result<SigningKeyRow, Error> {
    let slot: String = row.get(2)?;
    let retires_at: Option<i64> = row.get(7)?;
    let state = match slot.as_str() {
        "active" => KeyState::Active,
        "next" => KeyState::Next,
        _ => KeyState::Retiring(Timestamp::from_millis(retires_at.unwrap_or_default())),
    };
    Ok(SigningKeyRow {
        id: row
            .get::<String>(0)?
            .parse()
            .map_err(|_| Error::internal("a signing key has a broken id"))?,
        alg: row.get(1)?,
        state,
        sealed: Sealed(row.get(3)?),
        public_jwk: row.get(4)?,
        created_at: Timestamp::from_millis(row.get(5)?),
        activated_at: row.get::<Option<i64>>(6)?.map(Timestamp::from_millis),
    })
}
