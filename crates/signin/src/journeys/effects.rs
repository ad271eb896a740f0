//! Writing what nodes left to be written.

use durward_db::Tx;
use durward_identity::lockouts;
use durward_journey::state::RunState;
use durward_model::audit::{Event, Topic};
use durward_model::service::Authentication;
use durward_store::lockouts as rows;
use durward_store::runs::Run;
use durward_store::{Cx, Error, audit};

use crate::devices::device_of;
use crate::nodes::{Effect, Reason};
use crate::people;

/// What is counted against those who have just proved to know a password.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Standing {
    /// One of them was locked out meanwhile. Without this look, as many guesses as can be hashed at once would each
    /// see an account that is not locked yet.
    pub(super) barred: bool,
    /// There are failures to be forgotten.
    failures: bool,
}

/// Looks at what is counted against those who have just proved to know a password.
pub(super) async fn standing(
    cx: &Cx,
    tx: &mut Tx,
    settings: &Authentication,
    state: &RunState,
    effects: &[Effect],
) -> Result<Standing, Error> {
    let mut standing = Standing::default();
    if !settings.login_failure_lockout_mode {
        return Ok(standing);
    }
    for effect in effects {
        if let Effect::Proved(user) = effect {
            let device = device_of(state, *user);
            if let Some(lockout) = rows::load(cx, tx, *user, device.key()).await? {
                standing.failures = true;
                standing.barred |= lockout.is_locked(cx.now);
            }
        }
    }
    Ok(standing)
}

/// Where effects come from.
pub(super) struct Source<'a> {
    pub(super) settings: &'a Authentication,
    pub(super) run: &'a Run,
    pub(super) state: &'a RunState,
    pub(super) standing: Standing,
}

/// Writes `effects`, in order.
pub(super) async fn write(
    cx: &Cx,
    tx: &mut Tx,
    source: &Source<'_>,
    effects: &[Effect],
) -> Result<(), Error> {
    let settings = source.settings;
    for effect in effects {
        match effect {
            Effect::Failed { user, reason } => {
                let mut event = failed(source.run, reason.as_str());
                if let Some(user) = *user {
                    event = event.user(user);
                }
                audit::record(cx, tx, event).await?;
                let guess = matches!(reason, Reason::WrongPassword | Reason::WrongAnswer);
                if let (Some(user), true) = (*user, guess) {
                    let device = device_of(source.state, user);
                    lockouts::record_failure(cx, tx, settings, user, device).await?;
                }
            }
            Effect::Proved(user) => {
                if source.standing.failures {
                    let device = device_of(source.state, *user);
                    lockouts::clear(cx, tx, *user, device).await?;
                }
            }
            Effect::Lock(user) => {
                let device = device_of(source.state, *user);
                lockouts::lock(cx, tx, settings, *user, device).await?;
            }
            Effect::Unlock(user) => {
                if rows::clear_all(cx, tx, *user).await? {
                    let event = Event::new(Topic::Authentication, "account.unlocked");
                    audit::record(cx, tx, event.object(*user).user(*user)).await?;
                }
            }
            Effect::Register(account) => people::register(cx, tx, account).await?,
            Effect::Amend(amendment) => people::amend(cx, tx, amendment).await?,
            Effect::AcceptTerms { user, version } => {
                people::accept_terms(cx, tx, *user, version).await?;
            }
            Effect::SetAnswers { user, answers } => {
                people::set_answers(cx, tx, *user, answers).await?;
            }
            Effect::RecoveryAsked { user, lost } => {
                people::ask_recovery(cx, tx, *user, lost).await?;
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
