//! Taking what was submitted: read the ticket, let the stage look at the input, make the next stage ready, and write
//! what it came to in one transaction.

use durward_db::Tx;
use durward_identity::passwords::Passwords;
use durward_model::audit::{Event, Topic};
use durward_model::id::UserId;
use durward_model::service::SelfService;
use durward_model::{Actor, Secret};
use durward_store::{Cx, Error, ErrorKind, audit, selfservice_flows as rows, users};
use serde_json::{Map, Value};

use super::stage::{self, Flow, Stage};
use super::ticket::{Ticket, stale};
use super::{Reply, requirements, stages};
use crate::people;

/// Wrong answers to one stage that end a flow.
const MOST_FAILURES: i64 = 5;

/// A submission being taken.
pub(super) struct Work<'a> {
    pub(super) cx: &'a Cx,
    pub(super) passwords: &'a Passwords,
    pub(super) settings: &'a SelfService,
    pub(super) flow: Flow,
    pub(super) languages: &'a [String],
}

/// What a stage says of what was submitted.
pub(super) enum Verdict {
    /// The stage is passed.
    Passed,
    /// It was a wrong guess, which counts: the account it was about, and what to say.
    Wrong(Option<UserId>, Error),
}

type Input = Map<String, Value>;

impl Work<'_> {
    pub(super) async fn submit(&self, token: Option<&str>, input: &Input) -> Result<Reply, Error> {
        let stages = stage::of(self.flow, self.settings);
        let mut ticket = match token {
            Some(token) => Ticket::read(self.cx, self.settings, self.flow, token).await?,
            None => Ticket::new(self.cx, self.flow, self.settings),
        };
        let at = usize::try_from(ticket.step).map_err(|_| stale())?;
        let stage = *stages.get(at).ok_or_else(stale)?;
        self.claim(&ticket).await?;
        let mut secret = None;
        match self.look(stage, &mut ticket, &mut secret, input).await {
            Ok(Verdict::Passed) => {}
            Ok(Verdict::Wrong(user, error)) => {
                return Err(self.refuse(&ticket, user, error).await?);
            }
            Err(error) => {
                self.unclaim(&ticket).await?;
                return Err(error);
            }
        }
        match stages.get(at + 1) {
            Some(next) => self.go_on(*next, ticket).await,
            None => self.end(ticket, secret).await,
        }
    }

    /// Counts the submission before it is looked at. The first stage has no row yet; nothing there is worth guessing.
    async fn claim(&self, ticket: &Ticket) -> Result<(), Error> {
        if ticket.step == 0 {
            return Ok(());
        }
        let mut tx = self.cx.db().begin().await?;
        let (id, step) = (ticket.id, ticket.step);
        if !rows::claim_guess(self.cx, &mut tx, id, step, MOST_FAILURES).await? {
            return Err(stale());
        }
        tx.commit().await.map_err(Error::from)
    }

    /// Gives back what was claimed: the input could not be looked at, and can be sent again.
    async fn unclaim(&self, ticket: &Ticket) -> Result<(), Error> {
        if ticket.step == 0 {
            return Ok(());
        }
        let mut tx = self.cx.db().begin().await?;
        rows::return_guess(self.cx, &mut tx, ticket.id, ticket.step).await?;
        tx.commit().await.map_err(Error::from)
    }

    async fn look(
        &self,
        stage: Stage,
        ticket: &mut Ticket,
        secret: &mut Option<stages::reset::NewSecret>,
        input: &Input,
    ) -> Result<Verdict, Error> {
        match stage {
            Stage::Captcha => stages::captcha::look(self, ticket, input).await,
            Stage::UserDetails => stages::user_details::look(self, ticket, input).await,
            Stage::EmailValidation => stages::email::look(ticket, input),
            Stage::UserQuery => stages::user_query::look(self, ticket, input).await,
            Stage::DefineAnswers => stages::answers::define(self, ticket, input).await,
            Stage::VerifyAnswers => stages::answers::verify(self, ticket, input).await,
            Stage::Reset => {
                *secret = stages::reset::look(self, ticket, input).await?;
                Ok(Verdict::Passed)
            }
        }
    }

    /// Makes `next` ready and says what it requires.
    async fn go_on(&self, next: Stage, mut ticket: Ticket) -> Result<Reply, Error> {
        let cx = self.cx;
        if next == Stage::VerifyAnswers {
            ticket.questions = stages::answers::choose(self, &ticket).await?;
        }
        let code = (next == Stage::EmailValidation).then(|| stages::email::code(cx, &mut ticket));
        let before = ticket.step;
        ticket.step += 1;
        let token = ticket.write(cx, self.settings).await?;
        let shown = requirements::initial(cx, self.flow, next, self.settings, &ticket).await?;
        let mut tx = cx.db().begin().await?;
        if !self.advance(&mut tx, &ticket, before, false).await? {
            return Err(stale());
        }
        if let Some(code) = code {
            stages::email::post(self, &mut tx, &ticket, &token, &code).await?;
        }
        if let (Some(user), true) = (ticket.user, before == self.query_step()) {
            let lost = match self.flow {
                Flow::Username => "username",
                _ => "password",
            };
            people::ask_recovery(cx, &mut tx, user, lost).await?;
        }
        tx.commit().await?;
        Ok(Reply::Stage(requirements::with_token(
            self.flow, shown, token,
        )))
    }

    /// The place of the stage that finds the account.
    fn query_step(&self) -> i64 {
        let stages = stage::of(self.flow, self.settings);
        let place = stages.iter().position(|stage| *stage == Stage::UserQuery);
        place
            .and_then(|place| i64::try_from(place).ok())
            .unwrap_or(-1)
    }

    /// Takes the step after `before`. Of two submissions at once, one gets `true`.
    async fn advance(
        &self,
        tx: &mut Tx,
        ticket: &Ticket,
        before: i64,
        last: bool,
    ) -> Result<bool, Error> {
        if before > 0 {
            return rows::advance(self.cx, tx, ticket.id, before, last).await;
        }
        rows::begin(self.cx, tx, ticket.id, self.flow.name(), ticket.expires_at).await
    }

    async fn refuse(
        &self,
        ticket: &Ticket,
        user: Option<UserId>,
        error: Error,
    ) -> Result<Error, Error> {
        let cx = self.cx;
        let mut tx = cx.db().begin().await?;
        stages::answers::count_failure(cx, &mut tx, user).await?;
        let mut event = Event::new(Topic::Authentication, "selfservice.failed")
            .object(ticket.id)
            .with("flow", self.flow.name())
            .failed(error.public.as_str());
        if let Some(user) = user {
            event = event.user(user);
        }
        audit::record(cx, &mut tx, event).await?;
        tx.commit().await?;
        Ok(error)
    }

    /// The last stage is passed: do what the flow is for.
    async fn end(
        &self,
        ticket: Ticket,
        secret: Option<stages::reset::NewSecret>,
    ) -> Result<Reply, Error> {
        let cx = self.cx;
        let nothing = Value::Object(Map::new());
        match self.flow {
            Flow::Registration => {
                let account = stages::user_details::account(self, &ticket)?;
                let mut tx = cx.db().begin().await?;
                if !self.advance(&mut tx, &ticket, ticket.step, true).await? {
                    return Err(stale());
                }
                people::register(cx, &mut tx, &account).await?;
                if !stage::signs_in(self.settings) {
                    tx.commit().await?;
                    let body = requirements::end("selfRegistration", &nothing);
                    return Ok(Reply::End {
                        body,
                        sign_in: None,
                    });
                }
                let begun = stages::user_details::sign_in(cx, &mut tx, &account).await?;
                tx.commit().await?;
                let body = requirements::end("autoLoginStage", &nothing);
                Ok(Reply::End {
                    body,
                    sign_in: Some(Box::new(begun)),
                })
            }
            Flow::Password => {
                let mut tx = cx.db().begin().await?;
                if !self.advance(&mut tx, &ticket, ticket.step, true).await? {
                    return Err(stale());
                }
                if let (Some(user), Some(secret)) = (ticket.user, secret) {
                    people::amend(cx, &mut tx, &secret.amendment(user), None).await?;
                }
                tx.commit().await?;
                let body = requirements::end("resetStage", &nothing);
                Ok(Reply::End {
                    body,
                    sign_in: None,
                })
            }
            Flow::Username => {
                let mut tx = cx.db().begin().await?;
                if !self.advance(&mut tx, &ticket, ticket.step, true).await? {
                    return Err(stale());
                }
                let user = match ticket.user {
                    Some(user) => users::by_id(cx, &mut tx, user).await?,
                    None => None,
                };
                let additions =
                    stages::user_query::tell(self, &mut tx, &ticket, user.as_ref()).await?;
                if let Some(user) = &user {
                    let own = cx.clone().acting(Actor::User(user.id));
                    let event = Event::new(Topic::Activity, "username.retrieved")
                        .object(user.id)
                        .user(user.id);
                    audit::record(&own, &mut tx, event).await?;
                }
                tx.commit().await?;
                Ok(Reply::End {
                    body: requirements::end("retrieveUsername", &additions),
                    sign_in: None,
                })
            }
        }
    }

    /// A text of the input.
    pub(super) fn text<'i>(&self, input: &'i Input, name: &str) -> Result<&'i str, Error> {
        match input.get(name) {
            Some(Value::String(text)) if text.len() <= 8 * 1024 => Ok(text),
            Some(Value::String(_)) => Err(Error::invalid(name, format!("{name} is too long."))),
            _ => Err(Error::invalid(name, format!("{name} is required."))),
        }
    }
}

/// A refused input in words of the stage.
pub(super) fn refused(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Invalid(String::new()), message)
}

/// Text of the input as a secret.
pub(super) fn secret(text: &str) -> Secret<String> {
    Secret::new(text.to_owned())
}
