//! Documents of every kind: apps, journeys and what comes.

use std::collections::{BTreeMap, BTreeSet};

use durward_db::Tx;
use durward_store::documents::{self as rows, Document, Expect, Saved};
use durward_store::{Cx, Error, ErrorKind, services};
use serde_json::Value;

use super::plan::{Item, RealmPlan, WrittenDocument};
use super::run::Work;
use super::{Action, Refused};

/// Documents read at a time.
const PAGE: i64 = 500;

/// The documents of one realm, as they were before, and which of them are declared.
#[derive(Default)]
pub(super) struct Documents {
    before: BTreeMap<String, Vec<Document>>,
    declared: BTreeSet<(String, String)>,
}

impl Documents {
    /// Saves every document of `items`. One may refer to another that comes later: those that are refused are tried
    /// again as long as others get through.
    pub(super) async fn declare(
        &mut self,
        work: &mut Work<'_>,
        tx: &mut Tx,
        items: &[Item<WrittenDocument>],
    ) -> Result<(), Refused> {
        let mut waiting: Vec<&Item<WrittenDocument>> = items.iter().collect();
        while !waiting.is_empty() {
            let mut refused = Vec::new();
            let mut first = None;
            let tried = waiting.len();
            for item in waiting {
                let Err(error) = self.save(work, tx, &item.written).await else {
                    continue;
                };
                let (kind, body) = (&item.written.kind, &item.written.body);
                let subject = format!("{kind} {}", shown_name(&work.cx, kind, body));
                let again = matches!(error.kind, ErrorKind::Invalid(_));
                let error = Refused::at(&item.source, subject, error);
                if !again {
                    return Err(error);
                }
                first.get_or_insert(error);
                refused.push(item);
            }
            if let Some(error) = first.filter(|_| refused.len() == tried) {
                return Err(error);
            }
            waiting = refused;
        }
        Ok(())
    }

    /// Removes the documents that are not declared.
    pub(super) async fn prune(
        &mut self,
        work: &mut Work<'_>,
        tx: &mut Tx,
        plan: &RealmPlan,
    ) -> Result<(), Refused> {
        let kinds: Vec<&str> = work.cx.platform.kinds.names().collect();
        let services = plan.realm.as_ref().map(|item| &item.written.services);
        for kind in kinds {
            let cx = work.cx.clone();
            for document in self.all(&cx, tx, kind).await? {
                let named = match (kind, services) {
                    (services::KIND, Some(services)) => services.contains_key(&document.lookup_key),
                    // Settings are part of the realm's own declaration.
                    (services::KIND, None) => true,
                    _ => self
                        .declared
                        .contains(&(kind.to_owned(), document.id.clone())),
                };
                if named {
                    continue;
                }
                let registered = cx.platform.kinds.named(kind)?;
                rows::remove(&cx, tx, registered.as_ref(), &document.id, Expect::Anything).await?;
                work.report(kind, &document.name, Action::Removed, Vec::new());
            }
        }
        Ok(())
    }

    async fn save(
        &mut self,
        work: &mut Work<'_>,
        tx: &mut Tx,
        written: &WrittenDocument,
    ) -> Result<(), Error> {
        let cx = work.cx.clone();
        let kind = cx.platform.kinds.named(&written.kind)?;
        let current = self.find(&cx, tx, written).await?;
        let id = current.as_ref().map(|document| document.id.clone());
        let body = written.body.clone();
        let saved = rows::save(
            &cx,
            tx,
            kind.as_ref(),
            id.as_deref(),
            body,
            Expect::Anything,
        )
        .await?;
        let (action, fields) = match &saved {
            Saved::Created(_) => (Action::Created, Vec::new()),
            Saved::Unchanged(_) => (Action::Unchanged, Vec::new()),
            Saved::Updated(after) => {
                let before = current.as_ref().map(|one| &one.body);
                (Action::Updated, differences(before, Some(&after.body)))
            }
        };
        let document = saved.document();
        let new = self
            .declared
            .insert((written.kind.clone(), document.id.clone()));
        if !new {
            return Err(Error::conflict("It is declared twice."));
        }
        work.report(&written.kind, &document.name, action, fields);
        Ok(())
    }

    /// The document that `written` is a declaration of: the one with its key, or else the one with its name.
    async fn find(
        &mut self,
        cx: &Cx,
        tx: &mut Tx,
        written: &WrittenDocument,
    ) -> Result<Option<Document>, Error> {
        let all = self.all(cx, tx, &written.kind).await?;
        let kind = cx.platform.kinds.named(&written.kind)?;
        if let Some(key) = kind.stated_key(&written.body) {
            return Ok(all.into_iter().find(|document| document.lookup_key == key));
        }
        let Some(name) = written.body.get("name").and_then(Value::as_str) else {
            return Ok(None);
        };
        let mut named = all.into_iter().filter(|document| document.name == name);
        let found = named.next();
        if named.next().is_some() {
            return Err(Error::conflict(format!(
                "Several are called '{name}'; say which one by its key (an app's oauth.client_id)."
            )));
        }
        Ok(found)
    }

    /// The documents of `kind` as they were before anything was applied.
    async fn all(&mut self, cx: &Cx, tx: &mut Tx, kind: &str) -> Result<Vec<Document>, Error> {
        if let Some(known) = self.before.get(kind) {
            return Ok(known.clone());
        }
        let all = every(cx, tx, kind).await?;
        self.before.insert(kind.to_owned(), all.clone());
        Ok(all)
    }
}

/// Every document of `kind` in the realm.
pub(super) async fn every(cx: &Cx, tx: &mut Tx, kind: &str) -> Result<Vec<Document>, Error> {
    let mut all: Vec<Document> = Vec::new();
    loop {
        let after = all
            .last()
            .map(|document| document.lookup_key.clone())
            .unwrap_or_default();
        let page = rows::list(cx, tx, kind, &after, PAGE).await?;
        if page.is_empty() {
            return Ok(all);
        }
        all.extend(page);
    }
}

fn shown_name(cx: &Cx, kind: &str, body: &Value) -> String {
    let name = body.get("name").and_then(Value::as_str);
    let stated = || cx.platform.kinds.named(kind).ok()?.stated_key(body);
    name.map(str::to_owned).or_else(stated).unwrap_or_default()
}

/// Names of the members in which two objects differ, in order.
pub(super) fn differences(before: Option<&Value>, after: Option<&Value>) -> Vec<String> {
    let empty = serde_json::Map::new();
    let before = before.and_then(Value::as_object).unwrap_or(&empty);
    let after = after.and_then(Value::as_object).unwrap_or(&empty);
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    names
        .into_iter()
        .filter(|name| before.get(*name) != after.get(*name))
        .cloned()
        .collect()
}
