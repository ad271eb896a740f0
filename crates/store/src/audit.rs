//! The audit trail: append-only, written in the transaction of the change it tells of.

use durward_db::{Tx, Value, params};
use durward_model::audit::Event;
use durward_model::id::AuditId;

use crate::bulk::{ROWS, placeholders};
use crate::{Cx, Error};

/// Records `event`.
///
/// # Errors
/// Database failures; then the change it tells of does not happen either.
pub async fn record(cx: &Cx, tx: &mut Tx, event: Event) -> Result<(), Error> {
    let id = AuditId::new(cx.now, cx.entropy());
    let detail = serde_json::Value::Object(event.detail).to_string();
    tx.execute(
        "INSERT INTO audit_events (realm_id, id, at, topic, name, outcome, actor, object_id, user_id, app_id, session_id, request_id, ip, detail) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        params![
            cx.realm.id.as_str(),
            id.as_str(),
            cx.now.millis(),
            event.topic.as_str(),
            event.name,
            event.outcome.as_str(),
            cx.actor.label(),
            event.object,
            event.user,
            event.app,
            event.session,
            cx.request_id.as_str(),
            cx.origin.ip.as_str(),
            detail
        ],
    )
    .await?;
    Ok(())
}

/// Records all of `events`, in few statements.
///
/// # Errors
/// Database failures; then the changes they tell of do not happen either.
pub async fn record_all(cx: &Cx, tx: &mut Tx, events: Vec<Event>) -> Result<(), Error> {
    let actor = cx.actor.label();
    let mut id = AuditId::new(cx.now, cx.entropy());
    let mut events = events.into_iter().peekable();
    while events.peek().is_some() {
        let batch: Vec<Event> = events.by_ref().take(ROWS).collect();
        let sql = format!(
            "INSERT INTO audit_events (realm_id, id, at, topic, name, outcome, actor, object_id, user_id, app_id, session_id, request_id, ip, detail) VALUES {}",
            placeholders(1, batch.len(), 14)
        );
        let mut params: Vec<Value<'_>> = Vec::with_capacity(batch.len() * 14);
        for event in batch {
            id = id.following(cx.entropy());
            params.extend([
                Value::from(cx.realm.id.as_str()),
                Value::from(id.to_string()),
                Value::from(cx.now.millis()),
                Value::from(event.topic.as_str()),
                Value::from(event.name),
                Value::from(event.outcome.as_str()),
                Value::from(actor.as_str()),
                Value::from(event.object),
                Value::from(event.user),
                Value::from(event.app),
                Value::from(event.session),
                Value::from(cx.request_id.as_str()),
                Value::from(cx.origin.ip.as_str()),
                Value::from(serde_json::Value::Object(event.detail).to_string()),
            ]);
        }
        tx.execute_owned(&sql, &params).await?;
    }
    Ok(())
}

/// An event as it was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// Its identifier, ordered by time.
    pub id: String,
    /// When, in Unix milliseconds.
    pub at: i64,
    /// Topic.
    pub topic: String,
    /// Name.
    pub name: String,
    /// `SUCCESSFUL` or `FAILED`.
    pub outcome: String,
    /// Who did it.
    pub actor: String,
    /// What was acted on.
    pub object: Option<String>,
    /// The user concerned.
    pub user: Option<String>,
    /// Details, as JSON text.
    pub detail: String,
}

/// The newest events of the realm, newest first, before `before` (an event id) if given.
///
/// # Errors
/// Database failures.
pub async fn newest(
    cx: &Cx,
    tx: &mut Tx,
    before: Option<&str>,
    limit: i64,
) -> Result<Vec<Recorded>, Error> {
    let rows = tx
        .query(
            "SELECT id, at, topic, name, outcome, actor, object_id, user_id, detail FROM audit_events \
             WHERE realm_id = $1 AND id < $2 ORDER BY realm_id, id DESC LIMIT $3",
            params![cx.realm.id.as_str(), before.unwrap_or("~"), limit],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Recorded {
                id: row.get(0)?,
                at: row.get(1)?,
                topic: row.get(2)?,
                name: row.get(3)?,
                outcome: row.get(4)?,
                actor: row.get(5)?,
                object: row.get(6)?,
                user: row.get(7)?,
                detail: row.get(8)?,
            })
        })
        .collect()
}
