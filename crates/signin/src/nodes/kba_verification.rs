//! Answering security questions. A right answer lets a recovery go on; it does not sign anybody in by itself.

use durward_journey::callback::Callback;
use durward_journey::catalog::Facts;
use durward_journey::input::Input;
use durward_journey::message::{Localized, Message};
use durward_model::Secret;
use durward_model::service::Authentication;
use durward_store::Error;
use serde::Deserialize;
use serde_json::{Value, json};

use super::people::candidate;
use super::username::USERNAME;
use super::{Act, Acting, Effect, Node, Reason, Scene, Settings, Turn};
use crate::devices::device_of;
use crate::kba::{self, Asked};

/// Name under which the state holds the questions being asked.
const ASKED: &str = "kbaAsked";

/// Asks as many of the person's questions as the realm wants answered. Ends with `true` when all answers are right.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct KbaVerificationNode {}

fn asked(state: &durward_journey::state::RunState) -> Vec<Asked> {
    let kept = state.shared.get(ASKED).cloned().unwrap_or_default();
    serde_json::from_value(kept).unwrap_or_default()
}

impl KbaVerificationNode {
    async fn choose(turn: &mut Turn<'_>) -> Result<Act, Error> {
        if !asked(turn.state).is_empty() {
            return Ok(Act::Again);
        }
        let cx = turn.cx;
        let settings = &turn.policies.self_service.general_config;
        let mut tx = cx.db().read().await?;
        let name = turn.state.text(USERNAME);
        let asked = kba::ask(cx, &mut tx, settings, candidate(turn.state), name).await?;
        let asked =
            serde_json::to_value(asked).map_err(|error| Error::internal(error.to_string()))?;
        turn.state.shared.insert(ASKED.to_owned(), asked);
        Ok(Act::Again)
    }

    async fn verify(turn: &mut Turn<'_>, input: &Input) -> Result<Act, Error> {
        let answers: Vec<(String, Secret<String>)> = asked(turn.state)
            .into_iter()
            .enumerate()
            .map(|(place, asked)| {
                let answer = Secret::new(input.text(place).to_owned());
                (asked.question, answer)
            })
            .collect();
        let cx = turn.cx;
        let user = candidate(turn.state);
        let right = kba::verify(cx, turn.passwords, user, &answers).await?;
        let locked = Self::is_locked(turn, turn.settings).await?;
        turn.state.shared.remove(ASKED);
        if let (Some(user), true) = (user, right && !locked) {
            turn.state.subject = Some(user);
            turn.state.passed("kba", cx.now);
            return Ok(Act::Leave("true".into()));
        }
        turn.effects.push(Effect::Failed {
            user,
            reason: if locked {
                Reason::Locked
            } else {
                Reason::WrongAnswer
            },
        });
        turn.state.notice = Some(Message::key("kba-wrong"));
        Ok(Act::Leave("false".into()))
    }

    /// Answers are guesses like passwords, and stop counting where those do.
    async fn is_locked(turn: &Turn<'_>, settings: &Authentication) -> Result<bool, Error> {
        let Some(user) = candidate(turn.state) else {
            return Ok(false);
        };
        let device = device_of(turn.state, user);
        let mut tx = turn.cx.db().read().await?;
        let lock = durward_identity::lockouts::check(turn.cx, &mut tx, settings, user, device);
        Ok(lock.await?.is_some())
    }
}

impl Node for KbaVerificationNode {
    fn ask(&self, scene: &Scene<'_>) -> Vec<Callback> {
        asked(scene.state)
            .into_iter()
            .map(|asked| {
                let texts = asked
                    .texts
                    .into_iter()
                    .fold(Localized::default(), |text, (locale, words)| {
                        text.and(locale, words)
                    });
                Callback::TextInput {
                    prompt: texts.into(),
                    default: None,
                }
            })
            .collect()
    }

    fn prepare<'a>(&'a self, turn: &'a mut Turn<'_>) -> Acting<'a> {
        Box::pin(Self::choose(turn))
    }

    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, input: &'a Input) -> Acting<'a> {
        Box::pin(Self::verify(turn, input))
    }
}

impl Settings for KbaVerificationNode {
    const NAME: &'static str = "KbaVerificationNode";

    fn schema() -> Value {
        json!({"type": "object", "additionalProperties": false, "properties": {}})
    }

    fn facts(&self) -> Facts {
        Facts::decision(["true", "false"]).waiting()
    }
}

/// Ends with `true` when whoever the run is about has set enough security questions. Where the realm hides whether an
/// account exists, somebody unknown is taken to have set them.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct KbaDecisionNode {}

impl KbaDecisionNode {
    async fn decide(turn: &Turn<'_>) -> Result<Act, Error> {
        let settings = &turn.policies.self_service.general_config;
        let set = match candidate(turn.state) {
            Some(user) => {
                let mut tx = turn.cx.db().read().await?;
                kba::is_set(turn.cx, &mut tx, settings, user).await?
            }
            None => turn.policies.self_service.hides_on_pages(),
        };
        Ok(Act::Leave(if set { "true" } else { "false" }.into()))
    }
}

impl Node for KbaDecisionNode {
    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, _: &'a Input) -> Acting<'a> {
        Box::pin(Self::decide(turn))
    }
}

impl Settings for KbaDecisionNode {
    const NAME: &'static str = "KbaDecisionNode";

    fn schema() -> Value {
        json!({"type": "object", "additionalProperties": false, "properties": {}})
    }

    fn facts(&self) -> Facts {
        Facts::decision(["true", "false"])
    }
}
