//! Ending what somebody reaches with sign-ins of before: sessions, and what apps were given.

use durward_db::Tx;
use durward_model::audit::{Event, Topic};
use durward_model::id::{SessionId, UserId};
use durward_store::{Cx, Error, audit, grants, sessions};

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
    let ended = sessions::revoke_all(cx, tx, user, keep).await?;
    let events = ended.iter().map(|id| {
        Event::new(Topic::Authentication, "session.ended")
            .object(id)
            .session(id)
            .user(user)
    });
    audit::record_all(cx, tx, events.collect()).await?;
    grants::revoke_of_user(cx, tx, user).await?;
    Ok(())
}
