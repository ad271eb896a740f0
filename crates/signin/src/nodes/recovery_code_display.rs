//! Showing new recovery codes, once.

use durward_journey::callback::Callback;
use durward_journey::catalog::Facts;
use durward_journey::input::Input;
use durward_journey::message::Message;
use durward_journey::transition::Outcome;
use serde::Deserialize;
use serde_json::{Value, json};

use super::factor::RECOVERY_CODES;
use super::{Act, Acting, Node, Scene, Settings, Turn, factor};

/// Shows the recovery codes that were made in this run; goes on at once when there are none. With `regenerate` it makes
/// new ones in place of those there were.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct RecoveryCodeDisplayNode {
    regenerate: bool,
}

impl Node for RecoveryCodeDisplayNode {
    fn ask(&self, scene: &Scene<'_>) -> Vec<Callback> {
        let codes = scene.state.secure.read(RECOVERY_CODES);
        let lines = codes.map(|codes| codes.expose().lines().map(str::to_owned).collect());
        vec![Callback::RecoveryCodes {
            message: Message::key("recovery-codes"),
            codes: lines.unwrap_or_default(),
        }]
    }

    fn prepare<'a>(&'a self, turn: &'a mut Turn<'_>) -> Acting<'a> {
        Box::pin(async move {
            let missing = turn.state.secure.read(RECOVERY_CODES).is_none();
            match turn.state.subject {
                Some(user) if missing && self.regenerate => {
                    factor::new_recovery_codes(turn, user).await?;
                    Ok(Act::Again)
                }
                _ if missing => Ok(Act::Leave(Outcome::SINGLE)),
                _ => Ok(Act::Again),
            }
        })
    }

    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, _: &'a Input) -> Acting<'a> {
        turn.state.secure.take(RECOVERY_CODES);
        Act::now(Outcome::SINGLE)
    }
}

impl Settings for RecoveryCodeDisplayNode {
    const NAME: &'static str = "RecoveryCodeDisplayNode";

    fn schema() -> Value {
        json!({
            "type": "object",
            "additionalProperties": false,
            "properties": {
                "regenerate": {"title": "Make new codes", "description": "Make new codes in place of those there were, also when none were made in this run.", "type": "boolean", "default": false}
            }
        })
    }

    fn facts(&self) -> Facts {
        Facts::collector()
    }
}
