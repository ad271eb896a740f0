//! Ending sessions. Ending one that has ended already changes nothing and is no error.

use durward_db::Tx;
use durward_identity::access_end::end_sessions;
use durward_model::audit::{Event, Topic};
use durward_model::id::{SessionId, UserId};
use durward_model::session::Session;
use durward_store::sessions::client_side;
use durward_store::{Cx, Error, audit, sessions as rows};

/// Ends `session`, as its person asks.
///
/// # Errors
/// Database failures.
pub async fn end(cx: &Cx, session: &Session) -> Result<(), Error> {
    let mut tx = cx.db().begin().await?;
    if conclude(cx, &mut tx, session).await? {
        audit::record(cx, &mut tx, ended(session.user, session.id)).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Makes `session` worth nothing. Returns whether it was worth anything.
async fn conclude(cx: &Cx, tx: &mut Tx, session: &Session) -> Result<bool, Error> {
    match session.client_side {
        true => client_side::void_below(cx, tx, session, client_side::ENDED).await,
        false => rows::revoke(cx, tx, session.user, session.id).await,
    }
}

/// Ends the session `id` of `user`, one of those kept here; the caller has made sure that the actor may. Returns whether there was one.
///
/// # Errors
/// Database failures.
pub async fn end_one(cx: &Cx, user: UserId, id: SessionId) -> Result<bool, Error> {
    let mut tx = cx.db().begin().await?;
    let was_live = rows::revoke(cx, &mut tx, user, id).await?;
    if was_live {
        audit::record(cx, &mut tx, ended(user, id)).await?;
        tx.commit().await?;
    }
    Ok(was_live)
}

/// Ends every session of the user of `kept` but that one. Returns how many.
///
/// # Errors
/// Database failures.
pub async fn end_others(cx: &Cx, kept: &Session) -> Result<usize, Error> {
    let mut tx = cx.db().begin().await?;
    let count = end_sessions(cx, &mut tx, kept.user, Some(kept.id)).await?;
    tx.commit().await?;
    Ok(count)
}

/// Ends every session of `user`, in the caller's transaction. Returns how many.
///
/// # Errors
/// Database failures.
pub async fn end_all(cx: &Cx, tx: &mut Tx, user: UserId) -> Result<usize, Error> {
    end_sessions(cx, tx, user, None).await
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
