//! Saving what a submission came to, in one transaction guarded by the run's version.

use durward_db::Tx;
use durward_journey::message::Message;
use durward_journey::state::RunState;
use durward_journey::step::Step;
use durward_journey::transition::Why;
use durward_model::Secret;
use durward_model::id::UserId;
use durward_model::service::Authentication;
use durward_store::runs::{self, End, Run};
use durward_store::{Cx, Error, audit};

use super::drive::Stop;
use super::effects::{Source, Standing};
use super::{Ending, Failed, Progress, Running, effects, locales, stored};
use crate::nodes::{Effect, Reason};
use crate::remembered;

/// A submission whose nodes have acted.
pub(super) struct Settlement<'a> {
    pub(super) cx: &'a Cx,
    pub(super) settings: &'a Authentication,
    pub(super) run: Run,
    pub(super) state: RunState,
    pub(super) effects: Vec<Effect>,
    /// The token of the step that comes next.
    pub(super) next: Secret<String>,
}

impl Settlement<'_> {
    pub(super) async fn settle(self, stop: Stop) -> Result<Progress, Error> {
        match stop {
            Stop::Ask(step) => self.ask(step).await,
            Stop::Success => self.succeed().await,
            Stop::Failure(Why::Journey) => {
                let ending = self.ending();
                self.fail("the journey ended in failure", ending).await
            }
            Stop::Failure(why) => {
                tracing::error!(run = %self.run.id, journey = self.run.journey, %why, "a journey broke off");
                self.fail(&why.to_string(), Ending::Broken).await
            }
        }
    }

    async fn ask(mut self, step: Step) -> Result<Progress, Error> {
        let cx = self.cx;
        let memory = stored::write(cx, self.run.id, &self.state).await?;
        let mut tx = cx.db().begin().await?;
        let standing = self.standing(cx, &mut tx, None).await?;
        if let Some(reason) = standing.barred {
            return self.fail_barred(tx, reason).await;
        }
        let sealed = memory.sealed.as_ref();
        let (id, version) = (self.run.id, self.run.version);
        if !runs::save(cx, &mut tx, id, version, &memory.public, sealed).await? {
            return Ok(Progress::Stale);
        }
        self.write_effects(&mut tx).await?;
        tx.commit().await?;
        self.run.version += 1;
        self.run.expires_at = effects::deadline(cx, &self.run, &self.effects);
        let running = Running::of(self.run, self.next, step, self.state.methods().len());
        Ok(Progress::Show(Box::new(running)))
    }

    /// How the journey's own failure is to be understood: somebody who passed a method, and failed none just now, is
    /// turned away for another reason. Whoever is locked out learns nothing of it.
    fn ending(&self) -> Ending {
        let failed = |effect: &Effect| matches!(effect, Effect::Failed { .. });
        if self.state.methods().is_empty() || self.effects.iter().any(failed) {
            return Ending::Failed;
        }
        Ending::Denied
    }

    /// Ends the run for `reason`, which is recorded unless a node has already said what failed.
    pub(super) async fn fail(self, reason: &str, ending: Ending) -> Result<Progress, Error> {
        let mut tx = self.cx.db().begin().await?;
        if !self.finish(&mut tx).await? {
            return Ok(Progress::Stale);
        }
        self.write_effects(&mut tx).await?;
        let told = |effect: &Effect| matches!(effect, Effect::Failed { .. });
        if !self.effects.iter().any(told) {
            let mut event = effects::failed(&self.run, reason);
            if let Some(user) = self.state.subject {
                event = event.user(user);
            }
            audit::record(self.cx, &mut tx, event).await?;
        }
        tx.commit().await?;
        Ok(self.failed(ending))
    }

    /// Ends the run of somebody who was locked out between the check of a factor and now, or whose code was used by
    /// another sign-in meanwhile.
    pub(super) async fn fail_barred(
        mut self,
        mut tx: Tx,
        reason: Reason,
    ) -> Result<Progress, Error> {
        if !self.finish(&mut tx).await? {
            return Ok(Progress::Stale);
        }
        self.effects = vec![Effect::Failed {
            user: self.state.subject,
            reason,
        }];
        self.write_effects(&mut tx).await?;
        if reason == Reason::OnlyRemembered {
            // Next time the person proves who they are, and may go on.
            remembered::end_recognised(self.cx, &mut tx, &self.state).await?;
        }
        tx.commit().await?;
        self.state.notice = None;
        Ok(self.failed(match reason {
            Reason::SessionEnded => Ending::Broken,
            _ => Ending::Failed,
        }))
    }

    async fn finish(&self, tx: &mut Tx) -> Result<bool, Error> {
        runs::finish(self.cx, tx, self.run.id, self.run.version, End::Failed).await
    }

    pub(super) async fn standing(
        &self,
        cx: &Cx,
        tx: &mut Tx,
        finishing: Option<UserId>,
    ) -> Result<Standing, Error> {
        let (settings, state) = (self.settings, &self.state);
        effects::standing(cx, tx, settings, state, &self.effects, finishing).await
    }

    pub(super) async fn write_effects(&self, tx: &mut Tx) -> Result<(), Error> {
        let source = Source {
            settings: self.settings,
            run: &self.run,
            state: &self.state,
        };
        effects::write(self.cx, tx, &source, &self.effects).await
    }

    fn failed(self, ending: Ending) -> Progress {
        let message = self.state.notice;
        Progress::Failed(Failed {
            ending,
            message: message.unwrap_or_else(|| Message::key("signin-failed")),
            journey: self.run.journey,
            goto: self.run.goto,
            failure_url: self.state.failure_url,
            client_id: self.run.client_id,
            ui_locales: locales(self.run.ui_locales),
        })
    }
}
