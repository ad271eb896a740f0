//! Journeys answered in one go, by name and password, with nobody there to ask for more.

use durward_journey::callback::Callback;
use durward_journey::input::{Input, InputError};
use durward_journey::state::Aim;
use durward_journey::step::Step;
use durward_model::Secret;
use durward_store::runs::{self, End};
use durward_store::{Cx, Error, audit};

use super::token::RunToken;
use super::{Engine, Progress, Proved, Running, Start, effects};

/// What is written in the audit trail of a journey that asks for more.
const MORE: &str = "the journey asks for more than name and password";

impl Engine {
    /// Runs the journey of `start` with a name and a password, and no session comes of it. None when the journey refuses
    /// them, and when it asks for anything else: a second factor, a new password. Failures count as they do on a page.
    ///
    /// # Errors
    /// As [`Engine::start`] and [`Engine::submit`].
    pub async fn at_once(
        &self,
        cx: &Cx,
        start: Start,
        name: &str,
        password: &Secret<String>,
    ) -> Result<Option<Proved>, Error> {
        let start = Start {
            aim: Aim::NoSession,
            ..start
        };
        // A journey that ends without having asked for the password has not looked at it.
        let Progress::Show(asked) = self.start(cx, start).await? else {
            return Ok(None);
        };
        if !is_name_and_password(&asked.step) {
            return self.give_up(cx, &asked).await;
        }
        let read = |step: &Step| answers(step, name, password);
        match self.submit(cx, asked.token.expose(), read).await? {
            Progress::Proved(proved) if !proved.signed_in.methods.is_empty() => Ok(Some(*proved)),
            Progress::Show(more) => self.give_up(cx, &more).await,
            _ => Ok(None),
        }
    }

    /// Ends a run that nobody can go on with.
    async fn give_up(&self, cx: &Cx, running: &Running) -> Result<Option<Proved>, Error> {
        let Some(token) = RunToken::parse(running.token.expose()) else {
            return Ok(None);
        };
        let Some(run) = self.find(cx, &token).await? else {
            return Ok(None);
        };
        let mut tx = cx.db().begin().await?;
        if runs::finish(cx, &mut tx, run.id, run.version, End::Failed).await? {
            audit::record(cx, &mut tx, effects::failed(&run, MORE)).await?;
            tx.commit().await?;
        }
        Ok(None)
    }
}

fn is_name_and_password(step: &Step) -> bool {
    let one = |wanted: fn(&Callback) -> bool| {
        let prompts = step.prompts.iter();
        prompts.filter(|prompt| wanted(&prompt.callback)).count() == 1
    };
    one(|callback| matches!(callback, Callback::Name { .. }))
        && one(|callback| matches!(callback, Callback::Password { .. }))
}

/// The answers to `step`. What it asks besides stays unanswered.
fn answers(step: &Step, name: &str, password: &Secret<String>) -> Result<Input, InputError> {
    let mut input = Input::to(step.asked().into_iter().map(|(_, expect)| expect).collect());
    for (place, prompt) in step.prompts.iter().enumerate() {
        match prompt.callback {
            Callback::Name { .. } => input.put(place, "", name)?,
            Callback::Password { .. } => input.put(place, "", password.expose())?,
            _ => {}
        }
    }
    Ok(input)
}
