//! Organizations inside a realm and who belongs to them (R-TEN-6).

use std::collections::BTreeMap;

use durward_access::{Privilege, require, require_over};
use durward_db::Tx;
use durward_model::Invalid;
use durward_model::audit::{Event, Topic};
use durward_model::id::{OrganizationId, UserId};
use durward_model::organization::{Organization, OrganizationStatus};
use durward_model::role::Subject;
use durward_model::text::Label;
use durward_model::user::User;
use durward_store::{Cx, Error, audit, organizations as rows, users};
use serde_json::Value;

use crate::attributes;
use crate::change::{differing, record, still_at};
use crate::duplicate::{changed_in_between, conflict};

/// Everything about an organization that others choose.
#[derive(Debug, Clone, PartialEq)]
pub struct OrganizationFields {
    /// Name, unique in the realm.
    pub name: Label,
    /// Name shown to people.
    pub display_name: Label,
    /// Whether it is in use.
    pub status: OrganizationStatus,
    /// Attributes for decisions.
    pub attributes: BTreeMap<String, Value>,
}

impl OrganizationFields {
    /// An organization of which nothing but the name is known.
    pub fn named(name: Label) -> Self {
        Self {
            display_name: name.clone(),
            name,
            status: OrganizationStatus::Active,
            attributes: BTreeMap::new(),
        }
    }

    /// What is known of `organization` now, to be changed in part.
    pub fn of(organization: &Organization) -> Self {
        Self {
            name: organization.name.clone(),
            display_name: Label::parse(&organization.display_name)
                .unwrap_or_else(|_| organization.name.clone()),
            status: organization.status,
            attributes: organization.attributes.clone(),
        }
    }

    fn validate(&self) -> Result<(), Invalid> {
        attributes::check(&self.attributes)
    }

    /// Names of the fields in which it differs from `other`.
    pub(crate) fn differences(&self, other: &Self) -> Vec<&'static str> {
        differing([
            ("name", self.name != other.name),
            ("displayName", self.display_name != other.display_name),
            ("status", self.status != other.status),
            ("attributes", self.attributes != other.attributes),
        ])
    }
}

/// Creates an organization.
///
/// # Errors
/// Forbidden without `organizations:write`; the first field that does not fit; conflict when the name is taken;
/// database failures.
pub async fn create(
    cx: &Cx,
    tx: &mut Tx,
    fields: OrganizationFields,
) -> Result<Organization, Error> {
    require(cx, tx, Privilege::OrganizationsWrite).await?;
    fields.validate()?;
    let organization = Organization {
        id: OrganizationId::new(cx.now, cx.entropy()),
        name: fields.name,
        display_name: fields.display_name.to_string(),
        status: fields.status,
        attributes: fields.attributes,
        version: 1,
        created_at: cx.now,
        updated_at: cx.now,
    };
    rows::insert(cx, tx, &organization)
        .await
        .map_err(conflict)?;
    record(cx, tx, "organization.created", organization.id, None).await?;
    Ok(organization)
}

/// Makes `fields` all that is known of the organization, if it still is at `version` where one is given. A change
/// that changes nothing leaves no trace.
///
/// # Errors
/// Not found; conflict when it changed in between; forbidden also when its roles give more than the actor has and
/// its status changes; otherwise as [`create`].
pub async fn update(
    cx: &Cx,
    tx: &mut Tx,
    id: OrganizationId,
    version: Option<i64>,
    fields: OrganizationFields,
) -> Result<Organization, Error> {
    require(cx, tx, Privilege::OrganizationsWrite).await?;
    let mut organization = existing(cx, tx, id).await?;
    still_at(version, organization.version)?;
    let changed = fields.differences(&OrganizationFields::of(&organization));
    if changed.is_empty() {
        return Ok(organization);
    }
    fields.validate()?;
    if changed.contains(&"status") {
        require_over(cx, tx, Subject::Organization(id)).await?;
    }
    organization.name = fields.name;
    organization.display_name = fields.display_name.to_string();
    organization.status = fields.status;
    organization.attributes = fields.attributes;
    organization.updated_at = cx.now;
    if !rows::update(cx, tx, &organization)
        .await
        .map_err(conflict)?
    {
        return Err(changed_in_between());
    }
    organization.version += 1;
    let event = Event::new(Topic::Activity, "organization.updated")
        .object(id)
        .with("changed", changed);
    audit::record(cx, tx, event).await?;
    Ok(organization)
}

/// Deletes the organization with its memberships.
///
/// # Errors
/// Not found; forbidden without `organizations:write` or when its roles give more than the actor has; database
/// failures.
pub async fn delete(cx: &Cx, tx: &mut Tx, id: OrganizationId) -> Result<(), Error> {
    require(cx, tx, Privilege::OrganizationsWrite).await?;
    existing(cx, tx, id).await?;
    require_over(cx, tx, Subject::Organization(id)).await?;
    rows::delete(cx, tx, id).await?;
    record(cx, tx, "organization.deleted", id, None).await
}

/// The organization `id`, for an administrator.
///
/// # Errors
/// Not found; forbidden without `organizations:read`; database failures.
pub async fn load(cx: &Cx, tx: &mut Tx, id: OrganizationId) -> Result<Organization, Error> {
    require(cx, tx, Privilege::OrganizationsRead).await?;
    existing(cx, tx, id).await
}

/// At most `limit` organizations whose name sorts after `after`, by name, for an administrator.
///
/// # Errors
/// Forbidden without `organizations:read`; database failures.
pub async fn page(
    cx: &Cx,
    tx: &mut Tx,
    after: Option<&Label>,
    limit: i64,
) -> Result<Vec<Organization>, Error> {
    require(cx, tx, Privilege::OrganizationsRead).await?;
    let after = after.map(Label::key).unwrap_or_default();
    rows::page(cx, tx, &after, limit).await
}

/// At most `limit` members after `after`, in the order they were created, for an administrator.
///
/// # Errors
/// Not found; forbidden without `organizations:read`; database failures.
pub async fn members(
    cx: &Cx,
    tx: &mut Tx,
    id: OrganizationId,
    after: Option<UserId>,
    limit: i64,
) -> Result<Vec<User>, Error> {
    require(cx, tx, Privilege::OrganizationsRead).await?;
    existing(cx, tx, id).await?;
    let after = after.map(|id| id.to_string()).unwrap_or_default();
    let ids = rows::members(cx, tx, id, &after, limit).await?;
    users::by_ids(cx, tx, &ids).await
}

/// Makes `user` a member. Twice is the same as once.
///
/// # Errors
/// Not found; forbidden without `organizations:write` or when the organization's roles give more than the actor has;
/// database failures.
pub async fn add_member(
    cx: &Cx,
    tx: &mut Tx,
    id: OrganizationId,
    user: UserId,
) -> Result<(), Error> {
    check_membership(cx, tx, id, user).await?;
    if rows::add_member(cx, tx, id, user).await? {
        record(cx, tx, "organization.member_added", id, Some(user)).await?;
    }
    Ok(())
}

/// Ends a membership. Without one nothing happens.
///
/// # Errors
/// As [`add_member`].
pub async fn remove_member(
    cx: &Cx,
    tx: &mut Tx,
    id: OrganizationId,
    user: UserId,
) -> Result<(), Error> {
    check_membership(cx, tx, id, user).await?;
    if rows::remove_member(cx, tx, id, user).await? {
        record(cx, tx, "organization.member_removed", id, Some(user)).await?;
    }
    Ok(())
}

async fn check_membership(
    cx: &Cx,
    tx: &mut Tx,
    id: OrganizationId,
    user: UserId,
) -> Result<(), Error> {
    require(cx, tx, Privilege::OrganizationsWrite).await?;
    existing(cx, tx, id).await?;
    if users::by_id(cx, tx, user).await?.is_none() {
        return Err(Error::not_found("user"));
    }
    require_over(cx, tx, Subject::Organization(id)).await
}

async fn existing(cx: &Cx, tx: &mut Tx, id: OrganizationId) -> Result<Organization, Error> {
    rows::by_id(cx, tx, id)
        .await?
        .ok_or_else(|| Error::not_found("organization"))
}
