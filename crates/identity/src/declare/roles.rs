//! `kind: role`.

use std::collections::HashSet;

use durward_db::Tx;
use durward_model::id::RoleId;
use durward_store::{Error, roles as rows};

use super::names::Names;
use super::plan::Item;
use super::run::Work;
use super::written::WrittenRole;
use super::{Action, Refused};
use crate::roles::{RoleFields, create, update};

/// Makes all roles first, then says what is in them: they may include each other in any order.
pub(super) async fn declare(
    work: &mut Work<'_>,
    tx: &mut Tx,
    names: &mut Names,
    items: &[Item<WrittenRole>],
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

fn refused(item: &Item<WrittenRole>, error: Error) -> Refused {
    Refused::at(&item.source, format!("role {}", item.written.name), error)
}

async fn make(
    work: &mut Work<'_>,
    tx: &mut Tx,
    names: &mut Names,
    written: &WrittenRole,
    made: &mut HashSet<RoleId>,
) -> Result<RoleId, Error> {
    let app = written.app.as_deref();
    let app = app.map(|app| names.app("app", app)).transpose()?;
    if let Some(id) = names.role_of(app, &written.name) {
        return Ok(id);
    }
    let role = create(&work.cx, tx, app, RoleFields::named(written.name.clone())).await?;
    names.add_role(app, &role.name, role.id);
    made.insert(role.id);
    Ok(role.id)
}

async fn fill(
    work: &mut Work<'_>,
    tx: &mut Tx,
    names: &Names,
    written: &WrittenRole,
    id: RoleId,
    new: bool,
) -> Result<(), Error> {
    let before = rows::by_id(&work.cx, tx, id)
        .await?
        .ok_or_else(|| Error::not_found("role"))?;
    let before = RoleFields::of(&before);
    let mut fields = before.clone();
    fields.name = written.name.clone();
    if let Some(description) = &written.description {
        fields.description.clone_from(description);
    }
    if let Some(privileges) = &written.privileges {
        fields.privileges.clone_from(privileges);
    }
    if let Some(composites) = &written.composites {
        fields.composites = names.roles("composites", composites)?;
    }
    let after = update(&work.cx, tx, id, None, fields).await?;
    let changed = RoleFields::of(&after).differences(&before);
    let action = Action::of(new, changed.is_empty());
    work.report_fields("role", written.name.as_str(), action, changed);
    Ok(())
}
