//! The guarded statements that write documents; each leaves its row of history.

use durward_db::{Tx, params};

use super::change::{Change, Operation, forget, record};
use super::expect::changed_in_between;
use super::kind::{Checked, Kind};
use super::read::{Document, load_by_key};
use crate::{Cx, Error};

/// Adds the document `id`. Revisions go on after those of a deleted document of the same id.
///
/// # Errors
/// Conflict when the lookup key is taken; database failures.
pub(super) async fn insert(
    cx: &Cx,
    tx: &mut Tx,
    kind: &dyn Kind,
    id: String,
    checked: Checked,
    operation: Operation,
) -> Result<Document, Error> {
    let document = Document {
        kind: kind.name().to_owned(),
        revision: 1 + last_revision(cx, tx, kind.name(), &id).await?,
        id,
        lookup_key: checked.lookup_key,
        name: checked.name,
        body: checked.body,
        created_at: cx.now,
        created_by: cx.actor.label(),
        updated_at: cx.now,
        updated_by: cx.actor.label(),
    };
    is_free(cx, tx, kind, &document.lookup_key).await?;
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
    let change = Change {
        document: &document,
        revision: document.revision,
        operation,
        before: None,
        after: Some(&document.body),
    };
    record(cx, tx, change).await?;
    Ok(document)
}

/// Makes `checked` the next revision of `current`.
///
/// # Errors
/// Conflict when the lookup key is taken or `current` no longer stands; database failures.
pub(super) async fn update(
    cx: &Cx,
    tx: &mut Tx,
    kind: &dyn Kind,
    current: Document,
    checked: Checked,
    operation: Operation,
) -> Result<Document, Error> {
    let renamed = checked.lookup_key != current.lookup_key;
    if renamed {
        is_free(cx, tx, kind, &checked.lookup_key).await?;
    }
    let next = Document {
        lookup_key: checked.lookup_key,
        name: checked.name,
        revision: current.revision + 1,
        body: checked.body,
        updated_at: cx.now,
        updated_by: cx.actor.label(),
        kind: current.kind,
        id: current.id,
        created_at: current.created_at,
        created_by: current.created_by,
    };
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
    if renamed {
        forget(cx, tx, kind.name(), &current.lookup_key);
    }
    let change = Change {
        document: &next,
        revision: next.revision,
        operation,
        before: Some(&current.body),
        after: Some(&next.body),
    };
    record(cx, tx, change).await?;
    Ok(next)
}

/// Deletes `current`.
///
/// # Errors
/// Conflict when it no longer stands; database failures.
pub(super) async fn delete(
    cx: &Cx,
    tx: &mut Tx,
    kind: &dyn Kind,
    current: &Document,
) -> Result<(), Error> {
    let deleted = tx
        .execute(
            "DELETE FROM documents WHERE realm_id = $1 AND kind = $2 AND id = $3 AND revision = $4",
            params![
                cx.realm.id.as_str(),
                kind.name(),
                current.id.as_str(),
                current.revision
            ],
        )
        .await?;
    if deleted == 0 {
        return Err(changed_in_between());
    }
    let change = Change {
        document: current,
        revision: current.revision + 1,
        operation: Operation::Delete,
        before: Some(&current.body),
        after: None,
    };
    record(cx, tx, change).await
}

async fn is_free(cx: &Cx, tx: &mut Tx, kind: &dyn Kind, lookup_key: &str) -> Result<(), Error> {
    match load_by_key(cx, tx, kind.name(), lookup_key).await? {
        None => Ok(()),
        Some(_) => Err(Error::conflict(format!(
            "There is already a {} called '{lookup_key}' in this realm.",
            kind.name()
        ))),
    }
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
