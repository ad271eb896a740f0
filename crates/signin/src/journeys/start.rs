//! Starting a run, and showing it again.

use durward_journey::state::Aim;
use durward_journey::step::Step;
use durward_journey::transition::{self, Refused};
use durward_model::Secret;
use durward_model::id::{AuthenticatorId, RunId};
use durward_model::service::Authentication;
use durward_model::session::Session;
use durward_store::runs::{self, Run};
use durward_store::token::OpaqueToken;
use durward_store::{Cx, Error, ErrorKind, services};
use serde_json::Value;

use super::drive::{self, Stop};
use super::effects::{self, Source};
use super::settle::Settlement;
use super::token::{self, RunToken};
use super::{Engine, Progress, Running, locales, require_active, stored};
use crate::nodes::{AUTHENTICATOR, LOGIN_HINT, Policies, Scene, Turn};
use crate::sessions::Continued;
use crate::{devices, goto, remembered};

/// Version of a run that was just started.
const FIRST: i64 = 1;
/// Longest text of a request that is kept with a run, in characters.
const LONGEST: usize = 500;

/// What a sign-in starts with. Texts come from requests as they are.
#[derive(Debug, Clone, Default)]
pub struct Start {
    /// The journey; none for the realm's default.
    pub journey: Option<String>,
    /// Where the person wants to go afterwards. Dropped unless it is inside the realm.
    pub goto: Option<String>,
    /// Where the person is to be sent if it ends badly. Dropped unless it is inside the realm.
    pub goto_on_fail: Option<String>,
    /// What comes of it when it ends well.
    pub aim: Aim,
    /// The level that must be reached.
    pub least_level: i64,
    /// The live session the browser came with, if any.
    pub session: Option<Session>,
    /// The authenticator that it is about, where it is about one.
    pub authenticator: Option<AuthenticatorId>,
    /// The app the person comes from.
    pub client_id: Option<String>,
    /// The name the app expects the person to sign in with.
    pub login_hint: Option<String>,
    /// The languages the person reads, best first, separated by spaces.
    pub ui_locales: Option<String>,
    /// What the browser's cookie says of who signed in with it before; see [`Done::device`](super::Done::device).
    pub device: Option<String>,
    /// What the browser's cookie says of whom it is remembered for; see [`Done::remembered`](super::Done::remembered).
    pub remembered: Option<String>,
    /// Whether the person must prove who they are, remembered or not.
    pub fresh: bool,
}

impl Engine {
    /// Starts a run and says what to show first, or how it ended when there was nothing to ask.
    ///
    /// # Errors
    /// Not found when there is no such journey to start, or when the realm is inactive; unauthenticated when a session
    /// is to be upgraded and there is none; database failures.
    pub async fn start(&self, cx: &Cx, start: Start) -> Result<Progress, Error> {
        require_active(cx)?;
        let settings = services::settings::<Authentication>(cx).await?;
        let policies = Policies::load(cx).await?;
        let journey = start
            .journey
            .unwrap_or_else(|| settings.default_journey.clone());
        let begun = self.graphs.to_start(cx, &journey).await?;
        let (mut state, next) =
            transition::start(&begun.journeys, &journey).map_err(|why| not_there(&journey, why))?;
        state.aim = start.aim;
        state.least_level = start.least_level;
        state.failure_url = start
            .goto_on_fail
            .and_then(|address| goto::accept(cx, &address));
        if let Some(session) = start.session {
            let continued = Continued::of(cx, &session).await?;
            state.continues = Some(continued.id);
            state.continues_from = continued.state;
            if state.aim == Aim::Upgrade {
                state.subject = Some(session.user);
                state.auth_level = session.auth_level;
            }
        } else if state.aim == Aim::Upgrade {
            return Err(Error::unauthenticated("Sign in first."));
        }
        if let Some(hint) = start.login_hint.map(bounded) {
            let hint = Value::String(hint);
            state.shared.insert(LOGIN_HINT.to_owned(), hint);
        }
        if let Some(id) = start.authenticator {
            let id = Value::String(id.to_string());
            state.shared.insert(AUTHENTICATOR.to_owned(), id);
        }
        let cookie = start.remembered.as_deref().unwrap_or_default();
        remembered::note(&mut state, cookie, start.fresh)?;
        devices::note(cx, &mut state, start.device.as_deref().unwrap_or_default()).await?;
        let mut turn = Turn {
            cx,
            passwords: &self.passwords,
            certificates: &self.certificates,
            settings: &settings,
            policies: &policies,
            state: &mut state,
            effects: Vec::new(),
        };
        let stop = drive::enter(&mut turn, &begun.journeys, next).await?;
        let made = turn.effects;
        let id = RunId::new(cx.now, cx.entropy());
        let issued = OpaqueToken::issue(id.as_str(), cx.entropy());
        let memory = stored::write(cx, id, &state).await?;
        let mut run = Run {
            id,
            secret_hash: issued.secret_hash,
            journey,
            documents: begun.documents,
            state: memory.public,
            sealed: memory.sealed,
            running: true,
            goto: start.goto.and_then(|address| goto::accept(cx, &address)),
            client_id: start.client_id.map(bounded),
            ui_locales: start.ui_locales.map(bounded),
            created_at: cx.now,
            expires_at: cx
                .now
                .plus_seconds(settings.authentication_session_lifetime),
            version: FIRST,
        };
        let next = token::at(issued.text.expose(), FIRST);
        let mut tx = cx.db().begin().await?;
        runs::insert(cx, &mut tx, &run).await?;
        let Stop::Ask(step) = stop else {
            tx.commit().await?;
            return Settlement {
                cx,
                settings: &settings,
                run,
                state,
                effects: made,
                next,
            }
            .settle(stop)
            .await;
        };
        let source = Source {
            settings: &settings,
            run: &run,
            state: &state,
        };
        effects::write(cx, &mut tx, &source, &made).await?;
        tx.commit().await?;
        run.expires_at = effects::deadline(cx, &run, &made);
        Ok(Progress::Show(Box::new(Running::of(
            run,
            next,
            step,
            state.methods().len(),
        ))))
    }

    /// The step being shown in the run of `token`, whichever step that was given out with. None when the run has
    /// ended or there is no such run.
    ///
    /// # Errors
    /// Not found when the realm is inactive; database failures.
    pub async fn show(&self, cx: &Cx, token: &str) -> Result<Option<Running>, Error> {
        require_active(cx)?;
        let Some(token) = RunToken::parse(token) else {
            return Ok(None);
        };
        let Some(run) = self.find(cx, &token).await? else {
            return Ok(None);
        };
        let settings = services::settings::<Authentication>(cx).await?;
        let policies = Policies::load(cx).await?;
        let state = stored::read(cx, &run).await?;
        let journeys = self.graphs.to_go_on(cx, &state, &run.documents).await?;
        let scene = Scene {
            state: &state,
            settings: &settings,
            policies: &policies,
            now: cx.now,
        };
        let step = match drive::shown(&journeys, &scene) {
            Ok(step) => step,
            Err(why) => {
                tracing::warn!(run = %run.id, %why, "a run cannot be shown");
                return Ok(None);
            }
        };
        let token = token.at(run.version);
        Ok(Some(Running::of(run, token, step, state.methods().len())))
    }

    /// The run that `token` names and proves, if it goes on.
    pub(super) async fn find(&self, cx: &Cx, token: &RunToken<'_>) -> Result<Option<Run>, Error> {
        let run = runs::load(cx, &mut cx.db().read().await?, token.id).await?;
        Ok(run
            .filter(|run| token.proves(&run.secret_hash) && run.running && cx.now < run.expires_at))
    }
}

impl Running {
    pub(super) fn of(run: Run, token: Secret<String>, step: Step, passed: usize) -> Self {
        Self {
            token,
            passed,
            step,
            journey: run.journey,
            expires_at: run.expires_at,
            client_id: run.client_id,
            goto: run.goto,
            ui_locales: locales(run.ui_locales),
        }
    }
}

fn not_there(journey: &str, why: Refused) -> Error {
    Error::new(ErrorKind::NotFound, "There is no such journey.")
        .because(format!("{journey}: {why}"))
}

fn bounded(text: String) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => text[..end].to_owned(),
        None => text,
    }
}
