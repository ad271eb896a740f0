//! Taking a submission.

use durward_journey::input::{Input, InputError};
use durward_journey::state::RunState;
use durward_journey::step::Step;
use durward_journey::transition::Why;
use durward_model::service::Authentication;
use durward_store::runs::Run;
use durward_store::{Cx, Error, services};

use super::drive::{self, Stop};
use super::settle::Settlement;
use super::token::RunToken;
use super::{Engine, Progress, require_active, stored};
use crate::nodes::{Policies, Scene, Turn};

impl Engine {
    /// Takes what a person submitted to the step that `token` was given out with. `read` reads it against that step,
    /// in the encoding of whichever surface took it.
    ///
    /// # Errors
    /// Invalid `callbacks` when `read` refuses it (the step can be submitted again); not found when the realm is
    /// inactive; unavailable when too many passwords wait to be checked; database failures. In every case nothing
    /// has changed.
    pub async fn submit<R>(&self, cx: &Cx, token: &str, read: R) -> Result<Progress, Error>
    where
        R: FnOnce(&Step) -> Result<Input, InputError> + Send,
    {
        require_active(cx)?;
        let Some(token) = RunToken::parse(token) else {
            return Ok(Progress::Stale);
        };
        let found = self.find(cx, &token).await?;
        let Some(run) = found.filter(|run| run.version == token.version) else {
            return Ok(Progress::Stale);
        };
        let state = stored::read(cx, &run).await?;
        self.take(cx, &token, run, state, read).await
    }

    /// Takes what is read against the step that `run` shows, as `state` has it.
    pub(super) async fn take<R>(
        &self,
        cx: &Cx,
        token: &RunToken<'_>,
        run: Run,
        mut state: RunState,
        read: R,
    ) -> Result<Progress, Error>
    where
        R: FnOnce(&Step) -> Result<Input, InputError> + Send,
    {
        let settings = services::settings::<Authentication>(cx).await?;
        let policies = Policies::load(cx).await?;
        let journeys = self.graphs.to_go_on(cx, &state, &run.documents).await?;
        let scene = Scene {
            state: &state,
            settings: &settings,
            policies: &policies,
            now: cx.now,
        };
        let input = match drive::shown(&journeys, &scene) {
            Ok(step) => Ok(read(&step).map_err(|error| refused(&error))?),
            Err(why) => Err(why),
        };
        let exhausted = state.submitted().is_err();
        let mut turn = Turn {
            cx,
            passwords: &self.passwords,
            certificates: &self.certificates,
            settings: &settings,
            policies: &policies,
            state: &mut state,
            effects: Vec::new(),
        };
        let stop = match input {
            Ok(_) if exhausted => Stop::Failure(Why::Ended),
            Ok(input) => drive::answer(&mut turn, &journeys, input).await?,
            Err(why) => Stop::Failure(why),
        };
        let effects = turn.effects;
        Settlement {
            cx,
            settings: &settings,
            next: token.at(run.version + 1),
            run,
            state,
            effects,
        }
        .settle(stop)
        .await
    }
}

fn refused(error: &InputError) -> Error {
    Error::invalid("callbacks", format!("Submit what was asked: {error}."))
}
