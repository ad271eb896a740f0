//! `kind: group`.

use std::collections::HashSet;

use durward_db::Tx;
use durward_model::id::GroupId;
use durward_model::role::Subject;
use durward_store::{Error, groups as rows};

use super::names::{Names, set_roles};
use super::plan::Item;
use super::run::Work;
use super::written::WrittenGroup;
use super::{Action, Refused};
use crate::groups::{GroupFields, create, update};

/// Makes all groups first, then nests and fills them: they may be nested in each other in any order.
pub(super) async fn declare(
    work: &mut Work<'_>,
    tx: &mut Tx,
    names: &mut Names,
    items: &[Item<WrittenGroup>],
) -> Result<(), Refused> {
    let mut made = HashSet::new();
    let mut ids = Vec::with_capacity(items.len());
    for item in items {
        let id = make(work, tx, names, &item.written, &mut made).await;
        ids.push(id.map_err(|error| refused(item, error))?);
    }
    for (item, id) in items.iter().zip(ids) {
        fill(work, tx, names, &item.written, id, made.contains(&id))
            .await
            .map_err(|error| refused(item, error))?;
    }
    Ok(())
}

fn refused(item: &Item<WrittenGroup>, error: Error) -> Refused {
    Refused::at(&item.source, format!("group {}", item.written.name), error)
}

async fn make(
    work: &mut Work<'_>,
    tx: &mut Tx,
    names: &mut Names,
    written: &WrittenGroup,
    made: &mut HashSet<GroupId>,
) -> Result<GroupId, Error> {
    if let Some(id) = names.group_of(&written.name) {
        return Ok(id);
    }
    let group = create(&work.cx, tx, GroupFields::named(written.name.clone())).await?;
    names.add_group(&group.name, group.id);
    made.insert(group.id);
    Ok(group.id)
}

async fn fill(
    work: &mut Work<'_>,
    tx: &mut Tx,
    names: &Names,
    written: &WrittenGroup,
    id: GroupId,
    new: bool,
) -> Result<(), Error> {
    let before = rows::by_id(&work.cx, tx, id)
        .await?
        .ok_or_else(|| Error::not_found("group"))?;
    let before = GroupFields::of(&before);
    let mut fields = before.clone();
    fields.name = written.name.clone();
    if let Some(parent) = &written.parent {
        fields.parent = parent
            .as_ref()
            .map(|parent| names.group("parent", parent))
            .transpose()?;
    }
    if let Some(description) = &written.description {
        fields.description.clone_from(description);
    }
    if let Some(attributes) = &written.attributes {
        fields.attributes.clone_from(attributes);
    }
    let after = update(&work.cx, tx, id, None, fields).await?;
    let mut changed = GroupFields::of(&after).differences(&before);
    if let Some(roles) = &written.roles {
        let wanted = names.roles("roles", roles)?;
        if set_roles(&work.cx, tx, Subject::Group(id), &wanted).await? {
            changed.push("roles");
        }
    }
    let action = Action::of(new, changed.is_empty());
    work.report_fields("group", written.name.as_str(), action, changed);
    Ok(())
}
