//! Groups: collections of users and of other groups that share what is given to them (R-IDS-13).

use std::collections::BTreeMap;

use durward_access::{Privilege, require, require_over};
use durward_db::Tx;
use durward_model::audit::{Event, Topic};
use durward_model::id::{GroupId, UserId};
use durward_model::organization::Group;
use durward_model::role::Subject;
use durward_model::text::Label;
use durward_model::{Invalid, user::User};
use durward_store::{Cx, Error, audit, groups as rows, users};
use serde_json::Value;

use crate::attributes;
use crate::change::{differing, record, still_at};
use crate::duplicate::{changed_in_between, conflict};

/// Everything about a group that others choose.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupFields {
    /// Name, unique in the realm.
    pub name: Label,
    /// The group it is nested in.
    pub parent: Option<GroupId>,
    /// What it is for.
    pub description: String,
    /// Attributes for decisions.
    pub attributes: BTreeMap<String, Value>,
}

impl GroupFields {
    /// A group of which nothing but the name is known.
    pub fn named(name: Label) -> Self {
        Self {
            name,
            parent: None,
            description: String::new(),
            attributes: BTreeMap::new(),
        }
    }

    /// What is known of `group` now, to be changed in part.
    pub fn of(group: &Group) -> Self {
        Self {
            name: group.name.clone(),
            parent: group.parent,
            description: group.description.clone(),
            attributes: group.attributes.clone(),
        }
    }

    fn validate(&self) -> Result<(), Invalid> {
        attributes::check_description(&self.description)?;
        attributes::check(&self.attributes)
    }

    /// Names of the fields in which it differs from `other`.
    pub(crate) fn differences(&self, other: &Self) -> Vec<&'static str> {
        differing([
            ("name", self.name != other.name),
            ("parent", self.parent != other.parent),
            ("description", self.description != other.description),
            ("attributes", self.attributes != other.attributes),
        ])
    }
}

/// Creates a group.
///
/// # Errors
/// Forbidden without `groups:write`, or when the group above gives more than the actor has; the first field that does
/// not fit; conflict when the name is taken; database failures.
pub async fn create(cx: &Cx, tx: &mut Tx, fields: GroupFields) -> Result<Group, Error> {
    require(cx, tx, Privilege::GroupsWrite).await?;
    fields.validate()?;
    if let Some(parent) = fields.parent {
        check_parent(cx, tx, parent).await?;
    }
    let group = Group {
        id: GroupId::new(cx.now, cx.entropy()),
        parent: fields.parent,
        name: fields.name,
        description: fields.description,
        attributes: fields.attributes,
        version: 1,
        created_at: cx.now,
        updated_at: cx.now,
    };
    rows::insert(cx, tx, &group).await.map_err(conflict)?;
    record(cx, tx, "group.created", group.id, None).await?;
    Ok(group)
}

/// Makes `fields` all that is known of the group, if it still is at `version` where one is given. A change that
/// changes nothing leaves no trace.
///
/// # Errors
/// Not found; invalid `parent` when the group would be nested in itself; conflict when it changed in between;
/// otherwise as [`create`].
pub async fn update(
    cx: &Cx,
    tx: &mut Tx,
    id: GroupId,
    version: Option<i64>,
    fields: GroupFields,
) -> Result<Group, Error> {
    require(cx, tx, Privilege::GroupsWrite).await?;
    let mut group = existing(cx, tx, id).await?;
    still_at(version, group.version)?;
    let changed = fields.differences(&GroupFields::of(&group));
    if changed.is_empty() {
        return Ok(group);
    }
    fields.validate()?;
    if let Some(parent) = fields.parent.filter(|_| changed.contains(&"parent")) {
        rows::hold_nesting(cx, tx).await?;
        check_parent(cx, tx, parent).await?;
        if rows::is_within(cx, tx, parent, id).await? {
            return Err(Error::invalid(
                "parent",
                "A group cannot be nested in itself.",
            ));
        }
    }
    group.parent = fields.parent;
    group.name = fields.name;
    group.description = fields.description;
    group.attributes = fields.attributes;
    group.updated_at = cx.now;
    if !rows::update(cx, tx, &group).await.map_err(conflict)? {
        return Err(changed_in_between());
    }
    group.version += 1;
    let event = Event::new(Topic::Activity, "group.updated")
        .object(id)
        .with("changed", changed);
    audit::record(cx, tx, event).await?;
    Ok(group)
}

/// Deletes the group; its members are none any more, and groups below it move up.
///
/// # Errors
/// Not found; forbidden without `groups:write` or when the group gives more than the actor has; database failures.
pub async fn delete(cx: &Cx, tx: &mut Tx, id: GroupId) -> Result<(), Error> {
    require(cx, tx, Privilege::GroupsWrite).await?;
    existing(cx, tx, id).await?;
    require_over(cx, tx, Subject::Group(id)).await?;
    rows::hold_nesting(cx, tx).await?;
    rows::delete(cx, tx, id).await?;
    record(cx, tx, "group.deleted", id, None).await
}

/// The group `id`, for an administrator.
///
/// # Errors
/// Not found; forbidden without `groups:read`; database failures.
pub async fn load(cx: &Cx, tx: &mut Tx, id: GroupId) -> Result<Group, Error> {
    require(cx, tx, Privilege::GroupsRead).await?;
    existing(cx, tx, id).await
}

/// At most `limit` groups whose name sorts after `after`, by name, for an administrator.
///
/// # Errors
/// Forbidden without `groups:read`; database failures.
pub async fn page(
    cx: &Cx,
    tx: &mut Tx,
    after: Option<&Label>,
    limit: i64,
) -> Result<Vec<Group>, Error> {
    require(cx, tx, Privilege::GroupsRead).await?;
    let after = after.map(Label::key).unwrap_or_default();
    rows::page(cx, tx, &after, limit).await
}

/// At most `limit` direct members of the group after `after`, in the order they were created, for an administrator.
///
/// # Errors
/// Not found; forbidden without `groups:read`; database failures.
pub async fn members(
    cx: &Cx,
    tx: &mut Tx,
    id: GroupId,
    after: Option<UserId>,
    limit: i64,
) -> Result<Vec<User>, Error> {
    require(cx, tx, Privilege::GroupsRead).await?;
    existing(cx, tx, id).await?;
    let after = after.map(|id| id.to_string()).unwrap_or_default();
    let ids = rows::members(cx, tx, id, &after, limit).await?;
    users::by_ids(cx, tx, &ids).await
}

/// Makes `user` a member. Twice is the same as once.
///
/// # Errors
/// Not found; forbidden without `groups:write` or when the group gives more than the actor has; database failures.
pub async fn add_member(cx: &Cx, tx: &mut Tx, id: GroupId, user: UserId) -> Result<(), Error> {
    check_membership(cx, tx, id, user).await?;
    if rows::add_member(cx, tx, id, user).await? {
        record(cx, tx, "group.member_added", id, Some(user)).await?;
    }
    Ok(())
}

/// Ends a membership. Without one nothing happens.
///
/// # Errors
/// As [`add_member`].
pub async fn remove_member(cx: &Cx, tx: &mut Tx, id: GroupId, user: UserId) -> Result<(), Error> {
    check_membership(cx, tx, id, user).await?;
    if rows::remove_member(cx, tx, id, user).await? {
        record(cx, tx, "group.member_removed", id, Some(user)).await?;
    }
    Ok(())
}

/// Names of the groups that `user` is in, those above them included, sorted; for claims.
///
/// # Errors
/// Database failures.
pub async fn names_for(cx: &Cx, tx: &mut Tx, user: UserId) -> Result<Vec<String>, Error> {
    let groups = rows::all_of_user(cx, tx, user).await?;
    Ok(groups.iter().map(|group| group.name.to_string()).collect())
}

async fn check_membership(cx: &Cx, tx: &mut Tx, id: GroupId, user: UserId) -> Result<(), Error> {
    require(cx, tx, Privilege::GroupsWrite).await?;
    existing(cx, tx, id).await?;
    if users::by_id(cx, tx, user).await?.is_none() {
        return Err(Error::not_found("user"));
    }
    require_over(cx, tx, Subject::Group(id)).await
}

/// A group that others are nested in gives them what it has.
async fn check_parent(cx: &Cx, tx: &mut Tx, parent: GroupId) -> Result<(), Error> {
    if rows::by_id(cx, tx, parent).await?.is_none() {
        return Err(Error::invalid("parent", "There is no such group."));
    }
    require_over(cx, tx, Subject::Group(parent)).await
}

async fn existing(cx: &Cx, tx: &mut Tx, id: GroupId) -> Result<Group, Error> {
    rows::by_id(cx, tx, id)
        .await?
        .ok_or_else(|| Error::not_found("group"))
}
