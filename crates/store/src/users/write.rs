//! Adding, changing and removing one user.

use durward_db::{DbError, Tx, params};
use durward_model::id::UserId;
use durward_model::text::{Email, fold};
use durward_model::user::User;

use super::status_text;
use crate::{Cx, Error, app_sessions};

/// Adds a user.
///
/// # Errors
/// `Unique` with `uq_users__username` or `uq_users__email`; other database failures.
pub async fn insert(cx: &Cx, tx: &mut Tx, user: &User) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO users (realm_id, id, username, username_key, email, email_key, email_verified, phone, phone_verified, \
         status, name_key, sn_key, profile, version, created_at, updated_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        params![
            cx.realm.id.as_str(),
            user.id.as_str(),
            user.username.as_str(),
            user.username.key(),
            user.email.as_ref().map(Email::as_str),
            user.email.as_ref().map(Email::key),
            user.email_verified,
            user.phone,
            user.phone_verified,
            status_text(user.status),
            name_key(user),
            sn_key(user),
            profile_text(user),
            user.version,
            user.created_at.millis(),
            user.updated_at.millis()
        ],
    )
    .await?;
    Ok(())
}

/// Writes `user` over its row if the row still has `user.version`; then it has one more. Returns whether it was.
///
/// # Errors
/// `Unique` with `uq_users__username` or `uq_users__email`; other database failures.
pub async fn update(cx: &Cx, tx: &mut Tx, user: &User) -> Result<bool, DbError> {
    let changed = tx
        .execute(
            "UPDATE users SET username = $1, username_key = $2, email = $3, email_key = $4, email_verified = $5, phone = $6, \
             phone_verified = $7, status = $8, name_key = $9, sn_key = $10, profile = $11, updated_at = $12, version = version + 1 \
             WHERE realm_id = $13 AND id = $14 AND version = $15",
            params![
                user.username.as_str(),
                user.username.key(),
                user.email.as_ref().map(Email::as_str),
                user.email.as_ref().map(Email::key),
                user.email_verified,
                user.phone,
                user.phone_verified,
                status_text(user.status),
                name_key(user),
                sn_key(user),
                profile_text(user),
                user.updated_at.millis(),
                cx.realm.id.as_str(),
                user.id.as_str(),
                user.version
            ],
        )
        .await?;
    Ok(changed == 1)
}

/// Deletes a user with everything this schema keeps of it: credentials, authenticators, consents, memberships, roles, lockouts, sessions. Returns whether
/// there was one.
///
/// # Errors
/// Database failures.
pub async fn delete(cx: &Cx, tx: &mut Tx, id: UserId) -> Result<bool, Error> {
    let deleted = tx
        .execute(
            "DELETE FROM users WHERE realm_id = $1 AND id = $2",
            params![cx.realm.id.as_str(), id.as_str()],
        )
        .await?;
    for belongings in [
        "DELETE FROM credentials WHERE realm_id = $1 AND user_id = $2",
        "DELETE FROM authenticators WHERE realm_id = $1 AND user_id = $2",
        "DELETE FROM consents WHERE realm_id = $1 AND user_id = $2",
        "DELETE FROM security_answers WHERE realm_id = $1 AND user_id = $2",
        "DELETE FROM terms_acceptances WHERE realm_id = $1 AND user_id = $2",
        "DELETE FROM mapping_consents WHERE realm_id = $1 AND user_id = $2",
        "DELETE FROM device_profiles WHERE realm_id = $1 AND user_id = $2",
        "DELETE FROM sign_in_counts WHERE realm_id = $1 AND user_id = $2",
        "DELETE FROM recovery_requests WHERE realm_id = $1 AND user_id = $2",
        "DELETE FROM messages WHERE realm_id = $1 AND user_id = $2",
        "DELETE FROM group_members WHERE realm_id = $1 AND user_id = $2",
        "DELETE FROM organization_members WHERE realm_id = $1 AND user_id = $2",
        "DELETE FROM role_assignments WHERE realm_id = $1 AND subject_kind = 'user' AND subject_id = $2",
        "DELETE FROM lockouts WHERE realm_id = $1 AND user_id = $2",
        "DELETE FROM remembered WHERE realm_id = $1 AND user_id = $2",
        "DELETE FROM sessions WHERE realm_id = $1 AND user_id = $2",
        "DELETE FROM ended_sessions WHERE realm_id = $1 AND user_id = $2",
    ] {
        tx.execute(belongings, params![cx.realm.id.as_str(), id.as_str()])
            .await?;
    }
    app_sessions::end_all(cx, tx, id, None).await?;
    Ok(deleted == 1)
}

pub(super) fn name_key(user: &User) -> Option<String> {
    user.profile.full_name().map(|name| fold(&name))
}

pub(super) fn sn_key(user: &User) -> Option<String> {
    user.profile.sn.as_deref().map(fold)
}

pub(super) fn profile_text(user: &User) -> String {
    serde_json::to_string(&user.profile).unwrap_or_else(|_| "{}".to_owned())
}

/// Notes that the user has proven to have the mail address with this key, if it is still theirs. Returns whether that is new.
///
/// # Errors
/// Database failures.
pub async fn verify_email(
    cx: &Cx,
    tx: &mut Tx,
    id: UserId,
    email_key: &str,
) -> Result<bool, Error> {
    let changed = tx
        .execute(
            "UPDATE users SET email_verified = $1, version = version + 1, updated_at = $2 \
             WHERE realm_id = $3 AND id = $4 AND email_key = $5 AND email_verified <> $1",
            params![
                true,
                cx.now.millis(),
                cx.realm.id.as_str(),
                id.as_str(),
                email_key
            ],
        )
        .await?;
    Ok(changed == 1)
}

/// Notes that the user has proven to have this telephone number, if it is still theirs. Returns whether that is new.
///
/// # Errors
/// Database failures.
pub async fn verify_phone(cx: &Cx, tx: &mut Tx, id: UserId, phone: &str) -> Result<bool, Error> {
    let changed = tx
        .execute(
            "UPDATE users SET phone_verified = $1, version = version + 1, updated_at = $2 \
             WHERE realm_id = $3 AND id = $4 AND phone = $5 AND phone_verified <> $1",
            params![
                true,
                cx.now.millis(),
                cx.realm.id.as_str(),
                id.as_str(),
                phone
            ],
        )
        .await?;
    Ok(changed == 1)
}
