//! Ending sessions. Ending one that has ended already changes nothing and is no error.

use durward_db::Tx;
use durward_identity::access_end::end_sessions;
use durward_model::audit::{Event, Topic};
use durward_model::id::{SessionId, UserId};
use durward_model::session::Session;
use durward_store::sessions::{Kept, client_side};
use durward_store::{Cx, Error, audit, sessions as rows};

use crate::remembered;

/// Ends `session`, as its person asks. Its browser is not remembered any longer.
///
/// # Errors
/// Database failures.
pub async fn end(cx: &Cx, session: &Session) -> Result<(), Error> {
    sign_out(cx, Some(session), None).await
}

/// Signs the person out of a browser that has this session, if any, and is remembered by this `cookie`, if it is.
///
/// # Errors
/// Database failures.
pub async fn sign_out(
    cx: &Cx,
    session: Option<&Session>,
    cookie: Option<&str>,
) -> Result<(), Error> {
    let mut tx = cx.db().begin().await?;
    if let Some(session) = session {
        if conclude(cx, &mut tx, session).await? {
            audit::record(cx, &mut tx, ended(session.user, session.id)).await?;
        }
        remembered::end_with_session(cx, &mut tx, session.user, session.id).await?;
    }
    if let Some(cookie) = cookie {
        remembered::sign_out(cx, &mut tx, cookie).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Makes `session` worth nothing. Returns whether it was worth anything.
async fn conclude(cx: &Cx, tx: &mut Tx, session: &Session) -> Result<bool, Error> {
    match session.client_side {
        true => client_side::void_below(cx, tx, session, client_side::ENDED).await,
        false => rows::revoke(cx, tx, session.user, session.id).await,
    }
}

/// Ends the session `id` of `user`, one of those kept here, and has its browser remembered no longer; the caller has made sure that the actor may. Returns whether there was one.
///
/// # Errors
/// Database failures.
pub async fn end_one(cx: &Cx, user: UserId, id: SessionId) -> Result<bool, Error> {
    let mut tx = cx.db().begin().await?;
    let was_live = rows::revoke(cx, &mut tx, user, id).await?;
    if was_live {
        audit::record(cx, &mut tx, ended(user, id)).await?;
        remembered::end_with_session(cx, &mut tx, user, id).await?;
        tx.commit().await?;
    }
    Ok(was_live)
}

/// Ends every session of the user of `kept` but that one, and forgets every other browser. Returns how many sessions.
///
/// # Errors
/// Database failures.
pub async fn end_others(cx: &Cx, kept: &Session) -> Result<usize, Error> {
    let mut tx = cx.db().begin().await?;
    let count = end_sessions(cx, &mut tx, kept.user, Kept::Browser(kept.id)).await?;
    tx.commit().await?;
    Ok(count)
}

/// Ends every session of `user` and forgets every browser, in the caller's transaction. Returns how many sessions.
///
/// # Errors
/// Database failures.
pub async fn end_all(cx: &Cx, tx: &mut Tx, user: UserId) -> Result<usize, Error> {
    end_sessions(cx, tx, user, Kept::Nothing).await
}

/// Ends a session whose browser somebody else has signed in with, in the caller's transaction.
///
/// # Errors
/// Database failures.
pub(crate) async fn replace(cx: &Cx, tx: &mut Tx, session: &Session) -> Result<(), Error> {
    if conclude(cx, tx, session).await? {
        let event = ended(session.user, session.id).with("reason", "replaced");
        audit::record(cx, tx, event).await?;
    }
    Ok(())
}

/// The event that tells of the end of a session.
pub(super) fn ended(user: UserId, id: SessionId) -> Event {
    Event::new(Topic::Authentication, "session.ended")
        .object(id)
        .session(id)
        .user(user)
}
