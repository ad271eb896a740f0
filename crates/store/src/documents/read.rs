//! Reading documents and their history.

use durward_db::{Row, Tx, params};
use durward_model::Timestamp;
use serde_json::Value;

use crate::{Cx, Error};

/// A document as it is kept; secrets in `body` are sealed.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// Kind.
    pub kind: String,
    /// Identifier.
    pub id: String,
    /// Unique in realm and kind.
    pub lookup_key: String,
    /// Name shown in lists.
    pub name: String,
    /// Counts changes from 1; the `ETag` of the document.
    pub revision: i64,
    /// The document.
    pub body: Value,
    /// When it was made.
    pub created_at: Timestamp,
    /// By whom.
    pub created_by: String,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// By whom.
    pub updated_by: String,
}

/// One change of a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Revision {
    /// The revision that the change made.
    pub revision: i64,
    /// `create`, `update`, `delete` or `rollback`.
    pub operation: String,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub actor: String,
    /// What stood before; none for the first.
    pub before: Option<Value>,
    /// What stood after; none once deleted.
    pub after: Option<Value>,
}

/// The document `id` of `kind`.
///
/// # Errors
/// Database failures.
pub async fn load(cx: &Cx, tx: &mut Tx, kind: &str, id: &str) -> Result<Option<Document>, Error> {
    let row = tx
        .query_one(
            "SELECT kind, id, lookup_key, name, revision, body, created_at, created_by, updated_at, updated_by \
             FROM documents WHERE realm_id = $1 AND kind = $2 AND id = $3",
            params![cx.realm.id.as_str(), kind, id],
        )
        .await?;
    row.as_ref().map(document_from).transpose()
}

/// The document of `kind` that has this lookup key.
///
/// # Errors
/// Database failures.
pub async fn load_by_key(
    cx: &Cx,
    tx: &mut Tx,
    kind: &str,
    lookup_key: &str,
) -> Result<Option<Document>, Error> {
    let row = tx
        .query_one(
            "SELECT kind, id, lookup_key, name, revision, body, created_at, created_by, updated_at, updated_by \
             FROM documents WHERE realm_id = $1 AND kind = $2 AND lookup_key = $3",
            params![cx.realm.id.as_str(), kind, lookup_key],
        )
        .await?;
    row.as_ref().map(document_from).transpose()
}

/// At most `limit` documents of `kind` whose lookup key sorts after `after`, by lookup key.
///
/// # Errors
/// Database failures.
pub async fn list(
    cx: &Cx,
    tx: &mut Tx,
    kind: &str,
    after: &str,
    limit: i64,
) -> Result<Vec<Document>, Error> {
    let rows = tx
        .query(
            "SELECT kind, id, lookup_key, name, revision, body, created_at, created_by, updated_at, updated_by \
             FROM documents WHERE realm_id = $1 AND kind = $2 AND lookup_key > $3 ORDER BY lookup_key LIMIT $4",
            params![cx.realm.id.as_str(), kind, after, limit],
        )
        .await?;
    rows.iter().map(document_from).collect()
}

/// At most `limit` changes of a document, newest first, older than revision `before` if given.
///
/// # Errors
/// Database failures.
pub async fn history(
    cx: &Cx,
    tx: &mut Tx,
    kind: &str,
    id: &str,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<Revision>, Error> {
    let rows = tx
        .query(
            "SELECT revision, operation, at, actor, body_before, body_after FROM document_history \
             WHERE realm_id = $1 AND kind = $2 AND id = $3 AND revision < $4 ORDER BY revision DESC LIMIT $5",
            params![cx.realm.id.as_str(), kind, id, before.unwrap_or(i64::MAX), limit],
        )
        .await?;
    rows.iter().map(revision_from).collect()
}

/// The change that made `revision` of a document.
///
/// # Errors
/// Database failures.
pub async fn revision(
    cx: &Cx,
    tx: &mut Tx,
    kind: &str,
    id: &str,
    revision: i64,
) -> Result<Option<Revision>, Error> {
    let row = tx
        .query_one(
            "SELECT revision, operation, at, actor, body_before, body_after FROM document_history \
             WHERE realm_id = $1 AND kind = $2 AND id = $3 AND revision = $4",
            params![cx.realm.id.as_str(), kind, id, revision],
        )
        .await?;
    row.as_ref().map(revision_from).transpose()
}

fn document_from(row: &Row) -> Result<Document, Error> {
    Ok(Document {
        kind: row.get(0)?,
        id: row.get(1)?,
        lookup_key: row.get(2)?,
        name: row.get(3)?,
        revision: row.get(4)?,
        body: parse(&row.get::<String>(5)?)?,
        created_at: Timestamp::from_millis(row.get(6)?),
        created_by: row.get(7)?,
        updated_at: Timestamp::from_millis(row.get(8)?),
        updated_by: row.get(9)?,
    })
}

fn revision_from(row: &Row) -> Result<Revision, Error> {
    let body = |index: usize| -> Result<Option<Value>, Error> {
        row.get::<Option<String>>(index)?
            .map(|text| parse(&text))
            .transpose()
    };
    Ok(Revision {
        revision: row.get(0)?,
        operation: row.get(1)?,
        at: Timestamp::from_millis(row.get(2)?),
        actor: row.get(3)?,
        before: body(4)?,
        after: body(5)?,
    })
}

fn parse(text: &str) -> Result<Value, Error> {
    serde_json::from_str(text)
        .map_err(|error| Error::internal(format!("a document is not JSON: {error}")))
}
