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
    /// Whether it must be changed at the next sign-in, however young it is.
    pub must_change: bool,
}

/// A password of a user that has none yet.
#[derive(Clone, PartialEq, Eq)]
pub struct FirstPassword {
    /// Whose.
    pub user: UserId,
    /// The hash with its scheme and parameters.
    pub hash: String,
    /// SHA-256 of the foreign hash it came from.
    pub origin: Option<String>,
    /// Whether it must be changed at the first sign-in.
    pub must_change: bool,
}

impl std::fmt::Debug for FirstPassword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "FirstPassword(of {})", self.user)
    }
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
            "SELECT id, secret, former, origin, version, updated_at, must_change FROM credentials \
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
            "SELECT id, secret, former, origin, version, updated_at, must_change, user_id FROM credentials \
             WHERE realm_id = $1 AND kind = 'password' AND user_id IN {}",
            placeholders(2, 1, chunk.len())
        );
        let mut params = vec![Value::from(cx.realm.id.as_str())];
        params.extend(chunk.iter().map(|id| Value::from(id.as_str())));
        let broken = |_| Error::internal("a credential row has a broken user");
        for row in tx.query_owned(&sql, &params).await? {
            let user = row.get::<String>(7)?.parse().map_err(broken)?;
            found.insert(user, password_from(&row)?);
        }
    }
    Ok(found)
}

/// Sets the password of `user`, whatever it was, to one that need not be changed. `former` are the hashes to remember.
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
        "INSERT INTO credentials (realm_id, user_id, id, kind, secret, former, origin, version, created_at, updated_at, must_change) \
         VALUES ($1, $2, $3, 'password', $4, $5, $6, 1, $7, $7, FALSE) \
         ON CONFLICT (realm_id, user_id) WHERE kind = 'password' DO UPDATE SET secret = excluded.secret, former = excluded.former, \
         origin = excluded.origin, version = credentials.version + 1, updated_at = excluded.updated_at, must_change = FALSE",
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

/// Says whether the password of `user` must be changed at the next sign-in. Returns whether that is new.
///
/// # Errors
/// Database failures.
pub async fn require_change(
    cx: &Cx,
    tx: &mut Tx,
    user: UserId,
    must_change: bool,
) -> Result<bool, DbError> {
    let changed = tx
        .execute(
            "UPDATE credentials SET must_change = $1, version = version + 1 \
             WHERE realm_id = $2 AND user_id = $3 AND kind = 'password' AND must_change <> $1",
            params![must_change, cx.realm.id.as_str(), user.as_str()],
        )
        .await?;
    Ok(changed == 1)
}

/// Adds passwords of users that have none yet.
///
/// # Errors
/// `Unique` with `uq_credentials__password`; other database failures.
pub async fn insert_passwords(
    cx: &Cx,
    tx: &mut Tx,
    passwords: &[FirstPassword],
) -> Result<(), DbError> {
    for chunk in passwords.chunks(ROWS) {
        let sql = format!(
            "INSERT INTO credentials (realm_id, user_id, id, kind, secret, former, origin, version, created_at, updated_at, must_change) VALUES {}",
            placeholders(1, chunk.len(), 11)
        );
        let mut params: Vec<Value<'_>> = Vec::with_capacity(chunk.len() * 11);
        for one in chunk {
            let id = CredentialId::new(cx.now, cx.entropy());
            params.extend([
                Value::from(cx.realm.id.as_str()),
                Value::from(one.user.as_str()),
                Value::from(id.to_string()),
                Value::from("password"),
                Value::from(one.hash.as_str()),
                Value::from("[]"),
                Value::from(one.origin.as_deref()),
                Value::from(1i64),
                Value::from(cx.now.millis()),
                Value::from(cx.now.millis()),
                Value::from(one.must_change),
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
        must_change: row.get(6)?,
    })
}

fn former_text(former: &[String]) -> String {
    serde_json::Value::from(former).to_string()
}
