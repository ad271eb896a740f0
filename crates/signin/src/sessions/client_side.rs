//! Client-side sessions (R-SES-2): their state is in the cookie, signed and encrypted under a key of the session's own;
//! what is kept here is that they ended.
//!
//! Such a session costs a sign-in no row. It is in no list, does not count towards the quota, does not end by idleness,
//! and its properties change only by signing in (R-SES-10).

use std::collections::BTreeMap;

use durward_db::Tx;
use durward_model::id::{SessionId, UserId};
use durward_model::service::SessionService;
use durward_model::session::{Method, Session};
use durward_model::{Secret, Timestamp};
use durward_store::sessions::client_side as rows;
use durward_store::{Cx, Error, services};
use serde::{Deserialize, Serialize};

use crate::nested::Nested;

/// `typ` of the signed token.
const TYPE: &str = "session+jwt";
/// Longest value that browsers keep beside the cookie's name (RFC 6265 6.1: 4096 bytes for all of it).
const LONGEST: usize = 3800;
/// Characters of the `User-Agent` that are kept.
const USER_AGENT: usize = 200;

/// What the cookie says. Moments are milliseconds: `created_at` is compared with when all sessions of a user ended.
#[derive(Serialize, Deserialize)]
struct Claims {
    sub: UserId,
    auth_time: i64,
    methods: Vec<Method>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    acr: Option<String>,
    auth_level: i64,
    journey: String,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    properties: BTreeMap<String, String>,
    ip: String,
    user_agent: String,
    created_at: i64,
    written_at: i64,
    expires_at: i64,
    version: i64,
}

/// The cookie of `session`; none when its state is too long for one.
pub(super) async fn cookie(cx: &Cx, session: &Session) -> Result<Option<Secret<String>>, Error> {
    let claims = Claims {
        sub: session.user,
        auth_time: session.auth_time.millis(),
        methods: session.methods.clone(),
        acr: session.acr.clone(),
        auth_level: session.auth_level,
        journey: session.journey.clone(),
        properties: session.properties.clone(),
        ip: session.ip.clone(),
        user_agent: session.user_agent.chars().take(USER_AGENT).collect(),
        created_at: session.created_at.millis(),
        written_at: session.last_seen_at.millis(),
        expires_at: session.expires_at.millis(),
        version: session.version,
    };
    let token = nested(cx, session.id).await?.write(cx, &claims)?;
    let text = format!("{}.{token}", session.id);
    Ok((text.len() <= LONGEST).then(|| Secret::new(text)))
}

/// The session whose state `cookie` says, if it is one of this realm and its time is not over. Whether it was ended is
/// another question: [`again`].
pub(super) async fn read(cx: &Cx, cookie: &str) -> Result<Option<Session>, Error> {
    let Some((Ok(id), token)) = cookie
        .split_once('.')
        .map(|(id, token)| (id.parse::<SessionId>(), token))
    else {
        return Ok(None);
    };
    let Some(claims) = nested(cx, id).await?.read::<Claims>(token) else {
        return Ok(None);
    };
    let expires_at = Timestamp::from_millis(claims.expires_at);
    let session = Session {
        id,
        user: claims.sub,
        auth_time: Timestamp::from_millis(claims.auth_time),
        methods: claims.methods,
        acr: claims.acr,
        auth_level: claims.auth_level,
        journey: claims.journey,
        properties: claims.properties,
        ip: claims.ip,
        user_agent: claims.user_agent,
        created_at: Timestamp::from_millis(claims.created_at),
        last_seen_at: Timestamp::from_millis(claims.written_at),
        idle_expires_at: expires_at,
        expires_at,
        revoked_at: None,
        version: claims.version,
        client_side: true,
    };
    Ok(Some(session).filter(|session| session.is_live(cx.now)))
}

/// `session`, if it has not ended and the realm still has client-side ones: a realm that no longer does has none.
pub(super) async fn again(
    cx: &Cx,
    tx: &mut Tx,
    session: Session,
) -> Result<Option<Session>, Error> {
    let settings = services::settings::<SessionService>(cx).await?;
    let holds = settings.stateless_sessions_enabled && rows::holds(cx, tx, &session).await?;
    Ok(holds.then_some(session))
}

/// Keys of the session's own, so that none is used for more texts than AES-GCM with random vectors bears (NIST SP
/// 800-38D 8.3).
async fn nested(cx: &Cx, id: SessionId) -> Result<Nested, Error> {
    let realm = cx.keys().await?;
    let derived = |what: &str| realm.keyed_hash(format!("session|{what}|{id}").as_bytes());
    Nested::new(TYPE, derived("sign").as_ref(), derived("encrypt").as_ref())
}
