//! What every change of a document leaves behind: a row of history, a notice to every node, an audit event.

use durward_db::{Tx, params};
use durward_model::audit::{Event, Topic};
use serde_json::{Value, json};

use super::read::Document;
use crate::{Cx, Error, audit};

/// What was done.
#[derive(Debug, Clone, Copy)]
pub(super) enum Operation {
    Create,
    Update,
    Delete,
    Rollback,
}

impl Operation {
    /// As history keeps it.
    fn name(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::Delete => "delete",
            Self::Rollback => "rollback",
        }
    }
}

/// One change of `document`, which made `revision` of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Change<'a> {
    pub(super) document: &'a Document,
    pub(super) revision: i64,
    pub(super) operation: Operation,
    pub(super) before: Option<&'a Value>,
    pub(super) after: Option<&'a Value>,
}

/// Records `change` in history and audit, and makes every node forget the document.
///
/// # Errors
/// Database failures.
pub(super) async fn record(cx: &Cx, tx: &mut Tx, change: Change<'_>) -> Result<(), Error> {
    let Change {
        document,
        revision,
        operation,
        before,
        after,
    } = change;
    tx.execute(
        "INSERT INTO document_history (realm_id, kind, id, revision, operation, at, actor, body_before, body_after) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        params![
            cx.realm.id.as_str(),
            document.kind.as_str(),
            document.id.as_str(),
            revision,
            operation.name(),
            cx.now.millis(),
            cx.actor.label(),
            before.map(Value::to_string),
            after.map(Value::to_string)
        ],
    )
    .await?;
    forget(cx, tx, &document.kind, &document.lookup_key);
    let event = Event::new(Topic::Config, "document.changed")
        .object(&document.id)
        .with("kind", document.kind.as_str())
        .with("name", document.name.as_str())
        .with("operation", operation.name())
        .with("revision", revision)
        .with("changed", changed_fields(before, after));
    audit::record(cx, tx, event).await
}

/// Makes every node forget the compiled document, once this commits.
pub(super) fn forget(cx: &Cx, tx: &mut Tx, kind: &str, lookup_key: &str) {
    tx.notify(format!("document {} {kind} {lookup_key}", cx.realm.id));
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
