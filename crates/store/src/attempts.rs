//! Attempts to sign in through the authentication interface: which methods were tried and passed before a session is
//! begun. Each change is guarded by the version it was made from, so of two at once one wins.

use durward_db::{Row, Tx, params};
use durward_model::Timestamp;
use durward_model::id::AttemptId;

use crate::vault::Sealed;
use crate::{Cx, Error};

/// An attempt as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// Its identifier.
    pub id: AttemptId,
    /// SHA-256 of the secret in its cookie.
    pub secret_hash: String,
    /// How far it has come.
    pub status: Status,
    /// Path and query of the authorization request to go on with.
    pub request: String,
    /// The app that asks.
    pub client_id: String,
    /// The journey that must be used, if the request asks for a class that has one.
    pub journey: Option<String>,
    /// The name the app expects the person to sign in with.
    pub login_hint: Option<String>,
    /// The languages the person reads, best first, separated by spaces.
    pub ui_locales: Option<String>,
    /// The method being tried.
    pub method: Option<String>,
    /// The token of the run in which it is tried.
    pub run: Option<Sealed>,
    /// The methods passed and when, as JSON text.
    pub completed: String,
    /// Who it turned out to be and how, as JSON text (the sign-in's own type).
    pub proved: Option<String>,
    /// When it began.
    pub created_at: Timestamp,
    /// When it ends unless it ended before.
    pub expires_at: Timestamp,
    /// Counts changes, for guarded updates.
    pub version: i64,
}

/// How far an attempt has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Methods are being tried.
    Pending,
    /// Everything was passed.
    Authenticated,
    /// A session was begun.
    Completed,
    /// It came to its bad end.
    Failed,
}

impl Status {
    fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Authenticated => "authenticated",
            Self::Completed => "completed",
            Self::Failed => "failed",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        let all = [
            Self::Pending,
            Self::Authenticated,
            Self::Completed,
            Self::Failed,
        ];
        all.into_iter().find(|one| one.as_str() == text)
    }
}

/// Adds an attempt.
///
/// # Errors
/// Database failures.
pub async fn insert(cx: &Cx, tx: &mut Tx, attempt: &Attempt) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO attempts (realm_id, id, secret_hash, status, request, client_id, journey, login_hint, ui_locales, method, run, \
         completed, proved, created_at, expires_at, version) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        params![
            cx.realm.id.as_str(),
            attempt.id.as_str(),
            attempt.secret_hash.as_str(),
            attempt.status.as_str(),
            attempt.request.as_str(),
            attempt.client_id.as_str(),
            attempt.journey.as_deref(),
            attempt.login_hint.as_deref(),
            attempt.ui_locales.as_deref(),
            attempt.method.as_deref(),
            attempt.run.as_ref().map(|run| run.0.as_str()),
            attempt.completed.as_str(),
            attempt.proved.as_deref(),
            attempt.created_at.millis(),
            attempt.expires_at.millis(),
            attempt.version
        ],
    )
    .await?;
    Ok(())
}

/// The attempt `id`, ended or not.
///
/// # Errors
/// Database failures.
pub async fn load(cx: &Cx, tx: &mut Tx, id: &str) -> Result<Option<Attempt>, Error> {
    let row = tx
        .query_one(
            "SELECT id, secret_hash, status, request, client_id, journey, login_hint, ui_locales, method, run, completed, proved, \
             created_at, expires_at, version FROM attempts WHERE realm_id = $1 AND id = $2",
            params![cx.realm.id.as_str(), id],
        )
        .await?;
    row.as_ref().map(attempt_from).transpose()
}

/// Writes what an attempt has come to, if it is still at `attempt.version`. Returns whether it was.
///
/// # Errors
/// Database failures.
pub async fn save(cx: &Cx, tx: &mut Tx, attempt: &Attempt) -> Result<bool, Error> {
    let saved = tx
        .execute(
            "UPDATE attempts SET status = $1, method = $2, run = $3, completed = $4, proved = $5, version = version + 1 \
             WHERE realm_id = $6 AND id = $7 AND version = $8 AND expires_at > $9",
            params![
                attempt.status.as_str(),
                attempt.method.as_deref(),
                attempt.run.as_ref().map(|run| run.0.as_str()),
                attempt.completed.as_str(),
                attempt.proved.as_deref(),
                cx.realm.id.as_str(),
                attempt.id.as_str(),
                attempt.version,
                cx.now.millis()
            ],
        )
        .await?;
    Ok(saved == 1)
}

fn attempt_from(row: &Row) -> Result<Attempt, Error> {
    let broken = |what: &str| Error::internal(format!("an attempt has broken {what}"));
    Ok(Attempt {
        id: row.get::<String>(0)?.parse().map_err(|_| broken("an id"))?,
        secret_hash: row.get(1)?,
        status: Status::parse(&row.get::<String>(2)?).ok_or_else(|| broken("a status"))?,
        request: row.get(3)?,
        client_id: row.get(4)?,
        journey: row.get(5)?,
        login_hint: row.get(6)?,
        ui_locales: row.get(7)?,
        method: row.get(8)?,
        run: row.get::<Option<String>>(9)?.map(Sealed),
        completed: row.get(10)?,
        proved: row.get(11)?,
        created_at: Timestamp::from_millis(row.get(12)?),
        expires_at: Timestamp::from_millis(row.get(13)?),
        version: row.get(14)?,
    })
}
