//! Giving the session properties.

use std::collections::BTreeMap;

use durward_journey::catalog::Facts;
use durward_journey::input::Input;
use durward_journey::transition::Outcome;
use durward_model::Invalid;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Act, Acting, Node, Settings, Turn};

const MOST: usize = 50;
const NAME_CHARS: usize = 100;
const VALUE_CHARS: usize = 1000;

/// Sets properties that the session will carry; a property set twice has the last value.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct SetSessionPropertiesNode {
    properties: BTreeMap<String, String>,
}

impl Node for SetSessionPropertiesNode {
    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, _: &'a Input) -> Acting<'a> {
        let set = &mut turn.state.session_properties;
        set.extend(self.properties.clone());
        Act::now(Outcome::SINGLE)
    }
}

impl Settings for SetSessionPropertiesNode {
    const NAME: &'static str = "SetSessionPropertiesNode";

    fn schema() -> Value {
        json!({
            "type": "object",
            "additionalProperties": false,
            "required": ["properties"],
            "properties": {
                "properties": {
                    "title": "Properties",
                    "type": "object",
                    "minProperties": 1,
                    "maxProperties": MOST,
                    "propertyNames": {"minLength": 1, "maxLength": NAME_CHARS},
                    "additionalProperties": {"type": "string", "maxLength": VALUE_CHARS}
                }
            }
        })
    }

    fn check(&self) -> Result<(), Invalid> {
        if self.properties.is_empty() || self.properties.len() > MOST {
            return Err(Invalid::new(
                "properties",
                format!("must hold from 1 to {MOST} properties"),
            ));
        }
        for (name, value) in &self.properties {
            if name.is_empty()
                || name.chars().count() > NAME_CHARS
                || value.chars().count() > VALUE_CHARS
            {
                return Err(Invalid::new(
                    name.clone(),
                    format!("must have a name of at most {NAME_CHARS} characters and a value of at most {VALUE_CHARS}"),
                )
                .inside("properties"));
            }
        }
        Ok(())
    }

    fn facts(&self) -> Facts {
        Facts::action()
    }
}
