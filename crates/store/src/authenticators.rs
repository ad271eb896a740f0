//! Authenticators of people: authenticator apps, passkeys, recovery codes. One row each.
//!
//! What may be used once (a code's time step, a signature's count, a recovery code) is claimed by one guarded
//! statement, so that of many at once one wins.

use std::collections::HashMap;

use durward_db::{DbError, Row, Tx, Value, params};
use durward_model::Timestamp;
use durward_model::authenticator::AuthenticatorKind;
use durward_model::id::{AuthenticatorId, UserId};

use crate::bulk::{ROWS, placeholders};
use crate::vault::Sealed;
use crate::{Cx, Error};

/// The unique index that keeps a passkey with one user.
pub const CREDENTIAL: &str = "uq_authenticators__credential";

/// The count of an authenticator of which there is a copy: no use is beyond it, so neither of the two is good again.
pub const COPIED: i64 = u32::MAX as i64;

/// An authenticator as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authenticator {
    /// Its identifier.
    pub id: AuthenticatorId,
    /// What it is.
    pub kind: AuthenticatorKind,
    /// What its owner calls it; may be empty.
    pub name: String,
    /// SHA-256 of the identifier by which a device names it (a passkey's credential id).
    pub credential_hash: Option<String>,
    /// What must be kept secret and read again (a seed), sealed.
    pub sealed: Option<Sealed>,
    /// What else is known, as JSON text (the type of whoever uses it).
    pub data: String,
    /// The last time step or signature count that was used; grows.
    pub counter: i64,
    /// When it was added.
    pub created_at: Timestamp,
    /// When it was last used to sign in.
    pub last_used_at: Option<Timestamp>,
    /// Counts changes, for guarded updates.
    pub version: i64,
}

/// The authenticators of `user`, the oldest first.
///
/// # Errors
/// Database failures.
pub async fn of_user(cx: &Cx, tx: &mut Tx, user: UserId) -> Result<Vec<Authenticator>, Error> {
    let rows = tx
        .query(
            "SELECT id, kind, name, credential_hash, sealed, data, counter, created_at, last_used_at, version, user_id \
             FROM authenticators WHERE realm_id = $1 AND user_id = $2 ORDER BY id",
            params![cx.realm.id.as_str(), user.as_str()],
        )
        .await?;
    rows.iter().map(authenticator_from).collect()
}

/// The authenticator `id` of `user`.
///
/// # Errors
/// Database failures.
pub async fn by_id(
    cx: &Cx,
    tx: &mut Tx,
    user: UserId,
    id: AuthenticatorId,
) -> Result<Option<Authenticator>, Error> {
    let row = tx
        .query_one(
            "SELECT id, kind, name, credential_hash, sealed, data, counter, created_at, last_used_at, version, user_id \
             FROM authenticators WHERE realm_id = $1 AND user_id = $2 AND id = $3",
            params![cx.realm.id.as_str(), user.as_str(), id.as_str()],
        )
        .await?;
    row.as_ref().map(authenticator_from).transpose()
}

/// The authenticator that a device names by what has this hash, and whose it is.
///
/// # Errors
/// Database failures.
pub async fn by_credential(
    cx: &Cx,
    tx: &mut Tx,
    credential_hash: &str,
) -> Result<Option<(UserId, Authenticator)>, Error> {
    let row = tx
        .query_one(
            "SELECT id, kind, name, credential_hash, sealed, data, counter, created_at, last_used_at, version, user_id \
             FROM authenticators WHERE realm_id = $1 AND credential_hash = $2",
            params![cx.realm.id.as_str(), credential_hash],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    let broken = |_| Error::internal("an authenticator row has a broken user");
    let user = row.get::<String>(10)?.parse().map_err(broken)?;
    Ok(Some((user, authenticator_from(&row)?)))
}

/// The authenticators of `kind` of all of `users` that have one.
///
/// # Errors
/// Database failures.
pub async fn of_all(
    cx: &Cx,
    tx: &mut Tx,
    kind: AuthenticatorKind,
    users: &[UserId],
) -> Result<HashMap<UserId, Vec<Authenticator>>, Error> {
    let mut found: HashMap<UserId, Vec<Authenticator>> = HashMap::new();
    for chunk in users.chunks(ROWS) {
        let sql = format!(
            "SELECT id, kind, name, credential_hash, sealed, data, counter, created_at, last_used_at, version, user_id \
             FROM authenticators WHERE realm_id = $1 AND kind = $2 AND user_id IN {} ORDER BY id",
            placeholders(3, 1, chunk.len())
        );
        let mut params = vec![
            Value::from(cx.realm.id.as_str()),
            Value::from(kind.as_str()),
        ];
        params.extend(chunk.iter().map(|id| Value::from(id.as_str())));
        let broken = |_| Error::internal("an authenticator row has a broken user");
        for row in tx.query_owned(&sql, &params).await? {
            let user = row.get::<String>(10)?.parse().map_err(broken)?;
            let mine = found.entry(user).or_default();
            mine.push(authenticator_from(&row)?);
        }
    }
    Ok(found)
}

/// Adds an authenticator of `user`.
///
/// # Errors
/// `Unique` with [`CREDENTIAL`] when another user, or this one, has that passkey; other database failures.
pub async fn insert(
    cx: &Cx,
    tx: &mut Tx,
    user: UserId,
    new: &Authenticator,
) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO authenticators (realm_id, user_id, id, kind, name, credential_hash, sealed, data, counter, created_at, last_used_at, version) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        params![
            cx.realm.id.as_str(),
            user.as_str(),
            new.id.as_str(),
            new.kind.as_str(),
            new.name.as_str(),
            new.credential_hash.as_deref(),
            new.sealed.as_ref().map(|sealed| sealed.0.as_str()),
            new.data.as_str(),
            new.counter,
            new.created_at.millis(),
            new.last_used_at.map(Timestamp::millis),
            new.version
        ],
    )
    .await?;
    Ok(())
}

/// Uses the authenticator at `counter`, which must be beyond every use before. Of many at once with the same count,
/// one gets `true`.
///
/// # Errors
/// Database failures.
pub async fn advance(
    cx: &Cx,
    tx: &mut Tx,
    user: UserId,
    id: AuthenticatorId,
    counter: i64,
) -> Result<bool, DbError> {
    let used = tx
        .execute(
            "UPDATE authenticators SET counter = $1, last_used_at = $2, version = version + 1 \
             WHERE realm_id = $3 AND user_id = $4 AND id = $5 AND counter < $1",
            params![
                counter,
                cx.now.millis(),
                cx.realm.id.as_str(),
                user.as_str(),
                id.as_str()
            ],
        )
        .await?;
    Ok(used == 1)
}

/// Makes the authenticator useless, since somebody has a copy of it.
///
/// # Errors
/// Database failures.
pub async fn bar(cx: &Cx, tx: &mut Tx, user: UserId, id: AuthenticatorId) -> Result<(), DbError> {
    tx.execute(
        "UPDATE authenticators SET counter = $1, version = version + 1 WHERE realm_id = $2 AND user_id = $3 AND id = $4",
        params![COPIED, cx.realm.id.as_str(), user.as_str(), id.as_str()],
    )
    .await?;
    Ok(())
}

/// Notes the use of an authenticator that does not count. Returns whether there is one that does not.
///
/// # Errors
/// Database failures.
pub async fn note_use(
    cx: &Cx,
    tx: &mut Tx,
    user: UserId,
    id: AuthenticatorId,
) -> Result<bool, DbError> {
    let used = tx
        .execute(
            "UPDATE authenticators SET last_used_at = $1, version = version + 1 \
             WHERE realm_id = $2 AND user_id = $3 AND id = $4 AND counter = 0",
            params![
                cx.now.millis(),
                cx.realm.id.as_str(),
                user.as_str(),
                id.as_str()
            ],
        )
        .await?;
    Ok(used == 1)
}

/// Uses the authenticator and writes `data`, if nothing changed since `version`. Of many at once, one gets `true`.
///
/// # Errors
/// Database failures.
pub async fn spend(
    cx: &Cx,
    tx: &mut Tx,
    user: UserId,
    id: AuthenticatorId,
    version: i64,
    data: &str,
) -> Result<bool, DbError> {
    let used = tx
        .execute(
            "UPDATE authenticators SET data = $1, last_used_at = $2, version = version + 1 \
             WHERE realm_id = $3 AND user_id = $4 AND id = $5 AND version = $6",
            params![
                data,
                cx.now.millis(),
                cx.realm.id.as_str(),
                user.as_str(),
                id.as_str(),
                version
            ],
        )
        .await?;
    Ok(used == 1)
}

/// Writes `data` to the authenticator, without using it.
///
/// # Errors
/// Database failures.
pub async fn rewrite(
    cx: &Cx,
    tx: &mut Tx,
    user: UserId,
    id: AuthenticatorId,
    data: &str,
) -> Result<(), DbError> {
    tx.execute(
        "UPDATE authenticators SET data = $1, version = version + 1 WHERE realm_id = $2 AND user_id = $3 AND id = $4",
        params![data, cx.realm.id.as_str(), user.as_str(), id.as_str()],
    )
    .await?;
    Ok(())
}

/// Makes whoever else changes the authenticators of `user` wait for the end of this transaction.
///
/// # Errors
/// Database failures.
pub async fn lock(cx: &Cx, tx: &mut Tx, user: UserId) -> Result<(), DbError> {
    tx.execute(
        "UPDATE authenticators SET version = version + 1 WHERE realm_id = $1 AND user_id = $2",
        params![cx.realm.id.as_str(), user.as_str()],
    )
    .await?;
    Ok(())
}

/// Gives the authenticator another name. Returns whether there is one.
///
/// # Errors
/// Database failures.
pub async fn rename(
    cx: &Cx,
    tx: &mut Tx,
    user: UserId,
    id: AuthenticatorId,
    name: &str,
) -> Result<bool, DbError> {
    let changed = tx
        .execute(
            "UPDATE authenticators SET name = $1, version = version + 1 WHERE realm_id = $2 AND user_id = $3 AND id = $4",
            params![name, cx.realm.id.as_str(), user.as_str(), id.as_str()],
        )
        .await?;
    Ok(changed == 1)
}

/// Removes the authenticator. Returns whether there was one.
///
/// # Errors
/// Database failures.
pub async fn remove(
    cx: &Cx,
    tx: &mut Tx,
    user: UserId,
    id: AuthenticatorId,
) -> Result<bool, DbError> {
    let removed = tx
        .execute(
            "DELETE FROM authenticators WHERE realm_id = $1 AND user_id = $2 AND id = $3",
            params![cx.realm.id.as_str(), user.as_str(), id.as_str()],
        )
        .await?;
    Ok(removed == 1)
}

fn authenticator_from(row: &Row) -> Result<Authenticator, Error> {
    let broken = |what: &str| Error::internal(format!("an authenticator row has a broken {what}"));
    Ok(Authenticator {
        id: row.get::<String>(0)?.parse().map_err(|_| broken("id"))?,
        kind: AuthenticatorKind::parse(&row.get::<String>(1)?).ok_or_else(|| broken("kind"))?,
        name: row.get(2)?,
        credential_hash: row.get(3)?,
        sealed: row.get::<Option<String>>(4)?.map(Sealed),
        data: row.get(5)?,
        counter: row.get(6)?,
        created_at: Timestamp::from_millis(row.get(7)?),
        last_used_at: row.get::<Option<i64>>(8)?.map(Timestamp::from_millis),
        version: row.get(9)?,
    })
}
