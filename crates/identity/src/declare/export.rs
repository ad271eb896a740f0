//! `durward export`: a realm as declarations that `apply` takes.

use std::collections::HashMap;

use durward_access::{Privilege, require};
use durward_db::Tx;
use durward_model::id::{AppId, GroupId, RoleId, UserId};
use durward_model::organization::OrganizationStatus;
use durward_model::realm::RealmStatus;
use durward_model::role::{Role, Subject};
use durward_model::user::{User, UserStatus};
use durward_store::documents::without_secrets;
use durward_store::{Cx, Error, organizations, roles, services, users};
use serde_json::{Map, Value, json};

use super::documents::every;
use super::names::{all_groups, all_roles};
use super::organizations::every_member;

/// Rows read at a time.
const PAGE: i64 = 500;

/// Where declarations go, one at a time, so that a million of them need not be in memory together.
pub type Sink<'a> = &'a mut (dyn FnMut(Value) -> Result<(), Error> + Send);

/// Gives every declaration of the realm of `cx` to `sink`, as it is at one moment, in an order that stays. Passwords and
/// secrets are left out.
///
/// # Errors
/// Forbidden without `realm:admin`; what `sink` answers; database failures.
pub async fn export(cx: &Cx, sink: Sink<'_>) -> Result<(), Error> {
    let mut tx = cx.db().snapshot().await?;
    require(cx, &mut tx, Privilege::RealmAdmin).await?;
    let tx = &mut tx;
    sink(realm(cx, tx).await?)?;
    let kinds: Vec<&str> = cx
        .platform
        .kinds
        .names()
        .filter(|name| *name != services::KIND)
        .collect();
    for name in kinds {
        let kind = cx.platform.kinds.named(name)?;
        for document in every(cx, tx, name).await? {
            let shown = without_secrets(kind.as_ref(), &document.body);
            sink(declaration(cx, name, shown))?;
        }
    }
    let known = Known::load(cx, tx).await?;
    let mut roles: Vec<&Role> = known.roles.values().collect();
    roles.sort_by_cached_key(|role| known.order(role));
    for role in roles {
        sink(known.role(cx, role))?;
    }
    for group in all_groups(cx, tx).await? {
        let held = roles::direct(cx, tx, Subject::Group(group.id)).await?;
        let mut body = json!({"name": group.name});
        put(
            &mut body,
            "parent",
            group.parent.and_then(|id| known.groups.get(&id)).cloned(),
        );
        put(&mut body, "description", text(group.description));
        put(&mut body, "attributes", filled(json!(group.attributes)));
        put(
            &mut body,
            "roles",
            filled(known.role_names(held.iter().map(|role| role.id))),
        );
        sink(declaration(cx, "group", body))?;
    }
    let mut after = None;
    loop {
        let page = users::page(cx, tx, None, after.as_deref().unwrap_or_default(), PAGE).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.id.to_string());
        people(cx, tx, &known, page, sink).await?;
    }
    export_organizations(cx, tx, &known, sink).await
}

async fn realm(cx: &Cx, tx: &mut Tx) -> Result<Value, Error> {
    let mut settings = Map::new();
    for document in every(cx, tx, services::KIND).await? {
        let set = document.body.get("settings").cloned().unwrap_or_default();
        settings.insert(document.lookup_key, set);
    }
    let realm = &cx.realm;
    let mut body = json!({"kind": "realm", "name": realm.path, "displayName": realm.display_name});
    put(
        &mut body,
        "status",
        (realm.status == RealmStatus::Inactive).then(|| json!("Inactive")),
    );
    put(&mut body, "hosts", filled(json!(realm.hosts)));
    put(&mut body, "services", filled(Value::Object(settings)));
    Ok(body)
}

async fn people(
    cx: &Cx,
    tx: &mut Tx,
    known: &Known,
    page: Vec<User>,
    sink: &mut (dyn FnMut(Value) -> Result<(), Error> + Send),
) -> Result<(), Error> {
    let ids: Vec<UserId> = page.iter().map(|user| user.id).collect();
    let memberships = users::memberships_of_all(cx, tx, &ids).await?;
    let mut groups: HashMap<UserId, Vec<Value>> = HashMap::new();
    for (user, group) in memberships.groups {
        groups
            .entry(user)
            .or_default()
            .extend(known.groups.get(&group).cloned());
    }
    let mut roles: HashMap<UserId, Vec<RoleId>> = HashMap::new();
    for (user, role) in memberships.roles {
        roles.entry(user).or_default().push(role);
    }
    for user in page {
        let mut body = json!({"username": user.username});
        put(&mut body, "email", user.email.map(|email| json!(email)));
        put(
            &mut body,
            "emailVerified",
            user.email_verified.then_some(json!(true)),
        );
        put(&mut body, "phone", user.phone.map(Value::from));
        put(
            &mut body,
            "phoneVerified",
            user.phone_verified.then_some(json!(true)),
        );
        put(
            &mut body,
            "status",
            (user.status == UserStatus::Inactive).then(|| json!("Inactive")),
        );
        put(&mut body, "profile", filled(json!(user.profile)));
        let mut mine = groups.remove(&user.id).unwrap_or_default();
        mine.sort_by_cached_key(Value::to_string);
        put(&mut body, "groups", filled(Value::Array(mine)));
        let held = roles.remove(&user.id).unwrap_or_default();
        put(&mut body, "roles", filled(known.role_names(held)));
        sink(declaration(cx, "user", body))?;
    }
    Ok(())
}

async fn export_organizations(
    cx: &Cx,
    tx: &mut Tx,
    known: &Known,
    sink: &mut (dyn FnMut(Value) -> Result<(), Error> + Send),
) -> Result<(), Error> {
    let mut after = String::new();
    loop {
        let page = organizations::page(cx, tx, &after, PAGE).await?;
        let Some(last) = page.last() else {
            return Ok(());
        };
        after = last.name.key();
        for organization in page {
            let held = roles::direct(cx, tx, Subject::Organization(organization.id)).await?;
            let ids = every_member(cx, tx, organization.id).await?;
            let members = users::by_ids(cx, tx, &ids).await?;
            let members: Vec<Value> = members.iter().map(|user| json!(user.username)).collect();
            let mut body =
                json!({"name": organization.name, "displayName": organization.display_name});
            let inactive = organization.status == OrganizationStatus::Inactive;
            put(&mut body, "status", inactive.then(|| json!("Inactive")));
            put(
                &mut body,
                "attributes",
                filled(json!(organization.attributes)),
            );
            put(&mut body, "members", filled(Value::Array(members)));
            put(
                &mut body,
                "roles",
                filled(known.role_names(held.iter().map(|role| role.id))),
            );
            sink(declaration(cx, "organization", body))?;
        }
    }
}

/// Names by identifier.
struct Known {
    roles: HashMap<RoleId, Role>,
    groups: HashMap<GroupId, Value>,
    /// `client_id` by app.
    apps: HashMap<AppId, String>,
}

impl Known {
    async fn load(cx: &Cx, tx: &mut Tx) -> Result<Self, Error> {
        let roles = all_roles(cx, tx).await?;
        let groups = all_groups(cx, tx).await?;
        let apps = every(cx, tx, "app").await?;
        Ok(Self {
            roles: roles.into_iter().map(|role| (role.id, role)).collect(),
            groups: groups
                .into_iter()
                .map(|group| (group.id, json!(group.name)))
                .collect(),
            apps: apps
                .into_iter()
                .filter_map(|app| Some((app.id.parse().ok()?, app.lookup_key)))
                .collect(),
        })
    }

    fn role(&self, cx: &Cx, role: &Role) -> Value {
        let mut body = json!({"name": role.name});
        put(
            &mut body,
            "app",
            role.app
                .and_then(|app| self.apps.get(&app))
                .map(|app| json!(app)),
        );
        put(&mut body, "description", text(role.description.clone()));
        put(&mut body, "privileges", filled(json!(role.privileges)));
        let included = role.composites.iter().copied();
        put(&mut body, "composites", filled(self.role_names(included)));
        declaration(cx, "role", body)
    }

    /// What comes first in an export: roles of the realm, then those of each app, by name.
    fn order(&self, role: &Role) -> (Option<&String>, String) {
        (
            role.app.and_then(|app| self.apps.get(&app)),
            role.name.key(),
        )
    }

    fn role_names(&self, ids: impl IntoIterator<Item = RoleId>) -> Value {
        let mut roles: Vec<&Role> = ids
            .into_iter()
            .filter_map(|id| self.roles.get(&id))
            .collect();
        roles.sort_by_cached_key(|role| self.order(role));
        let name = |role: &Role| {
            Some(match role.app {
                None => json!(role.name),
                Some(app) => json!({"app": self.apps.get(&app)?, "name": role.name}),
            })
        };
        Value::Array(roles.into_iter().filter_map(name).collect())
    }
}

/// `body` with `kind` and `realm` before everything else.
fn declaration(cx: &Cx, kind: &str, body: Value) -> Value {
    let mut whole = Map::new();
    whole.insert("kind".to_owned(), kind.into());
    whole.insert("realm".to_owned(), cx.realm.path.as_str().into());
    if let Value::Object(members) = body {
        whole.extend(members);
    }
    Value::Object(whole)
}

fn put(body: &mut Value, member: &str, value: Option<Value>) {
    if let (Some(object), Some(value)) = (body.as_object_mut(), value) {
        object.insert(member.to_owned(), value);
    }
}

/// Nothing, where there is nothing in `value`.
fn filled(value: Value) -> Option<Value> {
    let empty = match &value {
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        _ => false,
    };
    (!empty).then_some(value)
}

fn text(text: String) -> Option<Value> {
    (!text.is_empty()).then_some(Value::String(text))
}
