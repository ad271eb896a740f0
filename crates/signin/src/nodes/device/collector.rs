//! Asking a device what it is.

use durward_journey::callback::Callback;
use durward_journey::catalog::Facts;
use durward_journey::input::Input;
use durward_journey::limits;
use durward_journey::message::Message;
use durward_journey::transition::Outcome;
use durward_model::Invalid;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::profile;
use crate::nodes::texts::{self, Texts};
use crate::nodes::{Act, Acting, Node, Scene, Settings, Turn};

/// Bytes in a kilobyte.
const KILOBYTE: usize = 1024;

/// Has the client describe its device. A browser without scripts, or one that does not want to, describes nothing, and
/// the journey goes on: a [`super::DeviceMatchNode`] then knows no device.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(in crate::nodes) struct DeviceProfileCollectorNode {
    maximum_size: usize,
    device_metadata: bool,
    device_location: bool,
    message: Texts,
}

impl Default for DeviceProfileCollectorNode {
    fn default() -> Self {
        Self {
            maximum_size: 3,
            device_metadata: true,
            device_location: false,
            message: Texts::new(),
        }
    }
}

impl DeviceProfileCollectorNode {
    fn collect(&self, turn: &mut Turn<'_>, input: &Input) {
        profile::forget(turn);
        let said = input.secret(0).map_or("", |said| said.expose().as_str());
        if said.len() > self.maximum_size * KILOBYTE {
            return;
        }
        let Some(mut read) = profile::read(said, turn.cx.now) else {
            return;
        };
        if !self.device_metadata {
            read.metadata = Value::Object(Map::new());
        }
        if !self.device_location {
            read.location = None;
        }
        profile::keep(turn, &read);
    }
}

impl Node for DeviceProfileCollectorNode {
    fn ask(&self, _: &Scene<'_>) -> Vec<Callback> {
        vec![Callback::DeviceProfile {
            metadata: self.device_metadata,
            location: self.device_location,
            message: texts::shown(&self.message).unwrap_or_else(|| Message::key("device-profile")),
        }]
    }

    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, input: &'a Input) -> Acting<'a> {
        self.collect(turn, input);
        Act::now(Outcome::SINGLE)
    }
}

impl Settings for DeviceProfileCollectorNode {
    const NAME: &'static str = "DeviceProfileCollectorNode";

    fn schema() -> Value {
        json!({
            "type": "object",
            "additionalProperties": false,
            "properties": {
                "maximumSize": {"title": "Kilobytes of a description", "type": "integer", "minimum": 1, "maximum": limits::VALUE_BYTES / KILOBYTE, "default": 3},
                "deviceMetadata": {"title": "What the device is", "type": "boolean", "default": true},
                "deviceLocation": {"title": "Where the device is", "description": "The browser asks the person first.", "type": "boolean", "default": false},
                "message": texts::schema("What the page says")
            }
        })
    }

    fn check(&self) -> Result<(), Invalid> {
        let most = limits::VALUE_BYTES / KILOBYTE;
        if !(1..=most).contains(&self.maximum_size) {
            return Err(Invalid::new(
                "maximumSize",
                format!("must be a number from 1 to {most}"),
            ));
        }
        texts::check("message", &self.message)
    }

    fn facts(&self) -> Facts {
        Facts::collector()
    }
}
