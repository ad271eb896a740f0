//! Groups, what they are nested in, and who is in them.

use durward_db::{DbError, Row, Tx, Value, params};
use durward_model::Timestamp;
use durward_model::id::{GroupId, UserId};
use durward_model::organization::Group;
use durward_model::text::Label;

use crate::bulk::{ROWS, placeholders};
use crate::{Cx, Error};

/// Adds a group.
///
/// # Errors
/// `Unique` with `uq_groups__name`; other database failures.
pub async fn insert(cx: &Cx, tx: &mut Tx, group: &Group) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO groups (realm_id, id, parent_id, name, name_key, description, attributes, version, created_at, updated_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        params![
            cx.realm.id.as_str(),
            group.id.as_str(),
            group.parent.map(|id| id.to_string()),
            group.name.as_str(),
            group.name.key(),
            group.description.as_str(),
            attributes_text(group),
            group.version,
            group.created_at.millis(),
            group.updated_at.millis()
        ],
    )
    .await?;
    Ok(())
}

/// Writes `group` over its row if the row still has `group.version`; then it has one more. Returns whether it was.
///
/// # Errors
/// `Unique` with `uq_groups__name`; other database failures.
pub async fn update(cx: &Cx, tx: &mut Tx, group: &Group) -> Result<bool, DbError> {
    let changed = tx
        .execute(
            "UPDATE groups SET parent_id = $1, name = $2, name_key = $3, description = $4, attributes = $5, updated_at = $6, \
             version = version + 1 WHERE realm_id = $7 AND id = $8 AND version = $9",
            params![
                group.parent.map(|id| id.to_string()),
                group.name.as_str(),
                group.name.key(),
                group.description.as_str(),
                attributes_text(group),
                group.updated_at.millis(),
                cx.realm.id.as_str(),
                group.id.as_str(),
                group.version
            ],
        )
        .await?;
    Ok(changed == 1)
}

/// Deletes a group with its memberships and roles; groups below it move up to its parent. Returns whether there
/// was one.
///
/// # Errors
/// Database failures.
pub async fn delete(cx: &Cx, tx: &mut Tx, id: GroupId) -> Result<bool, Error> {
    tx.execute(
        "UPDATE groups SET parent_id = (SELECT g.parent_id FROM groups g WHERE g.realm_id = $1 AND g.id = $2), version = version + 1 \
         WHERE realm_id = $1 AND parent_id = $2",
        params![cx.realm.id.as_str(), id.as_str()],
    )
    .await?;
    let deleted = tx
        .execute(
            "DELETE FROM groups WHERE realm_id = $1 AND id = $2",
            params![cx.realm.id.as_str(), id.as_str()],
        )
        .await?;
    for belongings in [
        "DELETE FROM group_members WHERE realm_id = $1 AND group_id = $2",
        "DELETE FROM role_assignments WHERE realm_id = $1 AND subject_kind = 'group' AND subject_id = $2",
    ] {
        tx.execute(belongings, params![cx.realm.id.as_str(), id.as_str()])
            .await?;
    }
    Ok(deleted == 1)
}

/// The group with this identifier.
///
/// # Errors
/// Database failures.
pub async fn by_id(cx: &Cx, tx: &mut Tx, id: GroupId) -> Result<Option<Group>, Error> {
    let row = tx
        .query_one(
            "SELECT id, parent_id, name, description, attributes, version, created_at, updated_at FROM groups \
             WHERE realm_id = $1 AND id = $2",
            params![cx.realm.id.as_str(), id.as_str()],
        )
        .await?;
    row.as_ref().map(group_from).transpose()
}

/// The group whose folded name is `key`.
///
/// # Errors
/// Database failures.
pub async fn by_name_key(cx: &Cx, tx: &mut Tx, key: &str) -> Result<Option<Group>, Error> {
    let row = tx
        .query_one(
            "SELECT id, parent_id, name, description, attributes, version, created_at, updated_at FROM groups \
             WHERE realm_id = $1 AND name_key = $2",
            params![cx.realm.id.as_str(), key],
        )
        .await?;
    row.as_ref().map(group_from).transpose()
}

/// At most `limit` groups whose folded name sorts after `after`, by name.
///
/// # Errors
/// Database failures.
pub async fn page(cx: &Cx, tx: &mut Tx, after: &str, limit: i64) -> Result<Vec<Group>, Error> {
    let rows = tx
        .query(
            "SELECT id, parent_id, name, description, attributes, version, created_at, updated_at FROM groups \
             WHERE realm_id = $1 AND name_key > $2 ORDER BY name_key LIMIT $3",
            params![cx.realm.id.as_str(), after, limit],
        )
        .await?;
    rows.iter().map(group_from).collect()
}

/// Holds back every other change of the realm's nesting of groups and roles until this transaction ends, so that
/// two changes that are sound one by one cannot make a circle together.
///
/// # Errors
/// Database failures.
pub async fn hold_nesting(cx: &Cx, tx: &mut Tx) -> Result<(), Error> {
    tx.execute(
        "UPDATE realms SET version = version WHERE realm_id = $1",
        params![cx.realm.id.as_str()],
    )
    .await?;
    Ok(())
}

/// Whether `above` is `id` or a group that `id` is nested in, at any depth.
///
/// # Errors
/// Database failures.
pub async fn is_within(cx: &Cx, tx: &mut Tx, id: GroupId, above: GroupId) -> Result<bool, Error> {
    let row = tx
        .query_one(
            "WITH RECURSIVE up(id) AS ( \
               SELECT id FROM groups WHERE realm_id = $1 AND id = $2 \
               UNION SELECT g.parent_id FROM up JOIN groups g ON g.realm_id = $1 AND g.id = up.id WHERE g.parent_id IS NOT NULL) \
             SELECT id FROM up WHERE id = $3",
            params![cx.realm.id.as_str(), id.as_str(), above.as_str()],
        )
        .await?;
    Ok(row.is_some())
}

/// Makes `user` a member of `group`. Returns whether it was none before.
///
/// # Errors
/// Database failures.
pub async fn add_member(
    cx: &Cx,
    tx: &mut Tx,
    group: GroupId,
    user: UserId,
) -> Result<bool, DbError> {
    let added = tx
        .execute(
            "INSERT INTO group_members (realm_id, user_id, group_id) VALUES ($1, $2, $3) ON CONFLICT (realm_id, user_id, group_id) DO NOTHING",
            params![cx.realm.id.as_str(), user.as_str(), group.as_str()],
        )
        .await?;
    Ok(added == 1)
}

/// Makes every user of the list a member of its group.
///
/// # Errors
/// Database failures.
pub async fn add_members(
    cx: &Cx,
    tx: &mut Tx,
    memberships: &[(UserId, GroupId)],
) -> Result<(), DbError> {
    for chunk in memberships.chunks(ROWS) {
        let sql = format!(
            "INSERT INTO group_members (realm_id, user_id, group_id) VALUES {} ON CONFLICT (realm_id, user_id, group_id) DO NOTHING",
            placeholders(1, chunk.len(), 3)
        );
        let mut params: Vec<Value<'_>> = Vec::with_capacity(chunk.len() * 3);
        for (user, group) in chunk {
            params.extend([
                Value::from(cx.realm.id.as_str()),
                Value::from(user.as_str()),
                Value::from(group.as_str()),
            ]);
        }
        tx.execute_owned(&sql, &params).await?;
    }
    Ok(())
}

/// Ends the membership of `user` in `group`. Returns whether it was a member.
///
/// # Errors
/// Database failures.
pub async fn remove_member(
    cx: &Cx,
    tx: &mut Tx,
    group: GroupId,
    user: UserId,
) -> Result<bool, DbError> {
    let removed = tx
        .execute(
            "DELETE FROM group_members WHERE realm_id = $1 AND user_id = $2 AND group_id = $3",
            params![cx.realm.id.as_str(), user.as_str(), group.as_str()],
        )
        .await?;
    Ok(removed == 1)
}

/// At most `limit` direct members of `group` whose identifier sorts after `after`, in order.
///
/// # Errors
/// Database failures.
pub async fn members(
    cx: &Cx,
    tx: &mut Tx,
    group: GroupId,
    after: &str,
    limit: i64,
) -> Result<Vec<UserId>, Error> {
    let rows = tx
        .query(
            "SELECT user_id FROM group_members WHERE realm_id = $1 AND group_id = $2 AND user_id > $3 ORDER BY user_id LIMIT $4",
            params![cx.realm.id.as_str(), group.as_str(), after, limit],
        )
        .await?;
    let broken = |_| Error::internal("a membership row has a broken id");
    rows.iter()
        .map(|row| row.get::<String>(0)?.parse().map_err(broken))
        .collect()
}

/// The groups that `user` is in, those above them included, by name.
///
/// # Errors
/// Database failures.
pub async fn all_of_user(cx: &Cx, tx: &mut Tx, user: UserId) -> Result<Vec<Group>, Error> {
    let rows = tx
        .query(
            "WITH RECURSIVE mine(id) AS ( \
               SELECT group_id FROM group_members WHERE realm_id = $1 AND user_id = $2 \
               UNION SELECT g.parent_id FROM mine JOIN groups g ON g.realm_id = $1 AND g.id = mine.id WHERE g.parent_id IS NOT NULL) \
             SELECT g.id, g.parent_id, g.name, g.description, g.attributes, g.version, g.created_at, g.updated_at \
             FROM mine JOIN groups g ON g.realm_id = $1 AND g.id = mine.id ORDER BY g.name_key",
            params![cx.realm.id.as_str(), user.as_str()],
        )
        .await?;
    rows.iter().map(group_from).collect()
}

fn group_from(row: &Row) -> Result<Group, Error> {
    let broken = |what: &str| Error::internal(format!("a group row has a broken {what}"));
    let parent: Option<String> = row.get(1)?;
    Ok(Group {
        id: row.get::<String>(0)?.parse().map_err(|_| broken("id"))?,
        parent: parent
            .map(|id| id.parse())
            .transpose()
            .map_err(|_| broken("parent"))?,
        name: Label::parse(&row.get::<String>(2)?).map_err(|_| broken("name"))?,
        description: row.get(3)?,
        attributes: serde_json::from_str(&row.get::<String>(4)?)
            .map_err(|_| broken("attributes"))?,
        version: row.get(5)?,
        created_at: Timestamp::from_millis(row.get(6)?),
        updated_at: Timestamp::from_millis(row.get(7)?),
    })
}

fn attributes_text(group: &Group) -> String {
    serde_json::to_string(&group.attributes).unwrap_or_else(|_| "{}".to_owned())
}
