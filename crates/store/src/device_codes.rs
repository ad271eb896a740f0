//! Device codes (RFC 8628): from the device's request to the person's answer to the one use.

use durward_db::{Row, Tx, params};
use durward_model::Timestamp;
use durward_model::id::{AppId, DeviceCodeId, GrantId, UserId};

use crate::{Cx, Error};

/// A device code as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceCode {
    /// Its identifier.
    pub id: DeviceCodeId,
    /// SHA-256 of its secret.
    pub secret_hash: String,
    /// Keyed hash of the code the person types; unique in the realm.
    pub user_code_hash: String,
    /// Which app asked.
    pub app: AppId,
    /// The name that app used.
    pub client_id: String,
    /// Scopes asked for, separated by spaces.
    pub scope: String,
    /// Resources asked for, separated by spaces.
    pub resources: String,
    /// S256 challenge the exchange must answer (RFC 7636).
    pub code_challenge: Option<String>,
    /// Network address the device asked from.
    pub ip: String,
    /// What the device said it is (`User-Agent`).
    pub user_agent: String,
    /// When it asked.
    pub created_at: Timestamp,
    /// When it stops working.
    pub expires_at: Timestamp,
    /// Seconds the device must wait between two polls.
    pub poll_interval: i64,
    /// How far it got.
    pub state: State,
}

/// How far a device code got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// The person has not answered.
    Pending,
    /// The person said no.
    Denied,
    /// The person said yes.
    Allowed {
        /// Who.
        user: UserId,
        /// How they signed in and what the app asked for, as JSON text (the provider's own type).
        context: String,
    },
    /// It became tokens.
    Used(GrantId),
}

impl State {
    fn name(&self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Denied => "denied",
            Self::Allowed { .. } => "allowed",
            Self::Used(_) => "used",
        }
    }
}

/// How a poll came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Poll {
    /// Late enough after the one before.
    InTime,
    /// Too early: the interval is longer from now on.
    TooEarly,
}

/// Adds a code that waits for its person. Returns whether its user code was free.
///
/// # Errors
/// Database failures.
pub async fn insert(cx: &Cx, tx: &mut Tx, code: &DeviceCode) -> Result<bool, Error> {
    let added = tx
        .execute(
            "INSERT INTO device_codes (realm_id, id, secret_hash, user_code_hash, app_id, client_id, scope, resources, code_challenge, \
             ip, user_agent, created_at, expires_at, poll_interval, state) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 'pending') \
             ON CONFLICT (realm_id, user_code_hash) DO NOTHING",
            params![
                cx.realm.id.as_str(),
                code.id.as_str(),
                code.secret_hash.as_str(),
                code.user_code_hash.as_str(),
                code.app.as_str(),
                code.client_id.as_str(),
                code.scope.as_str(),
                code.resources.as_str(),
                code.code_challenge.as_deref(),
                code.ip.as_str(),
                code.user_agent.as_str(),
                code.created_at.millis(),
                code.expires_at.millis(),
                code.poll_interval
            ],
        )
        .await?;
    Ok(added == 1)
}

/// The code `id`, whatever became of it.
///
/// # Errors
/// Database failures.
pub async fn load(cx: &Cx, tx: &mut Tx, id: &str) -> Result<Option<DeviceCode>, Error> {
    let row = tx
        .query_one(
            "SELECT id, secret_hash, user_code_hash, app_id, client_id, scope, resources, code_challenge, ip, user_agent, created_at, \
             expires_at, poll_interval, state, user_id, context, grant_id \
             FROM device_codes WHERE realm_id = $1 AND id = $2",
            params![cx.realm.id.as_str(), id],
        )
        .await?;
    row.as_ref().map(code_from).transpose()
}

/// The code behind a user code, while it waits for its person.
///
/// # Errors
/// Database failures.
pub async fn waiting(
    cx: &Cx,
    tx: &mut Tx,
    user_code_hash: &str,
) -> Result<Option<DeviceCode>, Error> {
    let row = tx
        .query_one(
            "SELECT id, secret_hash, user_code_hash, app_id, client_id, scope, resources, code_challenge, ip, user_agent, created_at, \
             expires_at, poll_interval, state, user_id, context, grant_id \
             FROM device_codes WHERE realm_id = $1 AND user_code_hash = $2 AND state = 'pending' AND expires_at > $3",
            params![cx.realm.id.as_str(), user_code_hash, cx.now.millis()],
        )
        .await?;
    row.as_ref().map(code_from).transpose()
}

/// Writes the person's answer down: `Allowed` or `Denied`. Of many answers, the first counts and gets `true`.
///
/// # Errors
/// Database failures; internal for a state that is no answer.
pub async fn answer(
    cx: &Cx,
    tx: &mut Tx,
    id: DeviceCodeId,
    by: UserId,
    answer: &State,
) -> Result<bool, Error> {
    let context = match answer {
        State::Allowed { context, .. } => Some(context.as_str()),
        State::Denied => None,
        State::Pending | State::Used(_) => {
            return Err(Error::internal("not an answer about a device code"));
        }
    };
    let answered = tx
        .execute(
            "UPDATE device_codes SET state = $1, user_id = $2, context = $3 \
             WHERE realm_id = $4 AND id = $5 AND state = 'pending' AND expires_at > $6",
            params![
                answer.name(),
                by.as_str(),
                context,
                cx.realm.id.as_str(),
                id.as_str(),
                cx.now.millis()
            ],
        )
        .await?;
    Ok(answered == 1)
}

/// Counts a poll. One that comes `grace` milliseconds or more too early makes the interval `longer` seconds longer.
///
/// # Errors
/// Database failures.
pub async fn poll(
    cx: &Cx,
    tx: &mut Tx,
    id: DeviceCodeId,
    longer: i64,
    grace: i64,
) -> Result<Poll, Error> {
    let early = tx
        .execute(
            "UPDATE device_codes SET polled_at = $1, poll_interval = poll_interval + $2 \
             WHERE realm_id = $3 AND id = $4 AND polled_at + poll_interval * 1000 - $5 > $1",
            params![
                cx.now.millis(),
                longer,
                cx.realm.id.as_str(),
                id.as_str(),
                grace
            ],
        )
        .await?;
    if early == 1 {
        return Ok(Poll::TooEarly);
    }
    tx.execute(
        "UPDATE device_codes SET polled_at = $1 WHERE realm_id = $2 AND id = $3",
        params![cx.now.millis(), cx.realm.id.as_str(), id.as_str()],
    )
    .await?;
    Ok(Poll::InTime)
}

/// Uses an allowed code up for `grant`. Of many at once, one gets `true`.
///
/// # Errors
/// Database failures.
pub async fn claim(cx: &Cx, tx: &mut Tx, id: DeviceCodeId, grant: GrantId) -> Result<bool, Error> {
    let used = tx
        .execute(
            "UPDATE device_codes SET state = 'used', grant_id = $1 \
             WHERE realm_id = $2 AND id = $3 AND state = 'allowed' AND expires_at > $4",
            params![
                grant.as_str(),
                cx.realm.id.as_str(),
                id.as_str(),
                cx.now.millis()
            ],
        )
        .await?;
    Ok(used == 1)
}

fn code_from(row: &Row) -> Result<DeviceCode, Error> {
    let broken = |_| Error::internal("a device code has a broken id");
    let half = || Error::internal("a device code lacks what its state needs");
    let state = match row.get::<String>(13)?.as_str() {
        "pending" => State::Pending,
        "denied" => State::Denied,
        "allowed" => State::Allowed {
            user: row
                .get::<Option<String>>(14)?
                .ok_or_else(half)?
                .parse()
                .map_err(broken)?,
            context: row.get::<Option<String>>(15)?.ok_or_else(half)?,
        },
        "used" => State::Used(
            row.get::<Option<String>>(16)?
                .ok_or_else(half)?
                .parse()
                .map_err(broken)?,
        ),
        other => {
            return Err(Error::internal(format!(
                "a device code is in the state {other}"
            )));
        }
    };
    Ok(DeviceCode {
        id: row.get::<String>(0)?.parse().map_err(broken)?,
        secret_hash: row.get(1)?,
        user_code_hash: row.get(2)?,
        app: row.get::<String>(3)?.parse().map_err(broken)?,
        client_id: row.get(4)?,
        scope: row.get(5)?,
        resources: row.get(6)?,
        code_challenge: row.get(7)?,
        ip: row.get(8)?,
        user_agent: row.get(9)?,
        created_at: Timestamp::from_millis(row.get(10)?),
        expires_at: Timestamp::from_millis(row.get(11)?),
        poll_interval: row.get(12)?,
        state,
    })
}
