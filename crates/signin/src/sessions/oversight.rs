//! Sessions of others, for administrators (R-SES-6). A person may do the same with their own.

use durward_access::{Privilege, require};
use durward_db::Tx;
use durward_model::Actor;
use durward_model::id::UserId;
use durward_model::session::Session;
use durward_store::{Cx, Error, sessions as rows};

use super::end;

/// The live sessions of `user`, newest first.
///
/// # Errors
/// Forbidden and not found for actors who may not see them; database failures.
pub async fn list_of(cx: &Cx, user: UserId) -> Result<Vec<Session>, Error> {
    let mut tx = cx.db().read().await?;
    allow(cx, &mut tx, user, Privilege::SessionsRead).await?;
    rows::live_of(cx, &mut tx, user).await
}

/// Ends the session `id`, whosever it is. Returns whether there was one.
///
/// # Errors
/// Forbidden and not found for actors who may not end it; database failures.
pub async fn end_by_id(cx: &Cx, id: &str) -> Result<bool, Error> {
    let mut tx = cx.db().read().await?;
    let Some(stored) = rows::load(cx, &mut tx, id).await? else {
        return Ok(false);
    };
    let session = stored.session;
    allow(cx, &mut tx, session.user, Privilege::SessionsWrite).await?;
    drop(tx);
    end::end_one(cx, session.user, session.id).await
}

/// Ends every session of `user`. Returns how many.
///
/// # Errors
/// Forbidden and not found for actors who may not end them; database failures.
pub async fn end_all_of(cx: &Cx, user: UserId) -> Result<usize, Error> {
    let mut tx = cx.db().begin().await?;
    allow(cx, &mut tx, user, Privilege::SessionsWrite).await?;
    let count = end::end_all(cx, &mut tx, user).await?;
    tx.commit().await?;
    Ok(count)
}

async fn allow(cx: &Cx, tx: &mut Tx, user: UserId, privilege: Privilege) -> Result<(), Error> {
    match cx.actor {
        Actor::User(own) if own == user => Ok(()),
        _ => require(cx, tx, privilege).await,
    }
}
