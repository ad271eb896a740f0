//! To whom roles are given.

use durward_db::{DbError, Row, Tx, Value, params};
use durward_model::id::RoleId;
use durward_model::role::{Role, Subject};

use super::role_from;
use crate::bulk::{ROWS, placeholders};
use crate::{Cx, Error};

/// Gives `role` to `subject`. Returns whether it did not have it before.
///
/// # Errors
/// Database failures.
pub async fn assign(cx: &Cx, tx: &mut Tx, role: RoleId, subject: Subject) -> Result<bool, DbError> {
    let added = tx
        .execute(
            "INSERT INTO role_assignments (realm_id, subject_kind, subject_id, role_id) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (realm_id, subject_kind, subject_id, role_id) DO NOTHING",
            params![
                cx.realm.id.as_str(),
                subject.kind(),
                subject.id(),
                role.as_str()
            ],
        )
        .await?;
    Ok(added == 1)
}

/// Gives every role of the list to its subject.
///
/// # Errors
/// Database failures.
pub async fn assign_all(
    cx: &Cx,
    tx: &mut Tx,
    assignments: &[(Subject, RoleId)],
) -> Result<(), DbError> {
    for chunk in assignments.chunks(ROWS) {
        let sql = format!(
            "INSERT INTO role_assignments (realm_id, subject_kind, subject_id, role_id) VALUES {} \
             ON CONFLICT (realm_id, subject_kind, subject_id, role_id) DO NOTHING",
            placeholders(1, chunk.len(), 4)
        );
        let mut params: Vec<Value<'_>> = Vec::with_capacity(chunk.len() * 4);
        for (subject, role) in chunk {
            params.extend([
                Value::from(cx.realm.id.as_str()),
                Value::from(subject.kind()),
                Value::from(subject.id()),
                Value::from(role.as_str()),
            ]);
        }
        tx.execute_owned(&sql, &params).await?;
    }
    Ok(())
}

/// Takes `role` from `subject`. Returns whether it had it.
///
/// # Errors
/// Database failures.
pub async fn withdraw(
    cx: &Cx,
    tx: &mut Tx,
    role: RoleId,
    subject: Subject,
) -> Result<bool, DbError> {
    let removed = tx
        .execute(
            "DELETE FROM role_assignments WHERE realm_id = $1 AND subject_kind = $2 AND subject_id = $3 AND role_id = $4",
            params![
                cx.realm.id.as_str(),
                subject.kind(),
                subject.id(),
                role.as_str()
            ],
        )
        .await?;
    Ok(removed == 1)
}

/// The roles given to `subject` itself, by name; what they include is left out.
///
/// # Errors
/// Database failures.
pub async fn direct(cx: &Cx, tx: &mut Tx, subject: Subject) -> Result<Vec<Role>, Error> {
    let rows = tx
        .query(
            "SELECT r.id, r.app_id, r.name, r.description, r.privileges, r.version, r.created_at, r.updated_at \
             FROM role_assignments a JOIN roles r ON r.realm_id = $1 AND r.id = a.role_id \
             WHERE a.realm_id = $1 AND a.subject_kind = $2 AND a.subject_id = $3 ORDER BY r.app_id, r.name_key",
            params![cx.realm.id.as_str(), subject.kind(), subject.id()],
        )
        .await?;
    rows.iter().map(role_from).collect()
}

/// At most `limit` of those that `role` is given to directly, after `after` (kind and identifier of the last one),
/// in order.
///
/// # Errors
/// Database failures.
pub async fn holders(
    cx: &Cx,
    tx: &mut Tx,
    role: RoleId,
    after: Option<Subject>,
    limit: i64,
) -> Result<Vec<Subject>, Error> {
    let (kind, id) = after
        .as_ref()
        .map_or(("", ""), |subject| (subject.kind(), subject.id()));
    let rows = tx
        .query(
            "SELECT subject_kind, subject_id FROM role_assignments WHERE realm_id = $1 AND role_id = $2 \
             AND (subject_kind, subject_id) > ($3, $4) ORDER BY subject_kind, subject_id LIMIT $5",
            params![cx.realm.id.as_str(), role.as_str(), kind, id, limit],
        )
        .await?;
    rows.iter().map(subject_from).collect()
}

fn subject_from(row: &Row) -> Result<Subject, Error> {
    let broken = || Error::internal("a role assignment has a broken subject");
    let id: String = row.get(1)?;
    let subject = match row.get::<String>(0)?.as_str() {
        "user" => id.parse().map(Subject::User),
        "group" => id.parse().map(Subject::Group),
        "organization" => id.parse().map(Subject::Organization),
        "app" => id.parse().map(Subject::App),
        _ => return Err(broken()),
    };
    subject.map_err(|_| broken())
}
