//! Identifiers of a realm's roles and groups by the names that declarations use.

use std::collections::HashMap;

use durward_db::Tx;
use durward_model::id::{AppId, GroupId, RoleId};
use durward_model::role::Subject;
use durward_model::text::Label;
use durward_store::{Cx, Error, groups, roles};

use super::documents::every;
use super::written::RoleName;

/// Rows read at a time.
const PAGE: i64 = 500;

/// What there is to refer to.
#[derive(Default)]
pub(super) struct Names {
    roles: HashMap<(Option<AppId>, String), RoleId>,
    groups: HashMap<String, GroupId>,
    /// Apps by `client_id`, and by name where only one has it.
    apps: HashMap<String, AppId>,
}

impl Names {
    /// Reads the names of the realm of `cx`.
    pub(super) async fn load(cx: &Cx, tx: &mut Tx) -> Result<Self, Error> {
        let mut names = Self::default();
        for role in all_roles(cx, tx).await? {
            names.roles.insert((role.app, role.name.key()), role.id);
        }
        for group in all_groups(cx, tx).await? {
            names.groups.insert(group.name.key(), group.id);
        }
        let mut by_name: HashMap<String, Vec<AppId>> = HashMap::new();
        for document in every(cx, tx, "app").await? {
            if let Ok(id) = document.id.parse() {
                names.apps.insert(document.lookup_key, id);
                by_name.entry(document.name).or_default().push(id);
            }
        }
        for (name, ids) in by_name {
            if let [id] = ids.as_slice() {
                names.apps.entry(name).or_insert(*id);
            }
        }
        Ok(names)
    }

    /// Learns of a role that was just made.
    pub(super) fn add_role(&mut self, app: Option<AppId>, name: &Label, id: RoleId) {
        self.roles.insert((app, name.key()), id);
    }

    /// Learns of a group that was just made.
    pub(super) fn add_group(&mut self, name: &Label, id: GroupId) {
        self.groups.insert(name.key(), id);
    }

    /// The app that `name` is the `client_id` or the name of.
    pub(super) fn app(&self, field: &str, name: &str) -> Result<AppId, Error> {
        let found = self.apps.get(name).copied();
        found.ok_or_else(|| {
            Error::invalid(field, format!("There is no app '{name}' in this realm."))
        })
    }

    /// The role of that name, if there is one.
    pub(super) fn role_of(&self, app: Option<AppId>, name: &Label) -> Option<RoleId> {
        self.roles.get(&(app, name.key())).copied()
    }

    /// The group of that name, if there is one.
    pub(super) fn group_of(&self, name: &Label) -> Option<GroupId> {
        self.groups.get(&name.key()).copied()
    }

    /// The group called `name`.
    pub(super) fn group(&self, field: &str, name: &Label) -> Result<GroupId, Error> {
        self.group_of(name).ok_or_else(|| {
            Error::invalid(field, format!("There is no group '{name}' in this realm."))
        })
    }

    /// The roles of the list `names` in the member `field`.
    pub(super) fn roles(&self, field: &str, names: &[RoleName]) -> Result<Vec<RoleId>, Error> {
        let mut found = Vec::with_capacity(names.len());
        for (index, name) in names.iter().enumerate() {
            let field = format!("{field}[{index}]");
            let id = match name {
                RoleName::OfRealm(name) => self.role_of(None, name),
                RoleName::OfApp(role) => {
                    let app = self.app(&field, &role.app)?;
                    self.role_of(Some(app), &role.name)
                }
            };
            found.push(id.ok_or_else(|| {
                Error::invalid(field, format!("There is no role {name} in this realm."))
            })?);
        }
        found.sort();
        found.dedup();
        Ok(found)
    }
}

/// Makes `wanted` all roles that `subject` holds itself. Returns whether that changed anything.
pub(super) async fn set_roles(
    cx: &Cx,
    tx: &mut Tx,
    subject: Subject,
    wanted: &[RoleId],
) -> Result<bool, Error> {
    let held = roles::direct(cx, tx, subject).await?;
    let mut changed = false;
    for role in &held {
        if !wanted.contains(&role.id) {
            crate::roles::withdraw(cx, tx, role.id, subject).await?;
            changed = true;
        }
    }
    for role in wanted {
        if !held.iter().any(|one| one.id == *role) {
            crate::roles::assign(cx, tx, *role, subject).await?;
            changed = true;
        }
    }
    Ok(changed)
}

/// Every role of the realm, oldest first.
pub(super) async fn all_roles(
    cx: &Cx,
    tx: &mut Tx,
) -> Result<Vec<durward_model::role::Role>, Error> {
    let mut all: Vec<durward_model::role::Role> = Vec::new();
    loop {
        let after = all
            .last()
            .map(|role| role.id.to_string())
            .unwrap_or_default();
        let page = roles::page(cx, tx, &after, PAGE).await?;
        if page.is_empty() {
            return Ok(all);
        }
        all.extend(page);
    }
}

/// Every group of the realm, by name.
pub(super) async fn all_groups(
    cx: &Cx,
    tx: &mut Tx,
) -> Result<Vec<durward_model::organization::Group>, Error> {
    let mut all: Vec<durward_model::organization::Group> = Vec::new();
    loop {
        let after = all.last().map(|group| group.name.key()).unwrap_or_default();
        let page = groups::page(cx, tx, &after, PAGE).await?;
        if page.is_empty() {
            return Ok(all);
        }
        all.extend(page);
    }
}
