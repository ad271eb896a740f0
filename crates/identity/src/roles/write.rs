//! Creating, changing and deleting roles.

use durward_access::{Privilege, require, require_roles};
use durward_db::Tx;
use durward_model::Invalid;
use durward_model::audit::{Event, Topic};
use durward_model::id::{AppId, RoleId};
use durward_model::role::Role;
use durward_model::text::Label;
use durward_store::{Cx, Error, audit, documents, groups, roles as rows};

use crate::attributes;
use crate::change::{differing, record, still_at};
use crate::duplicate::{changed_in_between, conflict};

/// Everything about a role that others choose, besides the app it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleFields {
    /// Name, unique in the realm or in the app.
    pub name: Label,
    /// What it allows, in words.
    pub description: String,
    /// Admin tasks it grants.
    pub privileges: Vec<String>,
    /// Roles it includes.
    pub composites: Vec<RoleId>,
}

impl RoleFields {
    /// A role of which nothing but the name is known.
    pub fn named(name: Label) -> Self {
        Self {
            name,
            description: String::new(),
            privileges: Vec::new(),
            composites: Vec::new(),
        }
    }

    /// What is known of `role` now, to be changed in part.
    pub fn of(role: &Role) -> Self {
        Self {
            name: role.name.clone(),
            description: role.description.clone(),
            privileges: role.privileges.clone(),
            composites: role.composites.clone(),
        }
    }

    /// The same with lists sorted and free of doubles, if everything fits.
    fn checked(mut self) -> Result<Self, Invalid> {
        attributes::check_description(&self.description)?;
        for (index, privilege) in self.privileges.iter().enumerate() {
            Privilege::parse(privilege)
                .map_err(|invalid| invalid.inside(&format!("privileges[{index}]")))?;
        }
        self.privileges.sort();
        self.privileges.dedup();
        self.composites.sort();
        self.composites.dedup();
        if self.composites.len() > 500 {
            return Err(Invalid::new("composites", "Include at most 500 roles."));
        }
        Ok(self)
    }

    /// Names of the fields in which it differs from `other`.
    pub(crate) fn differences(&self, other: &Self) -> Vec<&'static str> {
        differing([
            ("name", self.name != other.name),
            ("description", self.description != other.description),
            ("privileges", self.privileges != other.privileges),
            ("composites", self.composites != other.composites),
        ])
    }
}

/// Creates a role of the realm, or of `app`.
///
/// # Errors
/// Forbidden without `roles:write` or when the role brings more than the actor has; the first field that does not
/// fit; conflict when the name is taken; database failures.
pub async fn create(
    cx: &Cx,
    tx: &mut Tx,
    app: Option<AppId>,
    fields: RoleFields,
) -> Result<Role, Error> {
    require(cx, tx, Privilege::RolesWrite).await?;
    let fields = fields.checked()?;
    if let Some(app) = app
        && documents::load(cx, tx, "app", app.as_str())
            .await?
            .is_none()
    {
        return Err(Error::invalid("app", "There is no such app."));
    }
    let role = Role {
        id: RoleId::new(cx.now, cx.entropy()),
        app,
        name: fields.name,
        description: fields.description,
        privileges: fields.privileges,
        composites: fields.composites,
        version: 1,
        created_at: cx.now,
        updated_at: cx.now,
    };
    check_brought(cx, tx, &role).await?;
    rows::insert(cx, tx, &role).await.map_err(conflict)?;
    record(cx, tx, "role.created", role.id, None).await?;
    Ok(role)
}

/// Makes `fields` all that is known of the role, if it still is at `version` where one is given. A change that
/// changes nothing leaves no trace.
///
/// # Errors
/// Not found; invalid `composites` when the role would include itself; conflict when it changed in between;
/// otherwise as [`create`].
pub async fn update(
    cx: &Cx,
    tx: &mut Tx,
    id: RoleId,
    version: Option<i64>,
    fields: RoleFields,
) -> Result<Role, Error> {
    require(cx, tx, Privilege::RolesWrite).await?;
    let mut role = existing(cx, tx, id).await?;
    still_at(version, role.version)?;
    let fields = fields.checked()?;
    let changed = fields.differences(&RoleFields::of(&role));
    if changed.is_empty() {
        return Ok(role);
    }
    let before = rows::included(cx, tx, id).await?;
    require_roles(cx, tx, &before).await?;
    role.name = fields.name;
    role.description = fields.description;
    role.privileges = fields.privileges;
    role.composites = fields.composites;
    role.updated_at = cx.now;
    if changed.contains(&"composites") {
        groups::hold_nesting(cx, tx).await?;
    }
    check_brought(cx, tx, &role).await?;
    if !rows::update(cx, tx, &role).await.map_err(conflict)? {
        return Err(changed_in_between());
    }
    role.version += 1;
    let event = Event::new(Topic::Activity, "role.updated")
        .object(id)
        .with("changed", changed);
    audit::record(cx, tx, event).await?;
    Ok(role)
}

/// Deletes the role, takes it from everybody and out of every role that includes it.
///
/// # Errors
/// Not found; forbidden without `roles:write` or when the role brings more than the actor has; database failures.
pub async fn delete(cx: &Cx, tx: &mut Tx, id: RoleId) -> Result<(), Error> {
    require(cx, tx, Privilege::RolesWrite).await?;
    existing(cx, tx, id).await?;
    let brought = rows::included(cx, tx, id).await?;
    require_roles(cx, tx, &brought).await?;
    rows::delete(cx, tx, id).await?;
    record(cx, tx, "role.deleted", id, None).await
}

/// The role `id`, for an administrator.
///
/// # Errors
/// Not found; forbidden without `roles:read`; database failures.
pub async fn load(cx: &Cx, tx: &mut Tx, id: RoleId) -> Result<Role, Error> {
    require(cx, tx, Privilege::RolesRead).await?;
    existing(cx, tx, id).await
}

/// At most `limit` roles after `after`, oldest first, for an administrator.
///
/// # Errors
/// Forbidden without `roles:read`; database failures.
pub async fn page(
    cx: &Cx,
    tx: &mut Tx,
    after: Option<RoleId>,
    limit: i64,
) -> Result<Vec<Role>, Error> {
    require(cx, tx, Privilege::RolesRead).await?;
    let after = after.map(|id| id.to_string()).unwrap_or_default();
    rows::page(cx, tx, &after, limit).await
}

/// Checks what `role` brings with all it includes: that it exists, does not include itself, and is the actor's to
/// give. Looked at before anything is written, so that nobody lifts itself up by the change.
async fn check_brought(cx: &Cx, tx: &mut Tx, role: &Role) -> Result<(), Error> {
    let mut brought = vec![role.clone()];
    for (index, included) in role.composites.iter().enumerate() {
        let refused = |message: &str| Err(Error::invalid(format!("composites[{index}]"), message));
        let below = rows::included(cx, tx, *included).await?;
        if below.is_empty() && *included != role.id {
            return refused("There is no such role.");
        }
        if *included == role.id || below.iter().any(|one| one.id == role.id) {
            return refused("A role cannot include itself.");
        }
        brought.extend(below);
    }
    require_roles(cx, tx, &brought).await
}

async fn existing(cx: &Cx, tx: &mut Tx, id: RoleId) -> Result<Role, Error> {
    rows::by_id(cx, tx, id)
        .await?
        .ok_or_else(|| Error::not_found("role"))
}
