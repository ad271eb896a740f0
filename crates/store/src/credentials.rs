//! Credentials: what a user proves who it is with. One row each; the kind `password` at most once per user.

use std::collections::HashMap;

use durward_db::{DbError, Row, Tx, Value, params};
use durward_model::Timestamp;
use durward_model::id::{CredentialId, UserId};

use crate::bulk::{ROWS, placeholders};
use crate::{Cx, Error};

/// A user's password, hashed.
#[derive(Clone, PartialEq, Eq)]
pub struct Password {
    /// Its identifier.
    pub id: CredentialId,
    /// The hash with its scheme and parameters, for example `$argon2id$…`.
    pub hash: String,
    /// Hashes of passwords used before, newest first.
    pub former: Vec<String>,
    /// SHA-256 of the foreign hash it came from, kept while the password is still that one, so that applying the
    /// same file again changes nothing.
    pub origin: Option<String>,
    /// Counts changes, for guarded updates.
    pub version: i64,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Password({}, version {})", self.id, self.version)
    }
}

/// The password of `user`, if it has one.
///
/// # Errors
/// Database failures.
pub async fn password(cx: &Cx, tx: &mut Tx, user: UserId) -> Result<Option<Password>, Error> {
    let row = tx
        .query_one(
            "SELECT id, secret, former, origin, version, updated_at FROM credentials \
             WHERE realm_id = $1 AND user_id = $2 AND kind = 'password'",
            params![cx.realm.id.as_str(), user.as_str()],
        )
        .await?;
    row.as_ref().map(password_from).transpose()
}

/// The passwords of all of `users` that have one.
///
/// # Errors
/// Database failures.
pub async fn passwords_of_all(
    cx: &Cx,
    tx: &mut Tx,
    users: &[UserId],
) -> Result<HashMap<UserId, Password>, Error> {
    let mut found = HashMap::new();
    for chunk in users.chunks(ROWS) {
        let sql = format!(
            "SELECT id, secret, former, origin, version, updated_at, user_id FROM credentials \
             WHERE realm_id = $1 AND kind = 'password' AND user_id IN {}",
            placeholders(2, 1, chunk.len())
        );
        let mut params = vec![Value::from(cx.realm.id.as_str())];
        params.extend(chunk.iter().map(|id| Value::from(id.as_str())));
        let broken = |_| Error::internal("a credential row has a broken user");
        for row in tx.query_owned(&sql, &params).await? {
            let user = row.get::<String>(6)?.parse().map_err(broken)?;
            found.insert(user, password_from(&row)?);
        }
    }
    Ok(found)
}

/// Sets the password of `user`, whatever it was. `former` are the hashes to remember.
///
/// # Errors
/// Database failures.
pub async fn put_password(
    cx: &Cx,
    tx: &mut Tx,
    user: UserId,
    hash: &str,
    former: &[String],
    origin: Option<&str>,
) -> Result<(), DbError> {
    let id = CredentialId::new(cx.now, cx.entropy());
    tx.execute(
        "INSERT INTO credentials (realm_id, user_id, id, kind, secret, former, origin, version, created_at, updated_at) \
         VALUES ($1, $2, $3, 'password', $4, $5, $6, 1, $7, $7) \
         ON CONFLICT (realm_id, user_id) WHERE kind = 'password' DO UPDATE SET secret = excluded.secret, former = excluded.former, \
         origin = excluded.origin, version = credentials.version + 1, updated_at = excluded.updated_at",
        params![
            cx.realm.id.as_str(),
            user.as_str(),
            id.as_str(),
            hash,
            former_text(former),
            origin,
            cx.now.millis()
        ],
    )
    .await?;
    Ok(())
}

/// Stores another hash of the same password if it still has `version`. Returns whether it was stored.
///
/// # Errors
/// Database failures.
pub async fn rehash_password(
    cx: &Cx,
    tx: &mut Tx,
    user: UserId,
    version: i64,
    hash: &str,
) -> Result<bool, DbError> {
    let changed = tx
        .execute(
            "UPDATE credentials SET secret = $1, version = version + 1 \
             WHERE realm_id = $2 AND user_id = $3 AND kind = 'password' AND version = $4",
            params![hash, cx.realm.id.as_str(), user.as_str(), version],
        )
        .await?;
    Ok(changed == 1)
}

/// Adds passwords of users that have none yet: user, hash, SHA-256 of the foreign hash it came from.
///
/// # Errors
/// `Unique` with `uq_credentials__password`; other database failures.
pub async fn insert_passwords(
    cx: &Cx,
    tx: &mut Tx,
    passwords: &[(UserId, String, Option<String>)],
) -> Result<(), DbError> {
    for chunk in passwords.chunks(ROWS) {
        let sql = format!(
            "INSERT INTO credentials (realm_id, user_id, id, kind, secret, former, origin, version, created_at, updated_at) VALUES {}",
            placeholders(1, chunk.len(), 10)
        );
        let mut params: Vec<Value<'_>> = Vec::with_capacity(chunk.len() * 10);
        for (user, hash, origin) in chunk {
            let id = CredentialId::new(cx.now, cx.entropy());
            params.extend([
                Value::from(cx.realm.id.as_str()),
                Value::from(user.as_str()),
                Value::from(id.to_string()),
                Value::from("password"),
                Value::from(hash.as_str()),
                Value::from("[]"),
                Value::from(origin.as_deref()),
                Value::from(1i64),
                Value::from(cx.now.millis()),
                Value::from(cx.now.millis()),
            ]);
        }
        tx.execute_owned(&sql, &params).await?;
    }
    Ok(())
}

fn password_from(row: &Row) -> Result<Password, Error> {
    let broken = |what: &str| Error::internal(format!("a credential row has a broken {what}"));
    Ok(Password {
        id: row.get::<String>(0)?.parse().map_err(|_| broken("id"))?,
        hash: row.get(1)?,
        former: serde_json::from_str(&row.get::<String>(2)?).map_err(|_| broken("history"))?,
        origin: row.get(3)?,
        version: row.get(4)?,
        updated_at: Timestamp::from_millis(row.get(5)?),
    })
}

fn former_text(former: &[String]) -> String {
    serde_json::Value::from(former).to_string()
}
