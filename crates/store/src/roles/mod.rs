//! Roles, what they include, and to whom they are given.

mod assignments;
mod effective;
mod write;

use durward_db::{Row, Tx, params};
use durward_model::Timestamp;
use durward_model::id::{AppId, RoleId};
use durward_model::role::Role;
use durward_model::text::Label;

use crate::{Cx, Error};

pub use assignments::{assign, assign_all, direct, holders, withdraw};
pub use effective::{effective, included};
pub use write::{delete, insert, set_composites, update};

/// The role with this identifier.
///
/// # Errors
/// Database failures.
pub async fn by_id(cx: &Cx, tx: &mut Tx, id: RoleId) -> Result<Option<Role>, Error> {
    let row = tx
        .query_one(
            "SELECT id, app_id, name, description, privileges, version, created_at, updated_at FROM roles \
             WHERE realm_id = $1 AND id = $2",
            params![cx.realm.id.as_str(), id.as_str()],
        )
        .await?;
    with_composites(cx, tx, row).await
}

/// The role of the realm (or of `app`) whose folded name is `key`.
///
/// # Errors
/// Database failures.
pub async fn by_name_key(
    cx: &Cx,
    tx: &mut Tx,
    app: Option<AppId>,
    key: &str,
) -> Result<Option<Role>, Error> {
    let row = tx
        .query_one(
            "SELECT id, app_id, name, description, privileges, version, created_at, updated_at FROM roles \
             WHERE realm_id = $1 AND app_id = $2 AND name_key = $3",
            params![cx.realm.id.as_str(), app_text(app), key],
        )
        .await?;
    with_composites(cx, tx, row).await
}

/// At most `limit` roles whose identifier sorts after `after`, oldest first.
///
/// # Errors
/// Database failures.
pub async fn page(cx: &Cx, tx: &mut Tx, after: &str, limit: i64) -> Result<Vec<Role>, Error> {
    let rows = tx
        .query(
            "SELECT id, app_id, name, description, privileges, version, created_at, updated_at FROM roles \
             WHERE realm_id = $1 AND id > $2 ORDER BY id LIMIT $3",
            params![cx.realm.id.as_str(), after, limit],
        )
        .await?;
    let mut roles = Vec::with_capacity(rows.len());
    for row in rows {
        roles.extend(with_composites(cx, tx, Some(row)).await?);
    }
    Ok(roles)
}

async fn with_composites(cx: &Cx, tx: &mut Tx, row: Option<Row>) -> Result<Option<Role>, Error> {
    let Some(row) = row else { return Ok(None) };
    let mut role = role_from(&row)?;
    let rows = tx
        .query(
            "SELECT includes_id FROM role_composites WHERE realm_id = $1 AND role_id = $2 ORDER BY includes_id",
            params![cx.realm.id.as_str(), role.id.as_str()],
        )
        .await?;
    let broken = |_| Error::internal("a composite role has a broken id");
    role.composites = rows
        .iter()
        .map(|row| row.get::<String>(0)?.parse().map_err(broken))
        .collect::<Result<_, Error>>()?;
    Ok(Some(role))
}

fn role_from(row: &Row) -> Result<Role, Error> {
    let broken = |what: &str| Error::internal(format!("a role row has a broken {what}"));
    let app: String = row.get(1)?;
    Ok(Role {
        id: row.get::<String>(0)?.parse().map_err(|_| broken("id"))?,
        app: if app.is_empty() {
            None
        } else {
            Some(app.parse().map_err(|_| broken("app"))?)
        },
        name: Label::parse(&row.get::<String>(2)?).map_err(|_| broken("name"))?,
        description: row.get(3)?,
        privileges: serde_json::from_str(&row.get::<String>(4)?)
            .map_err(|_| broken("privileges"))?,
        composites: Vec::new(),
        version: row.get(5)?,
        created_at: Timestamp::from_millis(row.get(6)?),
        updated_at: Timestamp::from_millis(row.get(7)?),
    })
}

/// How the owner of a role stands in its row: empty for a role of the realm.
fn app_text(app: Option<AppId>) -> String {
    app.map(|id| id.to_string()).unwrap_or_default()
}
