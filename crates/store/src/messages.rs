//! Messages to people: written in the transaction that causes them, claimed by whoever delivers them so that none is
//! taken twice, and kept as history without what they said.
//!
//! `next_at` is when a message is to be tried next, and empty once it is finished; `due_at` is when it was first to go
//! out, by which messages to one person are kept apart.

use durward_db::{Db, Row, Tx, params};
use durward_model::Timestamp;
use durward_model::id::{MessageId, NodeId, RealmId, UserId};

use crate::vault::Sealed;
use crate::{Cx, Error};

/// Where a message stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It waits to be sent.
    Queued,
    /// A node is sending it.
    Sending,
    /// Its transport took it.
    Sent,
    /// It will not be sent; the last error says why.
    Dead,
}

impl State {
    /// As written in the database and in answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Dead => "dead",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        [Self::Queued, Self::Sending, Self::Sent, Self::Dead]
            .into_iter()
            .find(|state| state.as_str() == text)
    }
}

/// A message to be sent.
#[derive(Debug, Clone)]
pub struct New<'a> {
    /// Its identifier.
    pub id: MessageId,
    /// Whom it is to, when it is one of the realm's users.
    pub user: Option<UserId>,
    /// `email`, `sms`, `whatsapp`.
    pub medium: &'a str,
    /// What it is made from.
    pub template: &'a str,
    /// The address or number; empty when there is nobody to send it to.
    pub recipient: &'a str,
    /// Keyed hash of the address or number, known or not.
    pub recipient_key: &'a str,
    /// Languages of the person, best first, separated by spaces.
    pub languages: &'a str,
    /// What it says.
    pub payload: &'a Sealed,
    /// When it is first to go out.
    pub due_at: Timestamp,
    /// After which it is of no use.
    pub expires_at: Option<Timestamp>,
    /// Why it is not to be sent at all.
    pub refused: Option<&'a str>,
}

/// A message that a node has claimed.
#[derive(Debug, Clone)]
pub struct Claimed {
    /// The realm.
    pub realm: RealmId,
    /// Its identifier.
    pub id: MessageId,
    /// `email`, `sms`, `whatsapp`.
    pub medium: String,
    /// What it is made from.
    pub template: String,
    /// The address or number.
    pub recipient: String,
    /// Languages of the person, best first, separated by spaces.
    pub languages: String,
    /// What it says.
    pub payload: Sealed,
    /// How often it was tried, this time included.
    pub attempts: i64,
    /// After which it is of no use.
    pub expires_at: Option<Timestamp>,
    /// When it was written.
    pub created_at: Timestamp,
}

/// A message as history shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its identifier.
    pub id: MessageId,
    /// Whom it is to, when it is one of the realm's users.
    pub user: Option<UserId>,
    /// `email`, `sms`, `whatsapp`.
    pub medium: String,
    /// What it is made from.
    pub template: String,
    /// The address or number; empty when there was nobody to send it to.
    pub recipient: String,
    /// Languages of the person, best first, separated by spaces.
    pub languages: String,
    /// What it says, while that is kept.
    pub payload: Option<Sealed>,
    /// Where it stands.
    pub state: State,
    /// How often it was tried.
    pub attempts: i64,
    /// The kind of channel that took it.
    pub transport: Option<String>,
    /// What the provider calls it.
    pub provider_id: Option<String>,
    /// What went wrong last.
    pub last_error: Option<String>,
    /// When it was written.
    pub created_at: Timestamp,
    /// When it was sent or given up.
    pub finished_at: Option<Timestamp>,
}

/// What was written lately to one address.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Lately {
    /// How many messages.
    pub count: i64,
    /// When the last of them was, or is, to go out; Unix milliseconds, 0 without one.
    pub last_due: i64,
}

/// How a message ended.
#[derive(Debug, Clone, Copy)]
pub enum End<'a> {
    /// A transport took it.
    Sent {
        /// The kind of channel.
        transport: &'a str,
        /// What the provider calls it.
        provider_id: Option<&'a str>,
        /// Until when what it said can be read, where it can be at all.
        readable_until: Option<Timestamp>,
    },
    /// It is given up.
    Dead {
        /// Why.
        error: &'a str,
    },
}

/// Adds a message.
///
/// # Errors
/// Database failures.
pub async fn insert(cx: &Cx, tx: &mut Tx, new: &New<'_>) -> Result<(), Error> {
    let refused = new.refused.is_some();
    let state = if refused { State::Dead } else { State::Queued };
    let now = cx.now.millis();
    tx.execute(
        "INSERT INTO messages (realm_id, id, user_id, medium, template, recipient, recipient_key, languages, payload, state, attempts, \
         due_at, next_at, expires_at, claimed_until, last_error, created_at, finished_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, $11, $12, $13, 0, $14, $15, $16)",
        params![
            cx.realm.id.as_str(),
            new.id.as_str(),
            new.user.as_ref().map(UserId::as_str),
            new.medium,
            new.template,
            new.recipient,
            new.recipient_key,
            new.languages,
            (!refused).then_some(new.payload.0.as_str()),
            state.as_str(),
            new.due_at.millis(),
            (!refused).then_some(new.due_at.millis()),
            new.expires_at.map(Timestamp::millis),
            new.refused,
            now,
            refused.then_some(now)
        ],
    )
    .await?;
    Ok(())
}

/// What was written to the address with this key since `since`. More than `most` messages are not counted.
///
/// # Errors
/// Database failures.
pub async fn lately(
    cx: &Cx,
    tx: &mut Tx,
    recipient_key: &str,
    since: Timestamp,
    most: i64,
) -> Result<Lately, Error> {
    let row = tx
        .query_one(
            "SELECT COUNT(*), COALESCE(MAX(due_at), 0) FROM (SELECT due_at FROM messages \
             WHERE realm_id = $1 AND recipient_key = $2 AND created_at > $3 ORDER BY created_at DESC LIMIT $4) AS latest",
            params![cx.realm.id.as_str(), recipient_key, since.millis(), most],
        )
        .await?;
    match row {
        Some(row) => Ok(Lately {
            count: row.get(0)?,
            last_due: row.get(1)?,
        }),
        None => Ok(Lately::default()),
    }
}

/// Claims at most `limit` due messages of all realms for `node`, for `lease_seconds`. What a node claimed that died is
/// due again after its lease.
///
/// # Errors
/// Database failures.
pub async fn claim(
    db: &Db,
    node: NodeId,
    now: Timestamp,
    lease_seconds: i64,
    limit: i64,
) -> Result<Vec<Claimed>, Error> {
    let mut tx = db.begin().await?;
    let rows = tx
        .query(
            "UPDATE messages SET state = 'sending', claimed_by = $1, claimed_until = $2, next_at = $2, attempts = attempts + 1 \
             WHERE next_at <= $3 AND claimed_until <= $3 AND (realm_id, id) IN \
             (SELECT realm_id, id FROM messages WHERE next_at <= $3 AND claimed_until <= $3 ORDER BY next_at LIMIT $4) \
             RETURNING realm_id, id, medium, template, recipient, languages, payload, attempts, expires_at, created_at",
            params![
                node.as_str(),
                now.plus_seconds(lease_seconds).millis(),
                now.millis(),
                limit
            ],
        )
        .await?;
    tx.commit().await?;
    rows.iter().map(claimed_from).collect()
}

/// When the next message of any realm is due; Unix milliseconds.
///
/// # Errors
/// Database failures.
pub async fn next_due(db: &Db) -> Result<Option<i64>, Error> {
    let row = db
        .read()
        .await?
        .query_one(
            "SELECT MIN(next_at) FROM messages WHERE next_at IS NOT NULL",
            params![],
        )
        .await?;
    Ok(row.map(|row| row.get(0)).transpose()?.flatten())
}

/// Ends a message that `node` holds, and forgets what it said unless that stays readable. Returns whether it still held it.
///
/// # Errors
/// Database failures.
pub async fn finish(
    tx: &mut Tx,
    node: NodeId,
    claimed: &Claimed,
    now: Timestamp,
    end: End<'_>,
) -> Result<bool, Error> {
    let (state, transport, provider_id, error, readable) = match end {
        End::Sent {
            transport,
            provider_id,
            readable_until,
        } => (
            State::Sent,
            Some(transport),
            provider_id,
            None,
            readable_until,
        ),
        End::Dead { error } => (State::Dead, None, None, Some(error), None),
    };
    let ended = tx
        .execute(
            "UPDATE messages SET state = $1, transport = $2, provider_id = $3, last_error = $4, finished_at = $5, next_at = NULL, \
             payload = CASE WHEN $6 THEN payload ELSE NULL END, payload_until = $7, claimed_by = NULL \
             WHERE realm_id = $8 AND id = $9 AND claimed_by = $10 AND attempts = $11",
            params![
                state.as_str(),
                transport,
                provider_id,
                error,
                now.millis(),
                readable.is_some(),
                readable.map(Timestamp::millis),
                claimed.realm.as_str(),
                claimed.id.as_str(),
                node.as_str(),
                claimed.attempts
            ],
        )
        .await?;
    Ok(ended == 1)
}

/// Gives a message that could not be sent back, due again at `next_at`. Returns whether `node` still held it.
///
/// # Errors
/// Database failures.
pub async fn retry(
    tx: &mut Tx,
    node: NodeId,
    claimed: &Claimed,
    next_at: Timestamp,
    error: &str,
) -> Result<bool, Error> {
    let given = tx
        .execute(
            "UPDATE messages SET state = 'queued', next_at = $1, claimed_until = 0, claimed_by = NULL, last_error = $2 \
             WHERE realm_id = $3 AND id = $4 AND claimed_by = $5 AND attempts = $6",
            params![
                next_at.millis(),
                error,
                claimed.realm.as_str(),
                claimed.id.as_str(),
                node.as_str(),
                claimed.attempts
            ],
        )
        .await?;
    Ok(given == 1)
}

/// Forgets what messages of all realms said that are readable no longer. Returns how many, at most `limit`.
///
/// # Errors
/// Database failures.
pub async fn wipe(db: &Db, now: Timestamp, limit: i64) -> Result<u64, Error> {
    let mut tx = db.begin().await?;
    let wiped = tx
        .execute(
            "UPDATE messages SET payload = NULL, payload_until = NULL WHERE payload_until < $1 AND (realm_id, id) IN \
             (SELECT realm_id, id FROM messages WHERE payload_until < $1 ORDER BY payload_until LIMIT $2)",
            params![now.millis(), limit],
        )
        .await?;
    tx.commit().await?;
    Ok(wiped)
}

/// At most `limit` messages of the realm written before the one called `before` (empty for the newest), newest first.
///
/// # Errors
/// Database failures.
pub async fn page(cx: &Cx, tx: &mut Tx, before: &str, limit: i64) -> Result<Vec<Message>, Error> {
    let before = if before.is_empty() { "msg_z" } else { before };
    let rows = tx
        .query(
            "SELECT id, user_id, medium, template, recipient, languages, payload, state, attempts, transport, provider_id, last_error, created_at, finished_at \
             FROM messages WHERE realm_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3",
            params![cx.realm.id.as_str(), before, limit],
        )
        .await?;
    rows.iter().map(message_from).collect()
}

/// At most `limit` messages of the realm to `recipient`, newest first. Without an index: for the developer's mailbox.
///
/// # Errors
/// Database failures.
pub async fn to_recipient(
    cx: &Cx,
    tx: &mut Tx,
    recipient: &str,
    limit: i64,
) -> Result<Vec<Message>, Error> {
    let rows = tx
        .query(
            "SELECT id, user_id, medium, template, recipient, languages, payload, state, attempts, transport, provider_id, last_error, created_at, finished_at \
             FROM messages WHERE realm_id = $1 AND recipient = $2 ORDER BY id DESC LIMIT $3",
            params![cx.realm.id.as_str(), recipient, limit],
        )
        .await?;
    rows.iter().map(message_from).collect()
}

/// The message `id` of the realm.
///
/// # Errors
/// Database failures.
pub async fn load(cx: &Cx, tx: &mut Tx, id: &str) -> Result<Option<Message>, Error> {
    let row = tx
        .query_one(
            "SELECT id, user_id, medium, template, recipient, languages, payload, state, attempts, transport, provider_id, last_error, created_at, finished_at \
             FROM messages WHERE realm_id = $1 AND id = $2",
            params![cx.realm.id.as_str(), id],
        )
        .await?;
    row.as_ref().map(message_from).transpose()
}

fn broken(what: &str) -> Error {
    Error::internal(format!("a message has a broken {what}"))
}

fn claimed_from(row: &Row) -> Result<Claimed, Error> {
    Ok(Claimed {
        realm: row.get::<String>(0)?.parse().map_err(|_| broken("realm"))?,
        id: row.get::<String>(1)?.parse().map_err(|_| broken("id"))?,
        medium: row.get(2)?,
        template: row.get(3)?,
        recipient: row.get(4)?,
        languages: row.get(5)?,
        payload: Sealed(row.get::<Option<String>>(6)?.unwrap_or_default()),
        attempts: row.get(7)?,
        expires_at: row.get::<Option<i64>>(8)?.map(Timestamp::from_millis),
        created_at: Timestamp::from_millis(row.get(9)?),
    })
}

fn message_from(row: &Row) -> Result<Message, Error> {
    let user: Option<String> = row.get(1)?;
    Ok(Message {
        id: row.get::<String>(0)?.parse().map_err(|_| broken("id"))?,
        user: user
            .map(|id| id.parse())
            .transpose()
            .map_err(|_| broken("user"))?,
        medium: row.get(2)?,
        template: row.get(3)?,
        recipient: row.get(4)?,
        languages: row.get(5)?,
        payload: row.get::<Option<String>>(6)?.map(Sealed),
        state: State::parse(&row.get::<String>(7)?).ok_or_else(|| broken("state"))?,
        attempts: row.get(8)?,
        transport: row.get(9)?,
        provider_id: row.get(10)?,
        last_error: row.get(11)?,
        created_at: Timestamp::from_millis(row.get(12)?),
        finished_at: row.get::<Option<i64>>(13)?.map(Timestamp::from_millis),
    })
}
