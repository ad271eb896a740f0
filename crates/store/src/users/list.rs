//! Lists of users: keyset pages by age, and search by what somebody typed.

use durward_db::{Tx, params};
use durward_model::text::fold;
use durward_model::user::{User, UserStatus};

use super::{status_text, user_from};
use crate::{Cx, Error};

/// Greater than every character that folded text can hold, so `[text, text + LAST)` is all that begins with `text`.
const LAST: char = '\u{10ffff}';

/// At most `limit` users whose identifier sorts after `after` (empty for the first page), oldest first, only those
/// of `status` if one is given.
///
/// # Errors
/// Database failures.
pub async fn page(
    cx: &Cx,
    tx: &mut Tx,
    status: Option<UserStatus>,
    after: &str,
    limit: i64,
) -> Result<Vec<User>, Error> {
    let rows = match status {
        None => {
            tx.query(
                "SELECT id, username, email, email_verified, phone, phone_verified, status, profile, version, created_at, updated_at \
                 FROM users WHERE realm_id = $1 AND id > $2 ORDER BY realm_id, id LIMIT $3",
                params![cx.realm.id.as_str(), after, limit],
            )
            .await?
        }
        Some(status) => {
            tx.query(
                "SELECT id, username, email, email_verified, phone, phone_verified, status, profile, version, created_at, updated_at \
                 FROM users WHERE realm_id = $1 AND id > $2 AND status = $4 ORDER BY realm_id, id LIMIT $3",
                params![cx.realm.id.as_str(), after, limit, status_text(status)],
            )
            .await?
        }
    };
    rows.iter().map(user_from).collect()
}

/// At most `limit` users whose username, email address, full name or family name begins with `text`, or whose
/// identifier is `text`; by username. Spelling in capitals or full-width letters makes no difference.
///
/// # Errors
/// Database failures.
pub async fn search(cx: &Cx, tx: &mut Tx, text: &str, limit: i64) -> Result<Vec<User>, Error> {
    let from = fold(text);
    if from.is_empty() {
        return Ok(Vec::new());
    }
    let to = format!("{from}{LAST}");
    let rows = tx
        .query(
            "SELECT id, username, email, email_verified, phone, phone_verified, status, profile, version, created_at, updated_at \
             FROM users WHERE realm_id = $1 AND id IN ( \
               SELECT id FROM (SELECT id FROM users WHERE realm_id = $1 AND username_key >= $2 AND username_key < $3 ORDER BY username_key LIMIT $4) AS a \
               UNION SELECT id FROM (SELECT id FROM users WHERE realm_id = $1 AND email_key >= $2 AND email_key < $3 ORDER BY email_key LIMIT $4) AS b \
               UNION SELECT id FROM (SELECT id FROM users WHERE realm_id = $1 AND name_key >= $2 AND name_key < $3 ORDER BY name_key LIMIT $4) AS c \
               UNION SELECT id FROM (SELECT id FROM users WHERE realm_id = $1 AND sn_key >= $2 AND sn_key < $3 ORDER BY sn_key LIMIT $4) AS d \
               UNION SELECT id FROM users WHERE realm_id = $1 AND id = $2) \
             ORDER BY username_key LIMIT $4",
            params![cx.realm.id.as_str(), from, to, limit],
        )
        .await?;
    rows.iter().map(user_from).collect()
}
