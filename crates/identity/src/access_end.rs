//! Ending what somebody reaches with sign-ins of before: sessions, and what apps were given.

use durward_db::Tx;
use durward_model::audit::{Event, Topic};
use durward_model::id::{SessionId, UserId};
use durward_model::service::SessionService;
use durward_store::{Cx, Error, audit, grants, services, sessions};

/// Ends every session of `user` and every grant with its tokens. For the moment when whoever held the account may not
/// be who holds it from now on.
pub(crate) async fn end_access(cx: &Cx, tx: &mut Tx, user: UserId) -> Result<(), Error> {
    end_access_but(cx, tx, user, None).await
}

/// The same, but for the session `keep`.
pub(crate) async fn end_access_but(
    cx: &Cx,
    tx: &mut Tx,
    user: UserId,
    keep: Option<SessionId>,
) -> Result<(), Error> {
    end_sessions(cx, tx, user, keep).await?;
    grants::revoke_of_user(cx, tx, user).await?;
    Ok(())
}

/// Ends every session of `user` but `keep`, client-side ones too. Returns how many of those that are kept here.
///
/// # Errors
/// Database failures.
pub async fn end_sessions(
    cx: &Cx,
    tx: &mut Tx,
    user: UserId,
    keep: Option<SessionId>,
) -> Result<usize, Error> {
    let ended = sessions::revoke_all(cx, tx, user, keep).await?;
    let event = || Event::new(Topic::Authentication, "session.ended").user(user);
    let mut events: Vec<Event> = ended
        .iter()
        .map(|id| event().object(id).session(id))
        .collect();
    // Nobody knows how many there were: one event tells of them all.
    let settings = services::settings::<SessionService>(cx).await?;
    if settings.stateless_sessions_enabled {
        events.push(event().object(user).with("reason", "all client-side"));
    }
    audit::record_all(cx, tx, events).await?;
    Ok(ended.len())
}
