//! Writing what nodes left to be written.

use durward_db::Tx;
use durward_identity::lockouts::{self, Device};
use durward_model::audit::{Event, Topic};
use durward_model::service::Authentication;
use durward_store::lockouts as rows;
use durward_store::runs::Run;
use durward_store::{Cx, Error, audit};

use crate::nodes::{Effect, Reason};

/// Whether somebody who proved to know a password was locked out meanwhile. Without this look, as many guesses as can
/// be hashed at once would each see an account that is not locked yet.
pub(super) async fn barred(
    cx: &Cx,
    tx: &mut Tx,
    settings: &Authentication,
    effects: &[Effect],
) -> Result<bool, Error> {
    if !settings.login_failure_lockout_mode {
        return Ok(false);
    }
    for effect in effects {
        if let Effect::Proved(user) = effect {
            let lockout = rows::load(cx, tx, *user, "").await?;
            if lockout.is_some_and(|lockout| lockout.is_locked(cx.now)) {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// Writes `effects`, in order.
pub(super) async fn write(
    cx: &Cx,
    tx: &mut Tx,
    settings: &Authentication,
    run: &Run,
    effects: &[Effect],
) -> Result<(), Error> {
    for effect in effects {
        match *effect {
            Effect::Failed { user, reason } => {
                let mut event = failed(run, reason.as_str());
                if let Some(user) = user {
                    event = event.user(user);
                }
                audit::record(cx, tx, event).await?;
                if let (Some(user), Reason::WrongPassword) = (user, reason) {
                    lockouts::record_failure(cx, tx, settings, user, Device::Unknown).await?;
                }
            }
            Effect::Proved(user) => {
                if settings.login_failure_lockout_mode {
                    lockouts::clear(cx, tx, user, Device::Unknown).await?;
                }
            }
            Effect::Lock(user) => {
                lockouts::lock(cx, tx, settings, user, Device::Unknown).await?;
            }
            Effect::Unlock(user) => {
                if rows::clear_all(cx, tx, user).await? {
                    let event = Event::new(Topic::Authentication, "account.unlocked");
                    audit::record(cx, tx, event.object(user).user(user)).await?;
                }
            }
        }
    }
    Ok(())
}

/// The event that tells of a failed attempt.
pub(super) fn failed(run: &Run, reason: &str) -> Event {
    about(run, "signin.failed").failed(reason)
}

/// An event of `run`.
pub(super) fn about(run: &Run, name: &'static str) -> Event {
    let event = Event::new(Topic::Authentication, name)
        .object(run.id)
        .with("journey", run.journey.as_str());
    match &run.client_id {
        Some(client) => event.with("clientId", client.as_str()),
        None => event,
    }
}
