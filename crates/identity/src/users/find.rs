//! Finding users.

use durward_access::{Privilege, require};
use durward_db::Tx;
use durward_model::id::UserId;
use durward_model::service::Authentication;
use durward_model::text::{Email, Username};
use durward_model::user::{User, UserStatus};
use durward_store::{Cx, Error, users as rows};

/// The user whom `text` names at sign-in: by username, email address, or either in the order that the realm's
/// settings list them. The user may be inactive or locked.
///
/// # Errors
/// Database failures.
pub async fn by_identifier(
    cx: &Cx,
    tx: &mut Tx,
    settings: &Authentication,
    text: &str,
) -> Result<Option<User>, Error> {
    for identifier in &settings.identifiers {
        let found = match identifier.as_str() {
            "username" => match Username::parse(text) {
                Ok(username) => rows::by_username_key(cx, tx, &username.key()).await?,
                Err(_) => None,
            },
            "email" => match Email::parse(text) {
                Ok(email) => rows::by_email_key(cx, tx, &email.key()).await?,
                Err(_) => None,
            },
            _ => None,
        };
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

/// The user `id`, for an administrator.
///
/// # Errors
/// Not found; forbidden without `users:read`; database failures.
pub async fn load(cx: &Cx, tx: &mut Tx, id: UserId) -> Result<User, Error> {
    require(cx, tx, Privilege::UsersRead).await?;
    rows::by_id(cx, tx, id)
        .await?
        .ok_or_else(|| Error::not_found("user"))
}

/// At most `limit` users after `after` (the identifier of the last one seen), oldest first, for an administrator.
///
/// # Errors
/// Forbidden without `users:read`; database failures.
pub async fn page(
    cx: &Cx,
    tx: &mut Tx,
    status: Option<UserStatus>,
    after: Option<UserId>,
    limit: i64,
) -> Result<Vec<User>, Error> {
    require(cx, tx, Privilege::UsersRead).await?;
    let after = after.map(|id| id.to_string()).unwrap_or_default();
    rows::page(cx, tx, status, &after, limit).await
}

/// At most `limit` users whose username, email address or name begins with `text`, for an administrator.
///
/// # Errors
/// Forbidden without `users:read`; database failures.
pub async fn search(cx: &Cx, tx: &mut Tx, text: &str, limit: i64) -> Result<Vec<User>, Error> {
    require(cx, tx, Privilege::UsersRead).await?;
    rows::search(cx, tx, text, limit).await
}
