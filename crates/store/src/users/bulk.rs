//! Many users in few statements, for files with a million of them.

use std::str::FromStr;

use durward_db::{DbError, Tx, Value};
use durward_model::id::{GroupId, NotAnId, RoleId, UserId};
use durward_model::text::Email;
use durward_model::user::User;

use super::write::{name_key, profile_text, sn_key};
use super::{status_text, user_from};
use crate::bulk::{ROWS, placeholders};
use crate::{Cx, Error};

/// Those of the realm's users that hold one of `keys` as folded username or email address.
///
/// # Errors
/// Database failures.
pub async fn by_keys(cx: &Cx, tx: &mut Tx, keys: &[String]) -> Result<Vec<User>, Error> {
    let mut users = Vec::new();
    for chunk in keys.chunks(ROWS) {
        let list = placeholders(2, 1, chunk.len());
        let columns = "id, username, email, email_verified, phone, phone_verified, status, profile, version, created_at, updated_at";
        let sql = format!(
            "SELECT {columns} FROM users WHERE realm_id = $1 AND username_key IN {list} \
             UNION SELECT {columns} FROM users WHERE realm_id = $1 AND email_key IN {list}"
        );
        let mut params = vec![Value::from(cx.realm.id.as_str())];
        params.extend(chunk.iter().map(Value::from));
        for row in tx.query_owned(&sql, &params).await? {
            users.push(user_from(&row)?);
        }
    }
    Ok(users)
}

/// Those of `ids` that are users of the realm, by identifier.
///
/// # Errors
/// Database failures.
pub async fn by_ids(cx: &Cx, tx: &mut Tx, ids: &[UserId]) -> Result<Vec<User>, Error> {
    let mut users = Vec::new();
    for chunk in ids.chunks(ROWS) {
        let sql = format!(
            "SELECT id, username, email, email_verified, phone, phone_verified, status, profile, version, created_at, updated_at \
             FROM users WHERE realm_id = $1 AND id IN {} ORDER BY id",
            placeholders(2, 1, chunk.len())
        );
        let mut params = vec![Value::from(cx.realm.id.as_str())];
        params.extend(chunk.iter().map(|id| Value::from(id.as_str())));
        for row in tx.query_owned(&sql, &params).await? {
            users.push(user_from(&row)?);
        }
    }
    Ok(users)
}

/// Adds all of `users`.
///
/// # Errors
/// `Unique` with `uq_users__username` or `uq_users__email`; other database failures.
pub async fn insert_all(cx: &Cx, tx: &mut Tx, users: &[User]) -> Result<(), DbError> {
    for chunk in users.chunks(ROWS) {
        let sql = format!(
            "INSERT INTO users (realm_id, id, username, username_key, email, email_key, email_verified, phone, phone_verified, \
             status, name_key, sn_key, profile, version, created_at, updated_at) VALUES {}",
            placeholders(1, chunk.len(), 16)
        );
        let mut params: Vec<Value<'_>> = Vec::with_capacity(chunk.len() * 16);
        for user in chunk {
            params.extend([
                Value::from(cx.realm.id.as_str()),
                Value::from(user.id.as_str()),
                Value::from(user.username.as_str()),
                Value::from(user.username.key()),
                Value::from(user.email.as_ref().map(Email::as_str)),
                Value::from(user.email.as_ref().map(Email::key)),
                Value::from(user.email_verified),
                Value::from(user.phone.as_deref()),
                Value::from(user.phone_verified),
                Value::from(status_text(user.status)),
                Value::from(name_key(user)),
                Value::from(sn_key(user)),
                Value::from(profile_text(user)),
                Value::from(user.version),
                Value::from(user.created_at.millis()),
                Value::from(user.updated_at.millis()),
            ]);
        }
        tx.execute_owned(&sql, &params).await?;
    }
    Ok(())
}

/// What a list of users belongs to: `(user, identifier)` pairs of groups, or of roles held directly.
#[derive(Debug, Default)]
pub struct Memberships {
    /// Groups they are members of.
    pub groups: Vec<(UserId, GroupId)>,
    /// Roles given to them directly.
    pub roles: Vec<(UserId, RoleId)>,
}

/// The groups and direct roles of all of `users`.
///
/// # Errors
/// Database failures.
pub async fn memberships_of_all(
    cx: &Cx,
    tx: &mut Tx,
    users: &[UserId],
) -> Result<Memberships, Error> {
    let mut found = Memberships::default();
    for chunk in users.chunks(ROWS) {
        let list = placeholders(2, 1, chunk.len());
        let mut params = vec![Value::from(cx.realm.id.as_str())];
        params.extend(chunk.iter().map(|id| Value::from(id.as_str())));
        let sql = format!(
            "SELECT user_id, group_id FROM group_members WHERE realm_id = $1 AND user_id IN {list}"
        );
        found.groups.extend(pairs(tx, &sql, &params).await?);
        let sql = format!(
            "SELECT subject_id, role_id FROM role_assignments WHERE realm_id = $1 AND subject_kind = 'user' AND subject_id IN {list}"
        );
        found.roles.extend(pairs(tx, &sql, &params).await?);
    }
    Ok(found)
}

async fn pairs<T: FromStr<Err = NotAnId>>(
    tx: &mut Tx,
    sql: &str,
    params: &[Value<'_>],
) -> Result<Vec<(UserId, T)>, Error> {
    let rows = tx.query_owned(sql, params).await?;
    let broken = |_| Error::internal("a membership row has a broken id");
    rows.iter()
        .map(|row| {
            let user = row.get::<String>(0)?.parse().map_err(broken)?;
            Ok((user, row.get::<String>(1)?.parse().map_err(broken)?))
        })
        .collect()
}
