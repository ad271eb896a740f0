//! Remembering a device.

use durward_journey::catalog::Facts;
use durward_journey::input::Input;
use durward_journey::transition::Outcome;
use durward_model::Invalid;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::profile;
use crate::nodes::{Act, Acting, Effect, Node, Settings, Turn};

/// Remembers the device that was described as one of whoever the run is about. It stands behind the last factor.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(in crate::nodes) struct DeviceSaveNode {
    max_saved_profiles: i64,
    save_metadata: bool,
    save_location: bool,
    variable_name: String,
}

impl Default for DeviceSaveNode {
    fn default() -> Self {
        Self {
            max_saved_profiles: 5,
            save_metadata: true,
            save_location: true,
            variable_name: String::new(),
        }
    }
}

impl Node for DeviceSaveNode {
    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, _: &'a Input) -> Acting<'a> {
        if let (Some(mut profile), Some(user)) = (profile::collected(turn), turn.state.subject) {
            if !self.save_metadata {
                profile.metadata = Value::Object(Map::new());
            }
            profile.location = profile.location.filter(|_| self.save_location);
            turn.effects.push(Effect::SaveDevice {
                user,
                profile: Box::new(profile),
                most: self.max_saved_profiles,
            });
        }
        Act::now(Outcome::SINGLE)
    }
}

impl Settings for DeviceSaveNode {
    const NAME: &'static str = "DeviceSaveNode";

    fn schema() -> Value {
        json!({
            "type": "object",
            "additionalProperties": false,
            "properties": {
                "maxSavedProfiles": {"title": "Devices of one person", "type": "integer", "minimum": 1, "maximum": 50, "default": 5},
                "saveMetadata": {"title": "What the device is", "type": "boolean", "default": true},
                "saveLocation": {"title": "Where the device is", "type": "boolean", "default": true},
                "variableName": {"title": "Variable with the name", "description": "Kept for documents of other servers.", "type": "string"}
            }
        })
    }

    fn check(&self) -> Result<(), Invalid> {
        if (1..=50).contains(&self.max_saved_profiles) {
            return Ok(());
        }
        Err(Invalid::new(
            "maxSavedProfiles",
            "must be a number from 1 to 50",
        ))
    }

    fn facts(&self) -> Facts {
        Facts::action()
    }
}
