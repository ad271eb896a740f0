//! Ending what somebody reaches with sign-ins of before: sessions, browsers that are remembered, and what apps were given.

use durward_db::Tx;
use durward_model::audit::{Event, Topic};
use durward_model::id::{RememberedId, SessionId, UserId};
use durward_model::service::SessionService;
use durward_store::sessions::Kept;
use durward_store::{Cx, Error, audit, grants, remembered, services, sessions};

/// Ends every session of `user` and every grant with its tokens. For the moment when whoever held the account may not
/// be who holds it from now on.
pub(crate) async fn end_access(cx: &Cx, tx: &mut Tx, user: UserId) -> Result<(), Error> {
    end_access_but(cx, tx, user, None).await
}

/// The same, but for the session `keep`, whose browser is not remembered any longer.
pub(crate) async fn end_access_but(
    cx: &Cx,
    tx: &mut Tx,
    user: UserId,
    keep: Option<SessionId>,
) -> Result<(), Error> {
    let kept = keep.map_or(Kept::Nothing, Kept::Session);
    end_sessions(cx, tx, user, kept).await?;
    grants::revoke_of_user(cx, tx, user).await?;
    Ok(())
}

/// Ends every session of `user`, client-side ones too, and forgets every browser, but for what is `kept`. Returns how
/// many sessions of those that are kept here.
///
/// # Errors
/// Database failures.
pub async fn end_sessions(cx: &Cx, tx: &mut Tx, user: UserId, kept: Kept) -> Result<usize, Error> {
    let ended = sessions::revoke_all(cx, tx, user, kept).await?;
    let event = || Event::new(Topic::Authentication, "session.ended").user(user);
    let sessions = ended
        .sessions
        .iter()
        .map(|id| event().object(id).session(id));
    let remembered = ended.remembered.iter().map(|id| forgotten(user, *id));
    let mut events: Vec<Event> = sessions.chain(remembered).collect();
    // Nobody knows how many there were: one event tells of them all.
    let settings = services::settings::<SessionService>(cx).await?;
    if settings.stateless_sessions_enabled {
        events.push(event().object(user).with("reason", "all client-side"));
    }
    audit::record_all(cx, tx, events).await?;
    Ok(ended.sessions.len())
}

/// Forgets every browser that `user` is remembered in, whatever comes of sessions.
pub(crate) async fn forget_browsers(cx: &Cx, tx: &mut Tx, user: UserId) -> Result<(), Error> {
    let ended = remembered::revoke_all(cx, tx, user, None).await?;
    if ended.is_empty() {
        return Ok(());
    }
    let events = ended.into_iter().map(|id| forgotten(user, id));
    audit::record_all(cx, tx, events.collect()).await
}

fn forgotten(user: UserId, id: RememberedId) -> Event {
    Event::new(Topic::Authentication, "remembered.ended")
        .object(id)
        .user(user)
}
