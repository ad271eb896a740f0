//! Deciding by the age of the account.

use durward_journey::catalog::Facts;
use durward_journey::input::Input;
use durward_model::Invalid;
use durward_store::Error;
use serde::Deserialize;
use serde_json::{Value, json};

use super::people::subject;
use super::{Act, Acting, Node, Settings, Turn};

/// Ends with `true` when the account was made longer ago than `elapsedTime` minutes.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct TimeSinceDecisionNode {
    elapsed_time: i64,
    #[expect(dead_code, reason = "kept for documents of other servers")]
    #[serde(default)]
    identity_attribute: String,
}

impl TimeSinceDecisionNode {
    async fn decide(&self, turn: &Turn<'_>) -> Result<Act, Error> {
        let since = subject(turn).await?.map(|user| user.created_at);
        let passed = since.is_some_and(|since| {
            turn.cx.now.millis_since(since) > self.elapsed_time.saturating_mul(60_000)
        });
        Ok(Act::Leave(if passed { "true" } else { "false" }.into()))
    }
}

impl Node for TimeSinceDecisionNode {
    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, _: &'a Input) -> Acting<'a> {
        Box::pin(self.decide(turn))
    }
}

impl Settings for TimeSinceDecisionNode {
    const NAME: &'static str = "TimeSinceDecisionNode";

    fn schema() -> Value {
        json!({
            "type": "object",
            "additionalProperties": false,
            "required": ["elapsedTime"],
            "properties": {
                "elapsedTime": {"title": "Minutes since the account was made", "type": "integer", "minimum": 0, "maximum": 52_560_000},
                "identityAttribute": {"title": "Attribute that identifies the person", "description": "Kept for documents of other servers.", "type": "string"}
            }
        })
    }

    fn check(&self) -> Result<(), Invalid> {
        if (0..=52_560_000).contains(&self.elapsed_time) {
            return Ok(());
        }
        Err(Invalid::new("elapsedTime", "must be from 0 to 52560000"))
    }

    fn facts(&self) -> Facts {
        Facts::decision(["true", "false"])
    }
}
