//! Users: rows read by key, never cached.

mod bulk;
mod list;
mod write;

use durward_db::{Row, Tx, params};
use durward_model::Timestamp;
use durward_model::id::UserId;
use durward_model::text::{Email, Username};
use durward_model::user::{User, UserStatus};

use crate::{Cx, Error};

pub use bulk::{Memberships, by_ids, by_keys, insert_all, memberships_of_all};
pub use list::{page, search};
pub use write::{delete, insert, update, verify_email, verify_phone};

/// The user with this identifier.
///
/// # Errors
/// Database failures.
pub async fn by_id(cx: &Cx, tx: &mut Tx, id: UserId) -> Result<Option<User>, Error> {
    let row = tx
        .query_one(
            "SELECT id, username, email, email_verified, phone, phone_verified, status, profile, version, created_at, updated_at \
             FROM users WHERE realm_id = $1 AND id = $2",
            params![cx.realm.id.as_str(), id.as_str()],
        )
        .await?;
    row.as_ref().map(user_from).transpose()
}

/// The user whose folded username is `key`.
///
/// # Errors
/// Database failures.
pub async fn by_username_key(cx: &Cx, tx: &mut Tx, key: &str) -> Result<Option<User>, Error> {
    let row = tx
        .query_one(
            "SELECT id, username, email, email_verified, phone, phone_verified, status, profile, version, created_at, updated_at \
             FROM users WHERE realm_id = $1 AND username_key = $2",
            params![cx.realm.id.as_str(), key],
        )
        .await?;
    row.as_ref().map(user_from).transpose()
}

/// The user whose folded email address is `key`.
///
/// # Errors
/// Database failures.
pub async fn by_email_key(cx: &Cx, tx: &mut Tx, key: &str) -> Result<Option<User>, Error> {
    let row = tx
        .query_one(
            "SELECT id, username, email, email_verified, phone, phone_verified, status, profile, version, created_at, updated_at \
             FROM users WHERE realm_id = $1 AND email_key = $2",
            params![cx.realm.id.as_str(), key],
        )
        .await?;
    row.as_ref().map(user_from).transpose()
}

/// The users with this telephone number; at most ten, for more are nobody in particular.
///
/// # Errors
/// Database failures.
pub async fn by_phone(cx: &Cx, tx: &mut Tx, phone: &str) -> Result<Vec<User>, Error> {
    let rows = tx
        .query(
            "SELECT id, username, email, email_verified, phone, phone_verified, status, profile, version, created_at, updated_at \
             FROM users WHERE realm_id = $1 AND phone = $2 ORDER BY id LIMIT 10",
            params![cx.realm.id.as_str(), phone],
        )
        .await?;
    rows.iter().map(user_from).collect()
}

fn user_from(row: &Row) -> Result<User, Error> {
    let broken = |what: &str| Error::internal(format!("a user row has a broken {what}"));
    let email: Option<String> = row.get(2)?;
    Ok(User {
        id: row.get::<String>(0)?.parse().map_err(|_| broken("id"))?,
        username: Username::parse(&row.get::<String>(1)?).map_err(|_| broken("username"))?,
        email: email
            .map(|text| Email::parse(&text))
            .transpose()
            .map_err(|_| broken("email"))?,
        email_verified: row.get(3)?,
        phone: row.get(4)?,
        phone_verified: row.get(5)?,
        status: if row.get::<String>(6)? == "Active" {
            UserStatus::Active
        } else {
            UserStatus::Inactive
        },
        profile: serde_json::from_str(&row.get::<String>(7)?).map_err(|_| broken("profile"))?,
        version: row.get(8)?,
        created_at: Timestamp::from_millis(row.get(9)?),
        updated_at: Timestamp::from_millis(row.get(10)?),
    })
}

fn status_text(status: UserStatus) -> &'static str {
    match status {
        UserStatus::Active => "Active",
        UserStatus::Inactive => "Inactive",
    }
}
