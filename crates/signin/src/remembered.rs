//! Browsers that are remembered, whose people need not prove again who they are.
//!
//! The cookie carries an identifier and a 256-bit secret of which only the hash is kept; every sign-in with it replaces
//! the secret. Somebody who is recognised by it has proved nothing: no method was passed, the session keeps the time at
//! which the person did prove who they are, and its class and level are the lowest there are.

use durward_db::Tx;
use durward_journey::state::{Aim, RunState};
use durward_model::audit::{Event, Topic};
use durward_model::id::{RememberedId, SessionId, UserId};
use durward_model::session::{Session, is_first_hand};
use durward_model::{Secret, Timestamp};
use durward_store::remembered::{self as rows, Held, Remembered};
use durward_store::token::{self, OpaqueToken};
use durward_store::{Cx, Error, audit};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// Name under which a run's state holds what the browser's cookie says.
const PRESENTED: &str = "rememberedCookie";
/// Name under which a run's state holds by what the person was recognised.
const RECOGNISED: &str = "remembered";
/// Name under which a run's state holds that the browser is to be remembered.
const WANTED: &str = "rememberMe";
/// Browsers one person is remembered in; that which has been longest is forgotten.
const MOST: i64 = 50;
const HOUR: i64 = 3600;

/// What is to become of the browser's cookie.
#[derive(Debug, Clone)]
pub enum Keeping {
    /// It carries this from now on, for so many seconds.
    Keep(Secret<String>, i64),
    /// It is worth nothing any more.
    Drop,
}

/// What a browser came with.
#[derive(Debug, Serialize, Deserialize)]
struct Presented {
    id: String,
    hash: String,
    /// Whether the person may be recognised by it in this run.
    good: bool,
}

/// By what somebody was recognised.
#[derive(Debug, Serialize, Deserialize)]
struct Recognised {
    id: RememberedId,
    user: UserId,
    auth_time: Timestamp,
    /// Hours until the browser is forgotten unless it is used again.
    idle: i64,
}

/// For how long a browser is to be remembered, in hours.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Wanted {
    /// Whatever happens.
    pub(crate) life: i64,
    /// Unless it is used again.
    pub(crate) idle: i64,
}

/// Notes in the state of a run what the cookie of its browser says. `fresh` says that the person is wanted to prove who
/// they are; so does a run that is about more than beginning a session.
pub(crate) fn note(state: &mut RunState, cookie: &str, fresh: bool) -> Result<(), Error> {
    let Some((id, secret)) = token::split(cookie) else {
        return Ok(());
    };
    let begins = state.aim == Aim::SignIn && state.continues.is_none() && state.least_level <= 0;
    let presented = Presented {
        id: id.to_owned(),
        hash: token::hash(secret),
        good: begins && !fresh,
    };
    put(state, PRESENTED, &presented)
}

/// Forgets what the browser of a run said: the run goes on in another.
pub(crate) fn forget(state: &mut RunState) {
    state.shared.remove(PRESENTED);
}

/// Has the browser remembered once the run ends well.
pub(crate) fn want(state: &mut RunState, wanted: Wanted) -> Result<(), Error> {
    put(state, WANTED, &wanted)
}

/// When the person of a run proved who they are, if that was not in this run.
pub(crate) fn proved_at(state: &RunState) -> Option<Timestamp> {
    let recognised = recognised(state)?;
    (!is_first_hand(state.methods())).then_some(recognised.auth_time)
}

/// By what the person that the run is about was recognised.
fn recognised(state: &RunState) -> Option<Recognised> {
    let recognised: Option<Recognised> = get(state, RECOGNISED);
    recognised.filter(|recognised| state.subject == Some(recognised.user))
}

/// What looking at a browser's cookie came to.
#[derive(Debug)]
pub(crate) enum Look {
    /// It stands for nobody, or may not be used in this run.
    Nobody,
    /// It stands for somebody.
    Somebody(Box<Remembered>),
    /// It is a copy: two browsers have it.
    Copied(RememberedId, UserId),
}

/// Looks whom the browser of a run stands for.
///
/// # Errors
/// Database failures.
pub(crate) async fn look(cx: &Cx, tx: &mut Tx, state: &RunState) -> Result<Look, Error> {
    let presented: Option<Presented> = get(state, PRESENTED);
    let Some(presented) = presented.filter(|presented| presented.good) else {
        return Ok(Look::Nobody);
    };
    let Some(stored) = rows::load(cx, tx, &presented.id).await? else {
        return Ok(Look::Nobody);
    };
    let held = stored.holds(&presented.hash, cx.now);
    let found = stored.remembered;
    Ok(match held {
        Held::Current | Held::Former => Look::Somebody(Box::new(found)),
        Held::Copy => Look::Copied(found.id, found.user),
    })
}

/// Makes the run one of somebody who was recognised. The browser may then be idle for so many hours.
pub(crate) fn recognise(state: &mut RunState, found: &Remembered, idle: i64) -> Result<(), Error> {
    let recognised = Recognised {
        id: found.id,
        user: found.user,
        auth_time: found.auth_time,
        idle,
    };
    state.subject = Some(found.user);
    put(state, RECOGNISED, &recognised)
}

/// A remembered browser in use: the secret its cookie has from now on, if this use replaced it.
#[derive(Debug)]
pub(crate) struct Use {
    id: RememberedId,
    new: Option<(Secret<String>, i64)>,
}

/// Uses what the person of a run was recognised by. None when it is not good any more: it was ended meanwhile, or the
/// browser has moved on without this run. Of nobody who was recognised there is nothing to use.
///
/// # Errors
/// Database failures.
pub(crate) async fn claim(
    cx: &Cx,
    tx: &mut Tx,
    state: &RunState,
) -> Result<Option<Option<Use>>, Error> {
    let Some(recognised) = recognised(state) else {
        return Ok(Some(None));
    };
    let id = recognised.id;
    let presented: Option<Presented> = get(state, PRESENTED);
    let presented = presented.filter(|presented| presented.id == id.as_str());
    if let Some(presented) = &presented {
        let issued = OpaqueToken::issue(id.as_str(), cx.entropy());
        let idle = cx.now.plus_seconds(recognised.idle * HOUR);
        let (old, new) = (presented.hash.as_str(), issued.secret_hash.as_str());
        if let Some(until) = rows::rotate(cx, tx, id, old, new, idle).await? {
            let seconds = until.millis_since(cx.now) / 1000;
            let new = Some((issued.text, seconds));
            return Ok(Some(Some(Use { id, new })));
        }
    }
    let stored = rows::load(cx, tx, id.as_str()).await?;
    let stands = stored.is_some_and(|stored| {
        let held = |presented: &Presented| stored.holds(&presented.hash, cx.now);
        presented.is_none_or(|presented| held(&presented) == Held::Former)
    });
    if stands {
        return Ok(Some(Some(Use { id, new: None })));
    }
    // Whoever proved who they are besides does not depend on it.
    Ok(is_first_hand(state.methods()).then_some(None))
}

/// What a run that ends well leaves to be settled about its browser.
#[derive(Debug)]
pub(crate) struct Left {
    presented: Option<Presented>,
    wanted: Option<Wanted>,
    used: Option<Use>,
}

impl Left {
    /// What the run of `state` leaves, in which the browser was `used`.
    pub(crate) fn by(state: &RunState, used: Option<Use>) -> Self {
        // Nobody is remembered for longer by having been remembered.
        let proved = !state.methods().is_empty() && proved_at(state).is_none();
        Self {
            presented: get(state, PRESENTED),
            wanted: get(state, WANTED).filter(|_| proved),
            used,
        }
    }
}

/// Settles what the browser is remembered for, once `session` has begun: as the journey wanted it, or as it was.
///
/// # Errors
/// Database failures.
pub(crate) async fn settle(
    cx: &Cx,
    tx: &mut Tx,
    left: Left,
    session: &Session,
) -> Result<Option<Keeping>, Error> {
    let Left {
        presented,
        wanted,
        used,
    } = left;
    let user = session.user;
    if let Some(wanted) = wanted {
        if let Some(old) = presented {
            end_presented(cx, tx, &old.id, &old.hash, None).await?;
        }
        return remember(cx, tx, wanted, session).await.map(Some);
    }
    if let Some(used) = used {
        rows::note_session(cx, tx, used.id, session.id).await?;
        let event = about(used.id, user, "remembered.used").session(session.id);
        audit::record(cx, tx, event).await?;
        return Ok(used
            .new
            .map(|(cookie, seconds)| Keeping::Keep(cookie, seconds)));
    }
    // A browser stands for one person: whoever signs in last.
    let Some(other) = presented else {
        return Ok(None);
    };
    let ended = end_presented(cx, tx, &other.id, &other.hash, Some(user)).await?;
    Ok(ended.then_some(Keeping::Drop))
}

async fn remember(
    cx: &Cx,
    tx: &mut Tx,
    wanted: Wanted,
    session: &Session,
) -> Result<Keeping, Error> {
    let user = session.user;
    let id = RememberedId::new(cx.now, cx.entropy());
    let issued = OpaqueToken::issue(id.as_str(), cx.entropy());
    let idle = wanted.idle.min(wanted.life) * HOUR;
    let new = Remembered {
        id,
        user,
        session: session.id,
        journey: session.journey.clone(),
        auth_time: session.auth_time,
        ip: session.ip.clone(),
        user_agent: session.user_agent.clone(),
        created_at: cx.now,
        last_used_at: cx.now,
        idle_expires_at: cx.now.plus_seconds(idle),
        expires_at: cx.now.plus_seconds(wanted.life * HOUR),
    };
    let beyond = rows::revoke_beyond(cx, tx, user, MOST - 1).await?;
    note_ended(cx, tx, user, &beyond).await?;
    rows::insert(cx, tx, &new, &issued.secret_hash).await?;
    let event = about(id, user, "remembered.set").session(session.id);
    audit::record(cx, tx, event).await?;
    Ok(Keeping::Keep(issued.text, idle))
}

/// The browsers that `user` is remembered in, newest first.
///
/// # Errors
/// Database failures.
pub async fn list(cx: &Cx, user: UserId) -> Result<Vec<Remembered>, Error> {
    rows::of_user(cx, &mut cx.db().read().await?, user).await
}

/// Forgets the browser `id` of `user`; the caller has made sure that the actor may. Returns whether it was remembered.
///
/// # Errors
/// Database failures.
pub async fn end(cx: &Cx, user: UserId, id: RememberedId) -> Result<bool, Error> {
    let mut tx = cx.db().begin().await?;
    let ended = rows::revoke(cx, &mut tx, user, id).await?;
    if ended {
        note_ended(cx, &mut tx, user, &[id]).await?;
        tx.commit().await?;
    }
    Ok(ended)
}

/// Forgets the browser that the person of a run was recognised by.
///
/// # Errors
/// Database failures.
pub(crate) async fn end_recognised(cx: &Cx, tx: &mut Tx, state: &RunState) -> Result<(), Error> {
    let Some(Recognised { id, user, .. }) = recognised(state) else {
        return Ok(());
    };
    if rows::revoke(cx, tx, user, id).await? {
        note_ended(cx, tx, user, &[id]).await?;
    }
    Ok(())
}

/// Forgets a browser whose cookie somebody has a copy of.
///
/// # Errors
/// Database failures.
pub(crate) async fn end_copied(
    cx: &Cx,
    tx: &mut Tx,
    user: UserId,
    id: RememberedId,
) -> Result<(), Error> {
    if rows::revoke(cx, tx, user, id).await? {
        let event = about(id, user, "remembered.replayed").failed("replayed cookie");
        audit::record(cx, tx, event).await?;
    }
    Ok(())
}

/// Forgets the browser that comes with `cookie`.
///
/// # Errors
/// Database failures.
pub(crate) async fn sign_out(cx: &Cx, tx: &mut Tx, cookie: &str) -> Result<(), Error> {
    if let Some((id, secret)) = token::split(cookie) {
        end_presented(cx, tx, id, &token::hash(secret), None).await?;
    }
    Ok(())
}

/// Forgets the browsers of `user` whose session has ended because somebody wanted it to.
///
/// # Errors
/// Database failures.
pub(crate) async fn end_with_session(
    cx: &Cx,
    tx: &mut Tx,
    user: UserId,
    session: SessionId,
) -> Result<bool, Error> {
    let ended = rows::revoke_of_session(cx, tx, user, session).await?;
    note_ended(cx, tx, user, &ended).await?;
    Ok(!ended.is_empty())
}

/// Forgets the browser by what it came with, unless it stands for `but`.
async fn end_presented(
    cx: &Cx,
    tx: &mut Tx,
    id: &str,
    hash: &str,
    but: Option<UserId>,
) -> Result<bool, Error> {
    let Some((id, user)) = rows::revoke_presented(cx, tx, id, hash, but).await? else {
        return Ok(false);
    };
    note_ended(cx, tx, user, &[id]).await?;
    Ok(true)
}

/// Records that browsers of `user` are not remembered any longer.
///
/// # Errors
/// Database failures.
pub(crate) async fn note_ended(
    cx: &Cx,
    tx: &mut Tx,
    user: UserId,
    ended: &[RememberedId],
) -> Result<(), Error> {
    if ended.is_empty() {
        return Ok(());
    }
    let events = ended.iter().map(|id| about(*id, user, "remembered.ended"));
    audit::record_all(cx, tx, events.collect()).await
}

fn about(id: RememberedId, user: UserId, name: &'static str) -> Event {
    let event = Event::new(Topic::Authentication, name);
    event.object(id).user(user)
}

fn get<T: DeserializeOwned>(state: &RunState, key: &str) -> Option<T> {
    let value = state.shared.get(key)?;
    serde_json::from_value(value.clone()).ok()
}

fn put<T: Serialize>(state: &mut RunState, key: &str, value: &T) -> Result<(), Error> {
    let value = serde_json::to_value(value).map_err(|error| Error::internal(error.to_string()))?;
    state.shared.insert(key.to_owned(), value);
    Ok(())
}
