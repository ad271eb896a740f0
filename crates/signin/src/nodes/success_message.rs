//! Ending with something to be told, and nobody signed in.

use std::collections::BTreeMap;

use durward_journey::catalog::Facts;
use durward_journey::input::Input;
use durward_journey::message::Localized;
use durward_journey::state::Aim;
use durward_journey::transition::Outcome;
use durward_model::Invalid;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Act, Acting, Node, Settings, Turn};

/// When the journey ends well, the person is told `message` and no session begins.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct SuccessMessageNode {
    message: BTreeMap<String, String>,
}

impl Node for SuccessMessageNode {
    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, _: &'a Input) -> Acting<'a> {
        let text = Localized::new(self.message.clone()).unwrap_or_default();
        turn.state.aim = Aim::Tell(text.into());
        Act::now(Outcome::SINGLE)
    }
}

impl Settings for SuccessMessageNode {
    const NAME: &'static str = "SuccessMessageNode";

    fn schema() -> Value {
        json!({
            "type": "object",
            "additionalProperties": false,
            "required": ["message"],
            "properties": {
                "message": {
                    "title": "Text",
                    "description": "Text by language tag.",
                    "type": "object",
                    "additionalProperties": {"type": "string", "maxLength": Localized::MAX_CHARS}
                }
            }
        })
    }

    fn check(&self) -> Result<(), Invalid> {
        if self.message.is_empty() {
            return Err(Invalid::new("message", "must have a text in a language"));
        }
        Localized::new(self.message.clone())
            .map(|_| ())
            .map_err(|(locale, what)| Invalid::new(locale, what).inside("message"))
    }

    fn facts(&self) -> Facts {
        Facts::action()
    }
}
