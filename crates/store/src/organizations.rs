//! Organizations and who belongs to them.

use durward_db::{DbError, Row, Tx, params};
use durward_model::Timestamp;
use durward_model::id::{OrganizationId, UserId};
use durward_model::organization::{Organization, OrganizationStatus};
use durward_model::text::Label;

use crate::{Cx, Error};

/// Adds an organization.
///
/// # Errors
/// `Unique` with `uq_organizations__name`; other database failures.
pub async fn insert(cx: &Cx, tx: &mut Tx, organization: &Organization) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO organizations (realm_id, id, name, name_key, display_name, status, attributes, version, created_at, updated_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        params![
            cx.realm.id.as_str(),
            organization.id.as_str(),
            organization.name.as_str(),
            organization.name.key(),
            organization.display_name.as_str(),
            status_text(organization.status),
            attributes_text(organization),
            organization.version,
            organization.created_at.millis(),
            organization.updated_at.millis()
        ],
    )
    .await?;
    Ok(())
}

/// Writes `organization` over its row if the row still has its version; then it has one more. Returns whether it was.
///
/// # Errors
/// `Unique` with `uq_organizations__name`; other database failures.
pub async fn update(cx: &Cx, tx: &mut Tx, organization: &Organization) -> Result<bool, DbError> {
    let changed = tx
        .execute(
            "UPDATE organizations SET name = $1, name_key = $2, display_name = $3, status = $4, attributes = $5, updated_at = $6, \
             version = version + 1 WHERE realm_id = $7 AND id = $8 AND version = $9",
            params![
                organization.name.as_str(),
                organization.name.key(),
                organization.display_name.as_str(),
                status_text(organization.status),
                attributes_text(organization),
                organization.updated_at.millis(),
                cx.realm.id.as_str(),
                organization.id.as_str(),
                organization.version
            ],
        )
        .await?;
    Ok(changed == 1)
}

/// Deletes an organization with its memberships and roles. Returns whether there was one.
///
/// # Errors
/// Database failures.
pub async fn delete(cx: &Cx, tx: &mut Tx, id: OrganizationId) -> Result<bool, Error> {
    let deleted = tx
        .execute(
            "DELETE FROM organizations WHERE realm_id = $1 AND id = $2",
            params![cx.realm.id.as_str(), id.as_str()],
        )
        .await?;
    for belongings in [
        "DELETE FROM organization_members WHERE realm_id = $1 AND organization_id = $2",
        "DELETE FROM role_assignments WHERE realm_id = $1 AND subject_kind = 'organization' AND subject_id = $2",
    ] {
        tx.execute(belongings, params![cx.realm.id.as_str(), id.as_str()])
            .await?;
    }
    Ok(deleted == 1)
}

/// The organization with this identifier.
///
/// # Errors
/// Database failures.
pub async fn by_id(
    cx: &Cx,
    tx: &mut Tx,
    id: OrganizationId,
) -> Result<Option<Organization>, Error> {
    let row = tx
        .query_one(
            "SELECT id, name, display_name, status, attributes, version, created_at, updated_at FROM organizations \
             WHERE realm_id = $1 AND id = $2",
            params![cx.realm.id.as_str(), id.as_str()],
        )
        .await?;
    row.as_ref().map(organization_from).transpose()
}

/// The organization whose folded name is `key`.
///
/// # Errors
/// Database failures.
pub async fn by_name_key(cx: &Cx, tx: &mut Tx, key: &str) -> Result<Option<Organization>, Error> {
    let row = tx
        .query_one(
            "SELECT id, name, display_name, status, attributes, version, created_at, updated_at FROM organizations \
             WHERE realm_id = $1 AND name_key = $2",
            params![cx.realm.id.as_str(), key],
        )
        .await?;
    row.as_ref().map(organization_from).transpose()
}

/// At most `limit` organizations whose folded name sorts after `after`, by name.
///
/// # Errors
/// Database failures.
pub async fn page(
    cx: &Cx,
    tx: &mut Tx,
    after: &str,
    limit: i64,
) -> Result<Vec<Organization>, Error> {
    let rows = tx
        .query(
            "SELECT id, name, display_name, status, attributes, version, created_at, updated_at FROM organizations \
             WHERE realm_id = $1 AND name_key > $2 ORDER BY name_key LIMIT $3",
            params![cx.realm.id.as_str(), after, limit],
        )
        .await?;
    rows.iter().map(organization_from).collect()
}

/// Makes `user` a member of `organization`. Returns whether it was none before.
///
/// # Errors
/// Database failures.
pub async fn add_member(
    cx: &Cx,
    tx: &mut Tx,
    organization: OrganizationId,
    user: UserId,
) -> Result<bool, DbError> {
    let added = tx
        .execute(
            "INSERT INTO organization_members (realm_id, user_id, organization_id) VALUES ($1, $2, $3) \
             ON CONFLICT (realm_id, user_id, organization_id) DO NOTHING",
            params![cx.realm.id.as_str(), user.as_str(), organization.as_str()],
        )
        .await?;
    Ok(added == 1)
}

/// Ends the membership of `user` in `organization`. Returns whether it was a member.
///
/// # Errors
/// Database failures.
pub async fn remove_member(
    cx: &Cx,
    tx: &mut Tx,
    organization: OrganizationId,
    user: UserId,
) -> Result<bool, DbError> {
    let removed = tx
        .execute(
            "DELETE FROM organization_members WHERE realm_id = $1 AND user_id = $2 AND organization_id = $3",
            params![cx.realm.id.as_str(), user.as_str(), organization.as_str()],
        )
        .await?;
    Ok(removed == 1)
}

/// At most `limit` members of `organization` whose identifier sorts after `after`, in order.
///
/// # Errors
/// Database failures.
pub async fn members(
    cx: &Cx,
    tx: &mut Tx,
    organization: OrganizationId,
    after: &str,
    limit: i64,
) -> Result<Vec<UserId>, Error> {
    let rows = tx
        .query(
            "SELECT user_id FROM organization_members WHERE realm_id = $1 AND organization_id = $2 AND user_id > $3 ORDER BY user_id LIMIT $4",
            params![cx.realm.id.as_str(), organization.as_str(), after, limit],
        )
        .await?;
    let broken = |_| Error::internal("a membership row has a broken id");
    rows.iter()
        .map(|row| row.get::<String>(0)?.parse().map_err(broken))
        .collect()
}

/// The organizations that `user` belongs to, by name.
///
/// # Errors
/// Database failures.
pub async fn all_of_user(cx: &Cx, tx: &mut Tx, user: UserId) -> Result<Vec<Organization>, Error> {
    let rows = tx
        .query(
            "SELECT o.id, o.name, o.display_name, o.status, o.attributes, o.version, o.created_at, o.updated_at \
             FROM organization_members m JOIN organizations o ON o.realm_id = $1 AND o.id = m.organization_id \
             WHERE m.realm_id = $1 AND m.user_id = $2 ORDER BY o.name_key",
            params![cx.realm.id.as_str(), user.as_str()],
        )
        .await?;
    rows.iter().map(organization_from).collect()
}

fn organization_from(row: &Row) -> Result<Organization, Error> {
    let broken = |what: &str| Error::internal(format!("an organization row has a broken {what}"));
    Ok(Organization {
        id: row.get::<String>(0)?.parse().map_err(|_| broken("id"))?,
        name: Label::parse(&row.get::<String>(1)?).map_err(|_| broken("name"))?,
        display_name: row.get(2)?,
        status: if row.get::<String>(3)? == "Active" {
            OrganizationStatus::Active
        } else {
            OrganizationStatus::Inactive
        },
        attributes: serde_json::from_str(&row.get::<String>(4)?)
            .map_err(|_| broken("attributes"))?,
        version: row.get(5)?,
        created_at: Timestamp::from_millis(row.get(6)?),
        updated_at: Timestamp::from_millis(row.get(7)?),
    })
}

fn status_text(status: OrganizationStatus) -> &'static str {
    match status {
        OrganizationStatus::Active => "Active",
        OrganizationStatus::Inactive => "Inactive",
    }
}

fn attributes_text(organization: &Organization) -> String {
    serde_json::to_string(&organization.attributes).unwrap_or_else(|_| "{}".to_owned())
}
