//! Looking at the authentication level, and changing it.

use durward_journey::catalog::Facts;
use durward_journey::input::Input;
use durward_journey::transition::Outcome;
use durward_model::Invalid;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Act, Acting, Node, Settings, Turn};

/// Ends with `true` when the level that was reached is at least the one required, else with `false`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct AuthLevelDecisionNode {
    auth_level_requirement: i64,
}

impl Node for AuthLevelDecisionNode {
    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, _: &'a Input) -> Acting<'a> {
        let enough = turn.state.auth_level >= self.auth_level_requirement;
        Act::now(if enough { "true" } else { "false" })
    }
}

impl Settings for AuthLevelDecisionNode {
    const NAME: &'static str = "AuthLevelDecisionNode";

    fn schema() -> Value {
        json!({
            "type": "object",
            "additionalProperties": false,
            "required": ["authLevelRequirement"],
            "properties": {
                "authLevelRequirement": {"title": "Level required", "type": "integer", "minimum": 0, "maximum": 1000}
            }
        })
    }

    fn check(&self) -> Result<(), Invalid> {
        within("authLevelRequirement", self.auth_level_requirement)
    }

    fn facts(&self) -> Facts {
        Facts::decision(["true", "false"])
    }
}

/// Adds to the level that was reached.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ModifyAuthLevelNode {
    auth_level_increment: i64,
}

impl Node for ModifyAuthLevelNode {
    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, _: &'a Input) -> Acting<'a> {
        let level = turn.state.auth_level;
        turn.state.auth_level = level
            .saturating_add(self.auth_level_increment)
            .clamp(0, 1000);
        Act::now(Outcome::SINGLE)
    }
}

impl Settings for ModifyAuthLevelNode {
    const NAME: &'static str = "ModifyAuthLevelNode";

    fn schema() -> Value {
        json!({
            "type": "object",
            "additionalProperties": false,
            "required": ["authLevelIncrement"],
            "properties": {
                "authLevelIncrement": {"title": "Add to the level", "type": "integer", "minimum": -1000, "maximum": 1000}
            }
        })
    }

    fn check(&self) -> Result<(), Invalid> {
        within(
            "authLevelIncrement",
            self.auth_level_increment.saturating_abs(),
        )
    }

    fn facts(&self) -> Facts {
        Facts::action()
    }
}

fn within(field: &str, level: i64) -> Result<(), Invalid> {
    if (0..=1000).contains(&level) {
        return Ok(());
    }
    Err(Invalid::new(field, "must not be beyond 1000"))
}
