//! Writing what nodes left to be written.

use std::collections::BTreeSet;

use durward_db::Tx;
use durward_identity::{authenticators as methods, lockouts};
use durward_journey::state::{Aim, RunState};
use durward_messaging::{Letter, Medium, outbox};
use durward_model::Timestamp;
use durward_model::audit::{Event, Topic};
use durward_model::id::{AuthenticatorId, UserId};
use durward_model::service::Authentication;
use durward_model::session::Session;
use durward_model::text::fold;
use durward_store::authenticators;
use durward_store::lockouts as rows;
use durward_store::runs::Run;
use durward_store::{Cx, Error, audit, sign_in_counts, users};

use super::suspend;
use crate::devices::device_of;
use crate::nodes::{Claim, Effect, Reason, SECOND_FACTOR_WANTED};
use crate::sessions::Continued;
use crate::{people, remembered};

/// How a submission stands once its transaction has begun.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Standing {
    /// Why it must fail after all: somebody was locked out meanwhile, or what works once was used by another. Without
    /// this look, as many guesses as can be checked at once would each see an account that is not locked yet.
    pub(super) barred: Option<Reason>,
    /// There are failures to be forgotten.
    failures: bool,
}

/// The session that the browser came with, if it is still live.
pub(super) async fn continued(
    cx: &Cx,
    tx: &mut Tx,
    state: &RunState,
) -> Result<Option<Session>, Error> {
    let Some(id) = state.continues else {
        return Ok(None);
    };
    let state = state.continues_from.clone();
    Continued { id, state }.live(cx, tx).await
}

/// Uses what works once, and looks at what is counted against those who have just passed a factor. With `finishing`, the
/// sign-in of that user is about to succeed.
pub(super) async fn standing(
    cx: &Cx,
    tx: &mut Tx,
    settings: &Authentication,
    state: &RunState,
    effects: &[Effect],
    finishing: Option<UserId>,
) -> Result<Standing, Error> {
    let mut standing = Standing::default();
    // Whoever ended the session, from elsewhere perhaps, wants nothing more of it to happen.
    let upgrades = state.aim == Aim::Upgrade && finishing.is_none() && !effects.is_empty();
    if upgrades && continued(cx, tx, state).await?.is_none() {
        standing.barred = Some(Reason::SessionEnded);
        return Ok(standing);
    }
    if remembered::proved_at(state).is_some() && takes_proof(cx, tx, effects).await? {
        standing.barred = Some(Reason::OnlyRemembered);
        return Ok(standing);
    }
    for effect in effects {
        if let Effect::Use {
            user,
            authenticator,
            claim,
        } = effect
            && !use_up(cx, tx, *user, *authenticator, claim).await?
        {
            standing.barred = Some(Reason::Replayed);
        }
    }
    if !settings.login_failure_lockout_mode {
        return Ok(standing);
    }
    let proved = effects.iter().filter_map(|effect| match effect {
        Effect::Proved(user) => Some(*user),
        _ => None,
    });
    let people: BTreeSet<UserId> = proved.chain(finishing).collect();
    for user in people {
        let device = device_of(state, user);
        if let Some(lockout) = rows::load(cx, tx, user, device.key()).await? {
            standing.failures = true;
            if lockout.is_locked(cx.now) {
                standing.barred = Some(Reason::Locked);
            }
        }
    }
    Ok(standing)
}

/// Whether `effects` change what somebody proves who they are by, or gets messages at.
async fn takes_proof(cx: &Cx, tx: &mut Tx, effects: &[Effect]) -> Result<bool, Error> {
    for effect in effects {
        let takes = match effect {
            Effect::Enrol { .. }
            | Effect::Replace { .. }
            | Effect::Forget { .. }
            | Effect::OptOut(_)
            | Effect::Unlock(_)
            | Effect::SetAnswers { .. } => true,
            Effect::Amend(change) => match (&change.password, &change.fields) {
                (Some(_), _) => true,
                (None, None) => false,
                (None, Some(fields)) => {
                    let user = users::by_id(cx, tx, change.user).await?;
                    user.is_some_and(|user| {
                        user.username != fields.username
                            || user.email != fields.email
                            || user.phone != fields.phone
                    })
                }
            },
            _ => false,
        };
        if takes {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Uses what works once. Of several submissions at once, one gets `true`.
async fn use_up(
    cx: &Cx,
    tx: &mut Tx,
    user: UserId,
    id: AuthenticatorId,
    claim: &Claim,
) -> Result<bool, Error> {
    Ok(match claim {
        Claim::Counter(counter) => authenticators::advance(cx, tx, user, id, *counter).await?,
        Claim::Uncounted => authenticators::note_use(cx, tx, user, id).await?,
        Claim::Spend { version, rest } => {
            let spent = authenticators::spend(cx, tx, user, id, *version, rest).await?;
            if spent {
                let event = Event::new(Topic::Authentication, "recovery-code.used");
                audit::record(cx, tx, event.object(id).user(user)).await?;
            }
            spent
        }
    })
}

/// Forgets the failures that were counted against `user`, whose sign-in has succeeded.
pub(super) async fn forgive(
    cx: &Cx,
    tx: &mut Tx,
    state: &RunState,
    user: UserId,
    standing: Standing,
) -> Result<(), Error> {
    if standing.failures {
        lockouts::clear(cx, tx, user, device_of(state, user)).await?;
    }
    Ok(())
}

/// Where effects come from.
pub(super) struct Source<'a> {
    pub(super) settings: &'a Authentication,
    pub(super) run: &'a Run,
    pub(super) state: &'a RunState,
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
                match *user {
                    Some(user) if reason.counts() => {
                        let device = device_of(source.state, user);
                        lockouts::record_failure(cx, tx, settings, user, device).await?;
                    }
                    // As much is asked of the database as for somebody, so that the time it takes does not tell.
                    None if reason.counts() => {
                        let nobody = UserId::new(cx.now, cx.entropy());
                        rows::load(cx, tx, nobody, "").await?;
                    }
                    _ => {}
                }
            }
            Effect::Proved(_) | Effect::Use { .. } => {}
            Effect::Enrol {
                user,
                authenticator,
            } => methods::add(cx, tx, *user, authenticator).await?,
            Effect::Replace {
                user,
                old,
                authenticator,
            } => methods::replace(cx, tx, *user, *old, authenticator).await?,
            Effect::Forget {
                user,
                authenticator,
            } => methods::remove(cx, tx, *user, *authenticator).await?,
            Effect::Copied {
                user,
                authenticator,
            } => {
                authenticators::bar(cx, tx, *user, *authenticator).await?;
                let event = Event::new(Topic::Authentication, "authenticator.copied");
                audit::record(cx, tx, event.object(authenticator).user(*user)).await?;
            }
            Effect::CookieCopied { user, id } => {
                remembered::end_copied(cx, tx, *user, *id).await?;
            }
            Effect::OptOut(user) => methods::opt_out(cx, tx, *user, &SECOND_FACTOR_WANTED).await?,
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
            Effect::Amend(amendment) => {
                people::amend(cx, tx, amendment, source.state.continues).await?
            }
            Effect::AcceptTerms { user, version } => {
                people::accept_terms(cx, tx, *user, version).await?;
            }
            Effect::SetAnswers { user, answers } => {
                people::set_answers(cx, tx, *user, answers).await?;
            }
            Effect::RecoveryAsked { user, lost } => {
                people::ask_recovery(cx, tx, *user, lost).await?;
            }
            Effect::Post(letter) => post(cx, tx, source.run, (**letter).clone()).await?,
            Effect::Suspend { letter, seconds } => {
                let link = suspend::link(cx, tx, source, *seconds).await?;
                post(cx, tx, source.run, (**letter).clone().with("link", link)).await?;
            }
            Effect::Verified {
                user,
                medium,
                address,
            } => verified(cx, tx, *user, *medium, address).await?,
            Effect::Consent {
                user,
                given,
                refused,
            } => people::consent(cx, tx, *user, given, refused).await?,
            Effect::CountSignIn(user) => sign_in_counts::add(cx, tx, *user).await?,
            Effect::SaveDevice {
                user,
                profile,
                most,
            } => people::remember_device(cx, tx, *user, profile, *most).await?,
        }
    }
    Ok(())
}

/// When `run` ends, once `effects` are written: one that waits for a link waits as long as the link works.
pub(super) fn deadline(cx: &Cx, run: &Run, effects: &[Effect]) -> Timestamp {
    let links = effects.iter().filter_map(|effect| match effect {
        Effect::Suspend { seconds, .. } => Some(cx.now.plus_seconds(*seconds)),
        _ => None,
    });
    links.fold(run.expires_at, Timestamp::max)
}

/// Posts `letter` in the words of the app that the person comes from, and in the languages of the run and of its browser,
/// after those of the person.
async fn post(cx: &Cx, tx: &mut Tx, run: &Run, mut letter: Letter) -> Result<(), Error> {
    letter.app.clone_from(&run.client_id);
    letter.languages.extend(run.ui_locales.clone());
    letter.languages.extend(cx.origin.languages.iter().cloned());
    outbox::post(cx, tx, &letter).await.map(drop)
}

/// Notes that `user` has proven to have `address`.
async fn verified(
    cx: &Cx,
    tx: &mut Tx,
    user: UserId,
    medium: Medium,
    address: &str,
) -> Result<(), Error> {
    let (new, what) = match medium {
        Medium::Email => (
            users::verify_email(cx, tx, user, &fold(address)).await?,
            "email",
        ),
        Medium::Sms | Medium::Whatsapp => {
            (users::verify_phone(cx, tx, user, address).await?, "phone")
        }
    };
    if new {
        let event = Event::new(Topic::Activity, "address.verified");
        let event = event.object(user).user(user).with("address", what);
        audit::record(cx, tx, event).await?;
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
