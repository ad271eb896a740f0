//! SSO sessions: begun at a sign-in, found by their cookie, ended by people, administrators or time.
//!
//! The cookie carries the session's id and a 256-bit secret of which only the hash is kept, or, in a realm with
//! client-side sessions, all of the session's state. Every sign-in makes a new
//! secret, whatever cookie the browser came with, so nobody can be given a session somebody else knows.

mod begin;
mod client_side;
mod end;
pub mod oversight;
pub mod properties;
mod renew;

use durward_model::id::UserId;
use durward_model::service::SessionService;
use durward_model::session::Session;
use durward_store::sessions::{self as rows, LAST_SEEN_PRECISION};
use durward_store::{Cx, Error, services, token};
use renew::live;

pub use begin::{Begun, SignedIn, begin};
pub use end::{end, end_all, end_one, end_others, sign_out};
pub(crate) use renew::{Continued, enter, upgrade};

/// The live session that `cookie` stands for, in this realm, of a user who may sign in. Notes its use, at most once a
/// minute.
///
/// # Errors
/// Database failures.
pub async fn current(cx: &Cx, cookie: &str) -> Result<Option<Session>, Error> {
    let mut found = look(cx, cookie).await?;
    if let Some(session) = &mut found
        && !session.client_side
        && cx.now.millis_since(session.last_seen_at) >= LAST_SEEN_PRECISION
    {
        // A session that cannot be noted as used (a full disk) is still good.
        if let Err(error) = touch(cx, session, LAST_SEEN_PRECISION).await {
            tracing::warn!(session = %session.id, %error, "the use of a session was not noted");
        }
    }
    Ok(found)
}

/// The same, without noting any use.
///
/// # Errors
/// Database failures.
pub async fn look(cx: &Cx, cookie: &str) -> Result<Option<Session>, Error> {
    let Some((id, secret)) = token::split(cookie) else {
        return match client_side::read(cx, cookie).await? {
            Some(session) => client_side::again(cx, &mut cx.db().read().await?, session).await,
            None => Ok(None),
        };
    };
    let stored = rows::load(cx, &mut cx.db().read().await?, id).await?;
    Ok(stored
        .filter(|stored| token::matches(secret, &stored.secret_hash))
        .map(|stored| stored.session)
        .filter(|session| session.is_live(cx.now)))
}

/// Begins the idle time of `session` anew. A client-side session has none.
///
/// # Errors
/// Database failures.
pub async fn reset_idle(cx: &Cx, session: &mut Session) -> Result<(), Error> {
    match session.client_side {
        true => Ok(()),
        false => touch(cx, session, 0).await,
    }
}

/// The live session `id` of those kept here; the caller has made sure that the actor may see it.
///
/// # Errors
/// Database failures.
pub async fn find(cx: &Cx, id: &str) -> Result<Option<Session>, Error> {
    live(cx, &mut cx.db().read().await?, id).await
}

/// The live sessions of `user` that are kept here, newest first.
///
/// # Errors
/// Database failures.
pub async fn list(cx: &Cx, user: UserId) -> Result<Vec<Session>, Error> {
    rows::live_of(cx, &mut cx.db().read().await?, user).await
}

async fn touch(cx: &Cx, session: &mut Session, precision: i64) -> Result<(), Error> {
    let settings = services::settings::<SessionService>(cx).await?;
    let idle_expires_at = cx.now.plus_seconds(settings.max_idle_time * 60);
    let mut tx = cx.db().begin().await?;
    if rows::touch(cx, &mut tx, session.id, idle_expires_at, precision).await? {
        tx.commit().await?;
        session.last_seen_at = cx.now;
        session.idle_expires_at = idle_expires_at;
        session.version += 1;
    }
    Ok(())
}
