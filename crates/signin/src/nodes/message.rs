//! Saying something and asking yes or no.

use std::collections::BTreeMap;

use durward_journey::callback::{Callback, MessageKind};
use durward_journey::catalog::Facts;
use durward_journey::input::Input;
use durward_journey::message::{Localized, Message};
use durward_model::Invalid;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Act, Acting, Node, Scene, Settings, Turn};

/// Shows a text with two buttons; ends with `true` for the first and `false` for the second.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct MessageNode {
    message: BTreeMap<String, String>,
    message_yes: BTreeMap<String, String>,
    message_no: BTreeMap<String, String>,
}

impl Node for MessageNode {
    fn ask(&self, _: &Scene<'_>) -> Vec<Callback> {
        let text = |texts: &BTreeMap<String, String>| {
            Localized::new(texts.clone())
                .ok()
                .filter(|text| !text.is_empty())
        };
        let button = |texts: &BTreeMap<String, String>, key: &'static str| {
            text(texts).map_or_else(|| Message::key(key), Message::from)
        };
        let told = text(&self.message).map(|message| Callback::TextOutput {
            message: message.into(),
            kind: MessageKind::Information,
        });
        let asked = Callback::Confirmation {
            prompt: None,
            kind: MessageKind::Information,
            options: vec![
                button(&self.message_yes, "signin-yes"),
                button(&self.message_no, "signin-no"),
            ],
            default: 0,
        };
        told.into_iter().chain([asked]).collect()
    }

    fn act<'a>(&'a self, _: &'a mut Turn<'_>, input: &'a Input) -> Acting<'a> {
        let place = input.len().saturating_sub(1);
        match input.index(place) {
            Some(0) => Act::now("true"),
            Some(_) => Act::now("false"),
            None => Act::Again.ready(),
        }
    }
}

impl Settings for MessageNode {
    const NAME: &'static str = "MessageNode";

    fn schema() -> Value {
        let texts = |title: &str| {
            json!({
                "title": title,
                "description": "Text by language tag.",
                "type": "object",
                "additionalProperties": {"type": "string", "maxLength": Localized::MAX_CHARS}
            })
        };
        json!({
            "type": "object",
            "additionalProperties": false,
            "required": ["message"],
            "properties": {
                "message": texts("Text"),
                "messageYes": texts("Button that ends with true"),
                "messageNo": texts("Button that ends with false")
            }
        })
    }

    fn check(&self) -> Result<(), Invalid> {
        if self.message.is_empty() {
            return Err(Invalid::new("message", "must have a text in a language"));
        }
        let fields = [
            ("message", &self.message),
            ("messageYes", &self.message_yes),
            ("messageNo", &self.message_no),
        ];
        for (field, texts) in fields {
            Localized::new(texts.clone())
                .map_err(|(locale, what)| Invalid::new(locale, what).inside(field))?;
        }
        Ok(())
    }

    fn facts(&self) -> Facts {
        Facts::decision(["true", "false"]).waiting()
    }
}
