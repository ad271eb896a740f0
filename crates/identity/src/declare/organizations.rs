//! `kind: organization`.

use std::collections::BTreeSet;

use durward_db::Tx;
use durward_model::id::{OrganizationId, UserId};
use durward_model::role::Subject;
use durward_store::{Cx, Error, organizations as rows, users};

use super::names::{Names, set_roles};
use super::plan::Item;
use super::run::Work;
use super::written::WrittenOrganization;
use super::{Action, Refused};
use crate::organizations::{OrganizationFields, add_member, create, remove_member, update};

/// Members read at a time.
const PAGE: i64 = 500;

/// An organization of which all but the members is in place.
pub(super) struct Made {
    id: OrganizationId,
    new: bool,
    changed: Vec<&'static str>,
}

/// Makes and changes organizations; their members come after the users.
pub(super) async fn declare(
    work: &mut Work<'_>,
    tx: &mut Tx,
    names: &Names,
    items: &[Item<WrittenOrganization>],
) -> Result<Vec<Made>, Refused> {
    let mut made = Vec::with_capacity(items.len());
    for item in items {
        let one = one(&work.cx, tx, names, &item.written).await;
        made.push(one.map_err(|error| refused(item, error))?);
    }
    Ok(made)
}

/// Makes the declared users the members, and reports.
pub(super) async fn declare_members(
    work: &mut Work<'_>,
    tx: &mut Tx,
    items: &[Item<WrittenOrganization>],
    made: Vec<Made>,
) -> Result<(), Refused> {
    for (item, mut made) in items.iter().zip(made) {
        let changed = set_members(&work.cx, tx, &item.written, made.id).await;
        if changed.map_err(|error| refused(item, error))? {
            made.changed.push("members");
        }
        let action = Action::of(made.new, made.changed.is_empty());
        work.report_fields(
            "organization",
            item.written.name.as_str(),
            action,
            made.changed,
        );
    }
    Ok(())
}

fn refused(item: &Item<WrittenOrganization>, error: Error) -> Refused {
    Refused::at(
        &item.source,
        format!("organization {}", item.written.name),
        error,
    )
}

async fn one(
    cx: &Cx,
    tx: &mut Tx,
    names: &Names,
    written: &WrittenOrganization,
) -> Result<Made, Error> {
    let found = rows::by_name_key(cx, tx, &written.name.key()).await?;
    let new = found.is_none();
    let mut fields = match &found {
        Some(found) => OrganizationFields::of(found),
        None => OrganizationFields::named(written.name.clone()),
    };
    let before = fields.clone();
    fields.name = written.name.clone();
    if let Some(name) = &written.display_name {
        fields.display_name = name.clone();
    }
    fields.status = written.status.unwrap_or(fields.status);
    if let Some(attributes) = &written.attributes {
        fields.attributes.clone_from(attributes);
    }
    let after = match &found {
        Some(found) => update(cx, tx, found.id, None, fields).await?,
        None => create(cx, tx, fields).await?,
    };
    let mut changed = OrganizationFields::of(&after).differences(&before);
    if let Some(roles) = &written.roles {
        let wanted = names.roles("roles", roles)?;
        if set_roles(cx, tx, Subject::Organization(after.id), &wanted).await? {
            changed.push("roles");
        }
    }
    Ok(Made {
        id: after.id,
        new,
        changed,
    })
}

async fn set_members(
    cx: &Cx,
    tx: &mut Tx,
    written: &WrittenOrganization,
    id: OrganizationId,
) -> Result<bool, Error> {
    let Some(members) = &written.members else {
        return Ok(false);
    };
    let mut wanted = BTreeSet::new();
    for (index, username) in members.iter().enumerate() {
        let user = users::by_username_key(cx, tx, &username.key()).await?;
        let missing = || {
            Error::invalid(
                format!("members[{index}]"),
                format!("There is no user '{username}' in this realm."),
            )
        };
        wanted.insert(user.ok_or_else(missing)?.id);
    }
    let now: BTreeSet<UserId> = every_member(cx, tx, id).await?.into_iter().collect();
    for user in now.difference(&wanted) {
        remove_member(cx, tx, id, *user).await?;
    }
    for user in wanted.difference(&now) {
        add_member(cx, tx, id, *user).await?;
    }
    Ok(now != wanted)
}

/// Every member of an organization, in the order they were created.
pub(super) async fn every_member(
    cx: &Cx,
    tx: &mut Tx,
    id: OrganizationId,
) -> Result<Vec<UserId>, Error> {
    let mut all: Vec<UserId> = Vec::new();
    loop {
        let after = all.last().map(UserId::to_string).unwrap_or_default();
        let page = rows::members(cx, tx, id, &after, PAGE).await?;
        if page.is_empty() {
            return Ok(all);
        }
        all.extend(page);
    }
}
