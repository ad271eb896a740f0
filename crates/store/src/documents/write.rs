//! Writing documents: revision, history and audit in one transaction.

use durward_db::{Tx, params};
use durward_model::audit::{Event, Topic};
use serde_json::{Value, json};

use super::kind::{Draft, Kind};
use super::read::{Document, load, load_by_key, revision};
use super::secrets;
use crate::{Cx, Error, audit};

/// What the writer believes stands now (`If-Match`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expect {
    /// Whatever there is or is not.
    Anything,
    /// Nothing: this must create it.
    Absent,
    /// Exactly this revision.
    Revision(i64),
}

/// What a write did.
#[derive(Debug, Clone, PartialEq)]
pub enum Saved {
    /// It is new.
    Created(Document),
    /// It changed.
    Updated(Document),
    /// It was the same already; no revision, no history.
    Unchanged(Document),
}

impl Saved {
    /// The document as it stands now.
    pub fn document(&self) -> &Document {
        match self {
            Self::Created(document) | Self::Updated(document) | Self::Unchanged(document) => {
                document
            }
        }
    }
}

/// Saves `body` as the document `id` of `kind` (a new id when none is given).
///
/// # Errors
/// Invalid when the kind refuses the body; conflict when `expect` does not hold or the lookup key is
/// taken; database failures.
pub async fn save(
    cx: &Cx,
    tx: &mut Tx,
    kind: &dyn Kind,
    id: Option<&str>,
    body: Value,
    expect: Expect,
) -> Result<Saved, Error> {
    let current = match id {
        Some(id) => load(cx, tx, kind.name(), id).await?,
        None => None,
    };
    meets(current.as_ref(), expect)?;
    let id = id.map_or_else(|| kind.new_id(cx), str::to_owned);
    let checked = kind
        .check(
            cx,
            tx,
            Draft {
                id: &id,
                body,
                current: current.as_ref(),
            },
        )
        .await?;
    let mut body = checked.body;
    secrets::seal(
        cx,
        kind,
        &id,
        &mut body,
        current.as_ref().map(|document| &document.body),
    )
    .await?;
    if let Some(current) = current {
        let same = current.body == body
            && current.lookup_key == checked.lookup_key
            && current.name == checked.name;
        if same {
            return Ok(Saved::Unchanged(current));
        }
        let mut next = current.clone();
        next.lookup_key = checked.lookup_key;
        next.name = checked.name;
        next.body = body;
        return update(cx, tx, kind, current, next, "update")
            .await
            .map(Saved::Updated);
    }
    let document = Document {
        kind: kind.name().to_owned(),
        id,
        lookup_key: checked.lookup_key,
        name: checked.name,
        revision: 1,
        body,
        created_at: cx.now,
        created_by: cx.actor.label(),
        updated_at: cx.now,
        updated_by: cx.actor.label(),
    };
    insert(cx, tx, kind, document, "create")
        .await
        .map(Saved::Created)
}

/// Deletes a document; its history stays.
///
/// # Errors
/// Not found; conflict when `expect` does not hold; database failures.
pub async fn remove(
    cx: &Cx,
    tx: &mut Tx,
    kind: &dyn Kind,
    id: &str,
    expect: Expect,
) -> Result<(), Error> {
    let current = load(cx, tx, kind.name(), id)
        .await?
        .ok_or_else(|| Error::not_found(kind.name()))?;
    meets(Some(&current), expect)?;
    let deleted = tx
        .execute(
            "DELETE FROM documents WHERE realm_id = $1 AND kind = $2 AND id = $3 AND revision = $4",
            params![cx.realm.id.as_str(), kind.name(), id, current.revision],
        )
        .await?;
    if deleted == 0 {
        return Err(changed_in_between());
    }
    record(
        cx,
        tx,
        kind,
        &current,
        current.revision + 1,
        "delete",
        Some(&current.body),
        None,
    )
    .await
}

/// Puts revision `to` of a document back, as a new revision. A deleted document comes back.
///
/// # Errors
/// Not found when there is no such revision; conflict when `expect` does not hold; invalid when the old
/// body no longer fits the kind; database failures.
pub async fn rollback(
    cx: &Cx,
    tx: &mut Tx,
    kind: &dyn Kind,
    id: &str,
    to: i64,
    expect: Expect,
) -> Result<Document, Error> {
    let body = revision(cx, tx, kind.name(), id, to)
        .await?
        .and_then(|change| change.after);
    let body = body.ok_or_else(|| Error::not_found("revision"))?;
    let current = load(cx, tx, kind.name(), id).await?;
    meets(current.as_ref(), expect)?;
    let shown = secrets::without_secrets(kind, &body);
    let checked = kind
        .check(
            cx,
            tx,
            Draft {
                id,
                body: shown,
                current: current.as_ref(),
            },
        )
        .await?;
    match current {
        Some(current) => {
            let mut next = current.clone();
            next.lookup_key = checked.lookup_key;
            next.name = checked.name;
            next.body = body;
            update(cx, tx, kind, current, next, "rollback").await
        }
        None => {
            let document = Document {
                kind: kind.name().to_owned(),
                id: id.to_owned(),
                lookup_key: checked.lookup_key,
                name: checked.name,
                revision: 1,
                body,
                created_at: cx.now,
                created_by: cx.actor.label(),
                updated_at: cx.now,
                updated_by: cx.actor.label(),
            };
            insert(cx, tx, kind, document, "rollback").await
        }
    }
}

fn meets(current: Option<&Document>, expect: Expect) -> Result<(), Error> {
    match (expect, current) {
        (Expect::Anything, _) | (Expect::Absent, None) => Ok(()),
        (Expect::Absent, Some(_)) => Err(Error::conflict("It exists already.")),
        (Expect::Revision(wanted), Some(document)) if document.revision == wanted => Ok(()),
        (Expect::Revision(_), _) => Err(changed_in_between()),
    }
}

fn changed_in_between() -> Error {
    Error::conflict("Somebody changed it in between. Load it again, then repeat your change.")
}

async fn last_revision(cx: &Cx, tx: &mut Tx, kind: &str, id: &str) -> Result<i64, Error> {
    let row = tx
        .query_one(
            "SELECT COALESCE(MAX(revision), 0) FROM document_history WHERE realm_id = $1 AND kind = $2 AND id = $3",
            params![cx.realm.id.as_str(), kind, id],
        )
        .await?;
    Ok(row.map(|row| row.get(0)).transpose()?.unwrap_or(0))
}

async fn insert(
    cx: &Cx,
    tx: &mut Tx,
    kind: &dyn Kind,
    mut document: Document,
    operation: &str,
) -> Result<Document, Error> {
    document.revision = 1 + last_revision(cx, tx, kind.name(), &document.id).await?;
    if load_by_key(cx, tx, kind.name(), &document.lookup_key)
        .await?
        .is_some()
    {
        return Err(taken(kind, &document.lookup_key));
    }
    tx.execute(
        "INSERT INTO documents (realm_id, kind, id, lookup_key, name, revision, body, created_at, created_by, updated_at, updated_by) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        params![
            cx.realm.id.as_str(),
            kind.name(),
            document.id.as_str(),
            document.lookup_key.as_str(),
            document.name.as_str(),
            document.revision,
            document.body.to_string(),
            document.created_at.millis(),
            document.created_by.as_str(),
            document.updated_at.millis(),
            document.updated_by.as_str()
        ],
    )
    .await?;
    record(
        cx,
        tx,
        kind,
        &document,
        document.revision,
        operation,
        None,
        Some(&document.body),
    )
    .await?;
    Ok(document)
}

async fn update(
    cx: &Cx,
    tx: &mut Tx,
    kind: &dyn Kind,
    current: Document,
    mut next: Document,
    operation: &str,
) -> Result<Document, Error> {
    if next.lookup_key != current.lookup_key
        && load_by_key(cx, tx, kind.name(), &next.lookup_key)
            .await?
            .is_some()
    {
        return Err(taken(kind, &next.lookup_key));
    }
    next.revision = current.revision + 1;
    next.updated_at = cx.now;
    next.updated_by = cx.actor.label();
    let changed = tx
        .execute(
            "UPDATE documents SET lookup_key = $1, name = $2, revision = $3, body = $4, updated_at = $5, updated_by = $6 \
             WHERE realm_id = $7 AND kind = $8 AND id = $9 AND revision = $10",
            params![
                next.lookup_key.as_str(),
                next.name.as_str(),
                next.revision,
                next.body.to_string(),
                next.updated_at.millis(),
                next.updated_by.as_str(),
                cx.realm.id.as_str(),
                kind.name(),
                next.id.as_str(),
                current.revision
            ],
        )
        .await?;
    if changed == 0 {
        return Err(changed_in_between());
    }
    if next.lookup_key != current.lookup_key {
        tx.notify(notice(cx, kind.name(), &current.lookup_key));
    }
    record(
        cx,
        tx,
        kind,
        &next,
        next.revision,
        operation,
        Some(&current.body),
        Some(&next.body),
    )
    .await?;
    Ok(next)
}

fn taken(kind: &dyn Kind, lookup_key: &str) -> Error {
    Error::conflict(format!(
        "There is already a {} called '{lookup_key}' in this realm.",
        kind.name()
    ))
}

/// The notice that makes every node forget a compiled document.
fn notice(cx: &Cx, kind: &str, lookup_key: &str) -> String {
    format!("document {} {kind} {lookup_key}", cx.realm.id)
}

#[expect(
    clippy::too_many_arguments,
    reason = "one row of history has this many facts"
)]
async fn record(
    cx: &Cx,
    tx: &mut Tx,
    kind: &dyn Kind,
    document: &Document,
    revision: i64,
    operation: &str,
    before: Option<&Value>,
    after: Option<&Value>,
) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO document_history (realm_id, kind, id, revision, operation, at, actor, body_before, body_after) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        params![
            cx.realm.id.as_str(),
            kind.name(),
            document.id.as_str(),
            revision,
            operation,
            cx.now.millis(),
            cx.actor.label(),
            before.map(Value::to_string),
            after.map(Value::to_string)
        ],
    )
    .await?;
    tx.notify(notice(cx, kind.name(), &document.lookup_key));
    let event = Event::new(Topic::Config, "document.changed")
        .object(&document.id)
        .with("kind", kind.name())
        .with("name", document.name.as_str())
        .with("operation", operation)
        .with("revision", revision)
        .with("changed", changed_fields(before, after));
    audit::record(cx, tx, event).await
}

/// Names of the top-level members that differ; never their values.
fn changed_fields(before: Option<&Value>, after: Option<&Value>) -> Value {
    let empty = serde_json::Map::new();
    let before = before.and_then(Value::as_object).unwrap_or(&empty);
    let after = after.and_then(Value::as_object).unwrap_or(&empty);
    let mut names: Vec<&String> = before
        .keys()
        .chain(after.keys())
        .filter(|name| before.get(*name) != after.get(*name))
        .collect();
    names.sort();
    names.dedup();
    json!(names)
}
