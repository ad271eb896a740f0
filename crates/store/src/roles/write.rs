//! Adding, changing and removing roles.

use durward_db::{DbError, Tx, params};
use durward_model::id::RoleId;
use durward_model::role::Role;

use super::app_text;
use crate::{Cx, Error};

/// Adds a role with what it includes.
///
/// # Errors
/// `Unique` with `uq_roles__name`; other database failures.
pub async fn insert(cx: &Cx, tx: &mut Tx, role: &Role) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO roles (realm_id, id, app_id, name, name_key, description, privileges, version, created_at, updated_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        params![
            cx.realm.id.as_str(),
            role.id.as_str(),
            app_text(role.app),
            role.name.as_str(),
            role.name.key(),
            role.description.as_str(),
            privileges_text(role),
            role.version,
            role.created_at.millis(),
            role.updated_at.millis()
        ],
    )
    .await?;
    set_composites(cx, tx, role.id, &role.composites).await
}

/// Writes `role` and what it includes over its row if the row still has `role.version`; then it has one more.
/// Returns whether it was.
///
/// # Errors
/// `Unique` with `uq_roles__name`; other database failures.
pub async fn update(cx: &Cx, tx: &mut Tx, role: &Role) -> Result<bool, DbError> {
    let changed = tx
        .execute(
            "UPDATE roles SET name = $1, name_key = $2, description = $3, privileges = $4, updated_at = $5, version = version + 1 \
             WHERE realm_id = $6 AND id = $7 AND version = $8",
            params![
                role.name.as_str(),
                role.name.key(),
                role.description.as_str(),
                privileges_text(role),
                role.updated_at.millis(),
                cx.realm.id.as_str(),
                role.id.as_str(),
                role.version
            ],
        )
        .await?;
    if changed == 1 {
        set_composites(cx, tx, role.id, &role.composites).await?;
    }
    Ok(changed == 1)
}

/// Makes `includes` all that `role` includes.
///
/// # Errors
/// Database failures.
pub async fn set_composites(
    cx: &Cx,
    tx: &mut Tx,
    role: RoleId,
    includes: &[RoleId],
) -> Result<(), DbError> {
    tx.execute(
        "DELETE FROM role_composites WHERE realm_id = $1 AND role_id = $2",
        params![cx.realm.id.as_str(), role.as_str()],
    )
    .await?;
    for included in includes {
        tx.execute(
            "INSERT INTO role_composites (realm_id, role_id, includes_id) VALUES ($1, $2, $3) \
             ON CONFLICT (realm_id, role_id, includes_id) DO NOTHING",
            params![cx.realm.id.as_str(), role.as_str(), included.as_str()],
        )
        .await?;
    }
    Ok(())
}

/// Deletes a role, takes it from everybody who holds it and out of every role that includes it. Returns whether
/// there was one.
///
/// # Errors
/// Database failures.
pub async fn delete(cx: &Cx, tx: &mut Tx, id: RoleId) -> Result<bool, Error> {
    let deleted = tx
        .execute(
            "DELETE FROM roles WHERE realm_id = $1 AND id = $2",
            params![cx.realm.id.as_str(), id.as_str()],
        )
        .await?;
    for belongings in [
        "DELETE FROM role_composites WHERE realm_id = $1 AND role_id = $2",
        "DELETE FROM role_composites WHERE realm_id = $1 AND includes_id = $2",
        "DELETE FROM role_assignments WHERE realm_id = $1 AND role_id = $2",
    ] {
        tx.execute(belongings, params![cx.realm.id.as_str(), id.as_str()])
            .await?;
    }
    Ok(deleted == 1)
}

fn privileges_text(role: &Role) -> String {
    serde_json::Value::from(role.privileges.as_slice()).to_string()
}
