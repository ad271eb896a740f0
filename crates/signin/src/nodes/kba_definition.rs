//! Choosing security questions.

use std::collections::BTreeMap;

use durward_journey::callback::Callback;
use durward_journey::catalog::Facts;
use durward_journey::input::Input;
use durward_journey::message::{Localized, Message};
use durward_journey::transition::Outcome;
use durward_model::{Invalid, Secret};
use durward_store::security_answers::SecurityAnswer;
use durward_store::{Error, ErrorKind};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Act, Acting, Effect, Node, Scene, Settings, Turn};
use crate::kba::{self, Definition};

/// Name under which the secure state holds the questions chosen by somebody who has no account yet.
pub(crate) const ANSWERS: &str = "kbaInfo";

/// Asks for as many questions and answers as the realm wants people to set.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct KbaDefinitionNode {
    message: BTreeMap<String, String>,
    allow_user_defined_questions: Option<bool>,
}

/// An answer as it is kept on the way to the account.
#[derive(Serialize, Deserialize)]
struct Kept {
    question: String,
    texts: BTreeMap<String, String>,
    hash: String,
}

/// The answers that the secure state keeps.
pub(super) fn read(text: &str) -> Vec<SecurityAnswer> {
    let kept: Vec<Kept> = serde_json::from_str(text).unwrap_or_default();
    kept.into_iter()
        .map(|kept| SecurityAnswer {
            question: kept.question,
            texts: kept.texts,
            hash: kept.hash,
        })
        .collect()
}

fn write(answers: Vec<SecurityAnswer>) -> Secret<String> {
    let kept = answers.into_iter().map(|answer| Kept {
        question: answer.question,
        texts: answer.texts,
        hash: answer.hash,
    });
    Secret::new(serde_json::to_string(&kept.collect::<Vec<_>>()).unwrap_or_default())
}

impl KbaDefinitionNode {
    fn own(&self, realm: bool) -> bool {
        realm && self.allow_user_defined_questions.unwrap_or(true)
    }

    async fn define(&self, turn: &mut Turn<'_>, input: &Input) -> Result<Act, Error> {
        let settings = &turn.policies.self_service.general_config;
        let questions = settings.questions();
        let own = self.own(settings.kba_allow_user_defined_questions);
        let mut given = Vec::with_capacity(input.len());
        for place in 0..input.len() {
            let question = input.part(place, "question").map(Secret::expose);
            let question = question.and_then(|text| kba::named(&questions, text, own));
            let answer = input.part(place, "answer").cloned();
            let (Some(question), Some(answer)) = (question, answer) else {
                turn.state.notice = Some(Message::key("kba-incomplete"));
                return Ok(Act::Again);
            };
            given.push(Definition { question, answer });
        }
        let answers = match kba::prepare(turn.cx, turn.passwords, settings, &given).await {
            Ok(answers) => answers,
            Err(error) if matches!(error.kind, ErrorKind::Invalid(_)) => {
                turn.state.notice = Some(Message::key("kba-incomplete"));
                return Ok(Act::Again);
            }
            Err(error) => return Err(error),
        };
        match turn.state.subject {
            Some(user) => turn.effects.push(Effect::SetAnswers { user, answers }),
            None => turn.state.secure.put(ANSWERS, write(answers)),
        }
        Ok(Act::Leave(Outcome::SINGLE))
    }
}

impl Node for KbaDefinitionNode {
    fn ask(&self, scene: &Scene<'_>) -> Vec<Callback> {
        let settings = &scene.policies.self_service.general_config;
        let words = |texts: &BTreeMap<String, String>| {
            let text = texts.iter().fold(Localized::default(), |text, one| {
                text.and(one.0.clone(), one.1.clone())
            });
            Message::from(text)
        };
        let questions: Vec<Message> = settings
            .questions()
            .iter()
            .map(|question| words(&question.texts))
            .collect();
        let prompt = if self.message.is_empty() {
            Message::key("kba-choose")
        } else {
            words(&self.message)
        };
        (0..settings.minimum_answers_to_define.max(1))
            .map(|_| Callback::KbaCreate {
                prompt: prompt.clone(),
                questions: questions.clone(),
                allow_own: self.own(settings.kba_allow_user_defined_questions),
            })
            .collect()
    }

    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, input: &'a Input) -> Acting<'a> {
        Box::pin(self.define(turn, input))
    }
}

impl Settings for KbaDefinitionNode {
    const NAME: &'static str = "KbaDefinitionNode";

    fn schema() -> Value {
        json!({
            "type": "object",
            "additionalProperties": false,
            "properties": {
                "message": {
                    "title": "Label",
                    "description": "Text by language tag.",
                    "type": "object",
                    "additionalProperties": {"type": "string", "maxLength": Localized::MAX_CHARS}
                },
                "allowUserDefinedQuestions": {
                    "title": "Questions of their own",
                    "description": "Whether people may ask themselves something else, where the realm allows it.",
                    "type": "boolean",
                    "default": true
                }
            }
        })
    }

    fn check(&self) -> Result<(), Invalid> {
        Localized::new(self.message.clone())
            .map(|_| ())
            .map_err(|(locale, what)| Invalid::new(locale, what).inside("message"))
    }

    fn facts(&self) -> Facts {
        Facts::collector()
    }
}
