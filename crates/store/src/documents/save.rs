//! Saving, deleting and rolling back: check, seal, then write with history and audit in one transaction.

use durward_db::Tx;
use serde_json::Value;

use super::change::Operation;
use super::expect::Expect;
use super::kind::{Checked, Draft, Kind};
use super::read::{Document, load, revision};
use super::{secrets, write};
use crate::{Cx, Error};

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
    expect.met_by(current.as_ref())?;
    let id = id.map_or_else(|| kind.new_id(cx), str::to_owned);
    let draft = Draft {
        id: &id,
        body,
        current: current.as_ref(),
    };
    let mut checked = kind.check(cx, tx, draft).await?;
    let standing = current.as_ref().map(|document| &document.body);
    secrets::seal(cx, kind, &id, &mut checked.body, standing).await?;
    match current {
        Some(current) if is_already(&current, &checked) => Ok(Saved::Unchanged(current)),
        Some(current) => write::update(cx, tx, kind, current, checked, Operation::Update)
            .await
            .map(Saved::Updated),
        None => write::insert(cx, tx, kind, id, checked, Operation::Create)
            .await
            .map(Saved::Created),
    }
}

fn is_already(current: &Document, checked: &Checked) -> bool {
    current.body == checked.body
        && current.lookup_key == checked.lookup_key
        && current.name == checked.name
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
    expect.met_by(Some(&current))?;
    write::delete(cx, tx, kind, &current).await
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
        .and_then(|change| change.after)
        .ok_or_else(|| Error::not_found("revision"))?;
    let current = load(cx, tx, kind.name(), id).await?;
    expect.met_by(current.as_ref())?;
    let draft = Draft {
        id,
        body: secrets::without_secrets(kind, &body),
        current: current.as_ref(),
    };
    let checked = kind.check(cx, tx, draft).await?;
    // The old body goes back as it was kept, secrets sealed.
    let checked = Checked { body, ..checked };
    match current {
        Some(current) => write::update(cx, tx, kind, current, checked, Operation::Rollback).await,
        None => {
            let id = id.to_owned();
            write::insert(cx, tx, kind, id, checked, Operation::Rollback).await
        }
    }
}
