//! `kind: realm`, with its services.

use durward_db::Tx;
use durward_model::realm::RealmStatus;
use durward_model::text::{Label, RealmName, RealmPath};
use durward_store::documents::{self, Expect, Saved};
use durward_store::{Cx, Error, ErrorKind, services};
use serde_json::{Value, json};

use super::plan::{Item, RealmPlan};
use super::run::{Work, enter};
use super::written::WrittenRealm;
use super::{Action, Change, FillRealm, Refused};
use crate::realms::{RealmFields, context, create, update};

/// Makes or changes the realm at `path`, as far as it is declared, and enters it.
pub(super) async fn declare(
    cx: &Cx,
    tx: &mut Tx,
    path: &RealmPath,
    plan: &RealmPlan,
    fill: FillRealm,
    changes: &mut Vec<Change>,
) -> Result<Cx, Refused> {
    let Some(source) = plan.first_source() else {
        return Err(Error::internal("a realm without declarations").into());
    };
    let subject = format!("realm {path}");
    let refused = |error: Error| Refused::at(source, subject.clone(), error);
    let found = enter(cx, tx, path).await.map_err(refused)?;
    let (mut inner, new) = match (found, &plan.realm) {
        (Some(inner), _) => (inner, false),
        (None, Some(item)) => (
            make(cx, tx, path, &item.written, fill)
                .await
                .map_err(refused)?,
            true,
        ),
        (None, None) => {
            return Err(refused(Error::invalid(
                "realm",
                format!("There is no realm '{path}'. Declare it too."),
            )));
        }
    };
    let Some(item) = &plan.realm else {
        return Ok(inner);
    };
    let fields = if new {
        Vec::new()
    } else {
        change(&mut inner, tx, &item.written)
            .await
            .map_err(refused)?
    };
    let action = Action::of(new, fields.is_empty());
    let mut work = Work {
        cx: inner,
        realm: path.as_str().into(),
        changes,
    };
    work.report("realm", path.as_str(), action, fields);
    declare_services(&mut work, tx, item).await?;
    Ok(work.cx)
}

async fn make(
    cx: &Cx,
    tx: &mut Tx,
    path: &RealmPath,
    written: &WrittenRealm,
    fill: FillRealm,
) -> Result<Cx, Error> {
    let above = path
        .parent()
        .ok_or_else(|| Error::internal("there is no realm root"))?;
    let above = enter(cx, tx, &above).await?.ok_or_else(|| {
        Error::invalid(
            "name",
            format!("There is no realm '{above}' to nest it in."),
        )
    })?;
    let name = RealmName::parse(path.name())?;
    let fields = RealmFields {
        display_name: match &written.display_name {
            Some(name) => name.clone(),
            None => Label::parse(path.name())?,
        },
        status: written.status.unwrap_or(RealmStatus::Active),
        hosts: written.hosts.clone().unwrap_or_default(),
    };
    let realm = create(&above, tx, &name, fields).await?;
    let inner = context(cx, realm);
    fill(&inner, tx).await?;
    Ok(inner)
}

async fn change(inner: &mut Cx, tx: &mut Tx, written: &WrittenRealm) -> Result<Vec<String>, Error> {
    let before = (*inner.realm).clone();
    let mut fields = RealmFields::of(&before)?;
    if let Some(name) = &written.display_name {
        fields.display_name = name.clone();
    }
    fields.status = written.status.unwrap_or(fields.status);
    if let Some(hosts) = &written.hosts {
        fields.hosts.clone_from(hosts);
    }
    let after = update(inner, tx, Some(before.version), fields).await?;
    let changed = RealmFields::of(&after)?.differences(&before);
    *inner = context(inner, after);
    Ok(changed.into_iter().map(str::to_owned).collect())
}

async fn declare_services(
    work: &mut Work<'_>,
    tx: &mut Tx,
    item: &Item<WrittenRealm>,
) -> Result<(), Refused> {
    for (name, settings) in &item.written.services {
        declare_service(work, tx, name, settings)
            .await
            .map_err(|error| Refused::at(&item.source, format!("realm {}", work.realm), error))?;
    }
    Ok(())
}

async fn declare_service(
    work: &mut Work<'_>,
    tx: &mut Tx,
    name: &str,
    settings: &Value,
) -> Result<(), Error> {
    let cx = work.cx.clone();
    let kind = cx.platform.kinds.named(services::KIND)?;
    let current = documents::load_by_key(&cx, tx, services::KIND, name).await?;
    if settings.is_null() {
        if let Some(current) = current {
            documents::remove(&cx, tx, kind.as_ref(), &current.id, Expect::Anything).await?;
            work.report(services::KIND, name, Action::Removed, Vec::new());
        }
        return Ok(());
    }
    let body = json!({"service": name, "settings": settings});
    let id = current.as_ref().map(|document| document.id.clone());
    let saved = documents::save(
        &cx,
        tx,
        kind.as_ref(),
        id.as_deref(),
        body,
        Expect::Anything,
    )
    .await
    .map_err(in_services)?;
    let (action, fields) = match &saved {
        Saved::Created(_) => (Action::Created, Vec::new()),
        Saved::Unchanged(_) => (Action::Unchanged, Vec::new()),
        Saved::Updated(after) => {
            let before = current.as_ref().and_then(|one| one.body.get("settings"));
            let after = after.body.get("settings");
            (
                Action::Updated,
                super::documents::differences(before, after),
            )
        }
    };
    work.report(services::KIND, name, action, fields);
    Ok(())
}

/// A complaint about a service, as one about the realm that holds it.
fn in_services(error: Error) -> Error {
    match &error.kind {
        ErrorKind::Invalid(field) if field != "services" => error.inside("services"),
        _ => error,
    }
}
