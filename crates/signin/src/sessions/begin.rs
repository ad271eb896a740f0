//! Beginning a session.

use std::collections::BTreeMap;

use durward_db::Tx;
use durward_model::audit::{Event, Topic};
use durward_model::id::{SessionId, UserId};
use durward_model::service::SessionService;
use durward_model::session::{Method, Session};
use durward_model::{Secret, Timestamp};
use durward_store::token::OpaqueToken;
use durward_store::{Cx, Error, audit, sessions as rows};
use serde::{Deserialize, Serialize};

use super::client_side;

/// Who signed in, and how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedIn {
    /// Who.
    pub user: UserId,
    /// The methods passed, in order.
    pub methods: Vec<Method>,
    /// When the person proved who they are, if that was before.
    #[serde(default)]
    pub auth_time: Option<Timestamp>,
    /// The authentication context class, when the journey itself says which.
    pub acr: Option<String>,
    /// The authentication level reached.
    pub auth_level: i64,
    /// The journey.
    pub journey: String,
    /// Properties the session carries.
    pub properties: BTreeMap<String, String>,
}

/// A session that has begun.
#[derive(Debug, Clone)]
pub struct Begun {
    /// The session.
    pub session: Session,
    /// What the browser's cookie carries. It cannot be read again.
    pub cookie: Secret<String>,
}

/// Begins a session with a new id: a client-side one if the realm has such and its state fits in a cookie.
///
/// `settings` are the realm's, read before the transaction.
///
/// # Errors
/// Database failures.
pub async fn begin(
    cx: &Cx,
    tx: &mut Tx,
    settings: &SessionService,
    signed_in: SignedIn,
) -> Result<Begun, Error> {
    let mut session = Session {
        id: SessionId::new(cx.now, cx.entropy()),
        user: signed_in.user,
        auth_time: signed_in.auth_time.unwrap_or(cx.now),
        methods: signed_in.methods,
        acr: signed_in.acr,
        auth_level: signed_in.auth_level,
        journey: signed_in.journey,
        properties: signed_in.properties,
        ip: cx.origin.ip.clone(),
        user_agent: cx.origin.user_agent.chars().take(512).collect(),
        created_at: cx.now,
        last_seen_at: cx.now,
        idle_expires_at: cx.now.plus_seconds(settings.max_idle_time * 60),
        expires_at: cx.now.plus_seconds(settings.max_session_time * 60),
        revoked_at: None,
        version: 1,
        client_side: settings.stateless_sessions_enabled,
    };
    let cookie = match carried(cx, &mut session).await? {
        Some(cookie) => cookie,
        None => {
            make_room(cx, tx, settings, session.user).await?;
            keep(cx, tx, &session).await?
        }
    };
    let event = Event::new(Topic::Authentication, "session.started")
        .object(session.id)
        .session(session.id)
        .user(session.user)
        .with("journey", session.journey.as_str());
    audit::record(cx, tx, event).await?;
    Ok(Begun { session, cookie })
}

/// The cookie of a client-side session. One whose state does not fit in a cookie is client-side no longer.
pub(super) async fn carried(
    cx: &Cx,
    session: &mut Session,
) -> Result<Option<Secret<String>>, Error> {
    if !session.client_side {
        return Ok(None);
    }
    let written = Session {
        idle_expires_at: session.expires_at,
        ..session.clone()
    };
    let cookie = client_side::cookie(cx, &written).await?;
    match cookie {
        Some(_) => *session = written,
        None => session.client_side = false,
    }
    Ok(cookie)
}

/// Keeps `session` in the database and returns its cookie.
pub(super) async fn keep(cx: &Cx, tx: &mut Tx, session: &Session) -> Result<Secret<String>, Error> {
    let issued = OpaqueToken::issue(session.id.as_str(), cx.entropy());
    rows::insert(cx, tx, session, &issued.secret_hash).await?;
    Ok(issued.text)
}

/// Ends those of the user's sessions beyond the quota that would expire first (R-SES-16).
async fn make_room(
    cx: &Cx,
    tx: &mut Tx,
    settings: &SessionService,
    user: UserId,
) -> Result<(), Error> {
    let room = settings.quota_limit.max(1) - 1;
    for ended in rows::revoke_beyond(cx, tx, user, room).await? {
        let event = super::end::ended(user, ended).with("reason", "quota");
        audit::record(cx, tx, event).await?;
    }
    Ok(())
}
