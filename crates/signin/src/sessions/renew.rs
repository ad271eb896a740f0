//! Going on with a session: begun afresh when its person signs in again, raised when they prove more.
//!
//! The session keeps its id, so what applications hold of it stays valid, and gets a new secret: whoever knew the
//! cookie before knows nothing afterwards.

use durward_db::Tx;
use durward_model::Secret;
use durward_model::audit::{Event, Topic};
use durward_model::id::SessionId;
use durward_model::service::SessionService;
use durward_model::session::{MULTI_FACTOR, Method, Session, is_first_hand, is_multi_factor};
use durward_store::sessions::client_side as client_rows;
use durward_store::token::OpaqueToken;
use durward_store::{Cx, Error, audit, sessions as rows};

use super::begin::{Begun, SignedIn, begin, carried, keep};
use super::client_side;
use super::end::replace;

/// What a sign-in that outlasts a request keeps of the session that the browser came with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Continued {
    /// Which session.
    pub(crate) id: SessionId,
    /// The state of a client-side one, as in its cookie.
    pub(crate) state: Option<String>,
}

impl Continued {
    /// What to keep of `session`.
    ///
    /// # Errors
    /// Database failures.
    pub(crate) async fn of(cx: &Cx, session: &Session) -> Result<Self, Error> {
        let state = match session.client_side {
            true => client_side::cookie(cx, session).await?,
            false => None,
        };
        Ok(Self {
            id: session.id,
            state: state.map(|state| state.expose().clone()),
        })
    }

    /// The session as it stands in this transaction, if it is live and its user may sign in.
    ///
    /// # Errors
    /// Database failures.
    pub(crate) async fn live(&self, cx: &Cx, tx: &mut Tx) -> Result<Option<Session>, Error> {
        let Some(state) = &self.state else {
            return live(cx, tx, self.id.as_str()).await;
        };
        match client_side::read(cx, state).await? {
            Some(session) => client_side::again(cx, tx, session).await,
            None => Ok(None),
        }
    }
}

/// The live session `id` of those kept here, as it stands in this transaction, if its user may sign in.
pub(super) async fn live(cx: &Cx, tx: &mut Tx, id: &str) -> Result<Option<Session>, Error> {
    let stored = rows::load(cx, tx, id).await?;
    Ok(stored
        .map(|stored| stored.session)
        .filter(|session| session.is_live(cx.now)))
}

/// The session of somebody who has just signed in with a browser that `came_with` one: that one begun afresh when it is
/// theirs, else a new one in its place. None when it was changed at the same moment.
///
/// # Errors
/// Database failures.
pub(crate) async fn enter(
    cx: &Cx,
    tx: &mut Tx,
    settings: &SessionService,
    came_with: Option<Session>,
    signed_in: SignedIn,
) -> Result<Option<Begun>, Error> {
    match came_with {
        Some(own) if own.user == signed_in.user => renew(cx, tx, settings, own, signed_in).await,
        came_with => {
            if let Some(other) = came_with {
                replace(cx, tx, &other).await?;
            }
            begin(cx, tx, settings, signed_in).await.map(Some)
        }
    }
}

/// Begins `session` afresh with what its person has just proved. None when somebody else has changed it meanwhile.
async fn renew(
    cx: &Cx,
    tx: &mut Tx,
    settings: &SessionService,
    session: Session,
    signed_in: SignedIn,
) -> Result<Option<Begun>, Error> {
    let renewed = Session {
        auth_time: signed_in.auth_time.unwrap_or(cx.now),
        methods: signed_in.methods,
        acr: signed_in.acr,
        auth_level: signed_in.auth_level,
        journey: signed_in.journey,
        properties: signed_in.properties,
        expires_at: cx.now.plus_seconds(settings.max_session_time * 60),
        ..session
    };
    rewrite(cx, tx, settings, renewed, "session.renewed").await
}

/// Adds to `session` what its person has proved on top; with `stepped_up` it counts as one of the journey that was
/// run. It ends when it would have. None when somebody else has changed it meanwhile.
///
/// # Errors
/// Database failures.
pub(crate) async fn upgrade(
    cx: &Cx,
    tx: &mut Tx,
    settings: &SessionService,
    mut session: Session,
    signed_in: SignedIn,
    stepped_up: bool,
) -> Result<Option<Begun>, Error> {
    // Somebody who was only recognised is so until they prove who they are; a second factor alone does not.
    let recognised = session.is_remembered() && !is_first_hand(&signed_in.methods);
    if !recognised {
        if stepped_up {
            session.journey = signed_in.journey;
        }
        if stepped_up || session.is_remembered() {
            session.acr = signed_in.acr;
        }
        if !signed_in.methods.is_empty() {
            session.auth_time = cx.now;
        }
        session.auth_level = session.auth_level.max(signed_in.auth_level);
    }
    for method in signed_in.methods {
        note(&mut session.methods, method);
    }
    if is_multi_factor(&session.methods) {
        let both = Method {
            amr: MULTI_FACTOR.to_owned(),
            at: cx.now,
        };
        note(&mut session.methods, both);
    }
    session.properties.extend(signed_in.properties);
    rewrite(cx, tx, settings, session, "session.upgraded").await
}

fn note(methods: &mut Vec<Method>, passed: Method) {
    match methods.iter_mut().find(|method| method.amr == passed.amr) {
        Some(method) => method.at = passed.at,
        None => methods.push(passed),
    }
}

async fn rewrite(
    cx: &Cx,
    tx: &mut Tx,
    settings: &SessionService,
    session: Session,
    event: &'static str,
) -> Result<Option<Begun>, Error> {
    let mut session = Session {
        ip: cx.origin.ip.clone(),
        user_agent: cx.origin.user_agent.chars().take(512).collect(),
        last_seen_at: cx.now,
        idle_expires_at: cx.now.plus_seconds(settings.max_idle_time * 60),
        ..session
    };
    let cookie = match session.client_side {
        true => carry(cx, tx, &mut session).await?,
        false => replace_secret(cx, tx, &mut session).await?,
    };
    let Some(cookie) = cookie else {
        return Ok(None);
    };
    let event = Event::new(Topic::Authentication, event)
        .object(session.id)
        .session(session.id)
        .user(session.user)
        .with("journey", session.journey.as_str());
    audit::record(cx, tx, event).await?;
    Ok(Some(Begun { session, cookie }))
}

async fn replace_secret(
    cx: &Cx,
    tx: &mut Tx,
    session: &mut Session,
) -> Result<Option<Secret<String>>, Error> {
    let issued = OpaqueToken::issue(session.id.as_str(), cx.entropy());
    let rewritten = rows::rewrite(cx, tx, session, &issued.secret_hash).await?;
    session.version += 1;
    Ok(rewritten.then_some(issued.text))
}

/// A new cookie for a client-side session, and none of before is good any more. A session that has become too long for
/// a cookie is kept here from now on.
async fn carry(
    cx: &Cx,
    tx: &mut Tx,
    session: &mut Session,
) -> Result<Option<Secret<String>>, Error> {
    session.version += 1;
    let cookie = carried(cx, session).await?;
    let least = match &cookie {
        Some(_) => session.version,
        None => client_rows::ENDED,
    };
    if !client_rows::void_below(cx, tx, session, least).await? {
        return Ok(None);
    }
    match cookie {
        Some(cookie) => Ok(Some(cookie)),
        None => keep(cx, tx, session).await.map(Some),
    }
}
