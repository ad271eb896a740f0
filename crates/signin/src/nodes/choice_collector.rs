//! Asking somebody to choose; the journey goes on by the choice.

use std::collections::BTreeSet;

use durward_journey::callback::Callback;
use durward_journey::catalog::Facts;
use durward_journey::input::Input;
use durward_journey::limits;
use durward_journey::message::{Localized, Message};
use durward_model::Invalid;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Act, Acting, Node, Scene, Settings, Turn};

/// Shows `choices`; ends with the one chosen.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct ChoiceCollectorNode {
    choices: Vec<String>,
    default_choice: String,
    prompt: String,
}

impl Node for ChoiceCollectorNode {
    fn ask(&self, _: &Scene<'_>) -> Vec<Callback> {
        let text = |text: &String| Message::from(Localized::one("en", text.clone()));
        let default = self
            .choices
            .iter()
            .position(|choice| *choice == self.default_choice);
        vec![Callback::Choice {
            prompt: text(&self.prompt),
            choices: self.choices.iter().map(text).collect(),
            default: default.unwrap_or_default(),
        }]
    }

    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, input: &'a Input) -> Acting<'a> {
        match input.index(0).and_then(|index| self.choices.get(index)) {
            Some(choice) => Act::now(choice.clone()),
            None => {
                turn.state.notice = Some(Message::key("signin-choose"));
                Act::Again.ready()
            }
        }
    }
}

impl Settings for ChoiceCollectorNode {
    const NAME: &'static str = "ChoiceCollectorNode";

    fn schema() -> Value {
        json!({
            "type": "object",
            "additionalProperties": false,
            "required": ["choices", "prompt"],
            "properties": {
                "prompt": {"title": "Question", "type": "string", "minLength": 1, "maxLength": Localized::MAX_CHARS},
                "choices": {
                    "title": "Choices",
                    "description": "Each is an outcome of the node.",
                    "type": "array",
                    "minItems": 1,
                    "maxItems": limits::OUTCOMES,
                    "uniqueItems": true,
                    "items": {"type": "string", "minLength": 1, "maxLength": limits::OUTCOME_CHARS}
                },
                "defaultChoice": {"title": "Chosen at first", "type": "string"}
            }
        })
    }

    fn check(&self) -> Result<(), Invalid> {
        let different: BTreeSet<&String> = self.choices.iter().collect();
        if self.choices.is_empty() || different.len() != self.choices.len() {
            return Err(Invalid::new(
                "choices",
                "must list at least one choice, each once",
            ));
        }
        if self.prompt.is_empty() || self.prompt.chars().count() > Localized::MAX_CHARS {
            return Err(Invalid::new(
                "prompt",
                "must be a question of at most 4000 characters",
            ));
        }
        if !self.default_choice.is_empty() && !self.choices.contains(&self.default_choice) {
            return Err(Invalid::new("defaultChoice", "must be one of the choices"));
        }
        Ok(())
    }

    fn facts(&self) -> Facts {
        Facts::decision(self.choices.clone()).waiting()
    }
}
