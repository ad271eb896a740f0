//! Only so many attempts in one run.

use durward_journey::catalog::Facts;
use durward_journey::input::Input;
use durward_model::Invalid;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Act, Acting, Node, Settings, Turn};

const MOST: u32 = 100;

/// Ends with `Retry` while attempts are left, then with `Reject`. The first attempt was made before it is reached.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct RetryLimitDecisionNode {
    retry_limit: u32,
}

impl Default for RetryLimitDecisionNode {
    fn default() -> Self {
        Self { retry_limit: 3 }
    }
}

impl Node for RetryLimitDecisionNode {
    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, _: &'a Input) -> Acting<'a> {
        let failed = turn.state.count_here();
        Act::now(if failed < self.retry_limit {
            "Retry"
        } else {
            "Reject"
        })
    }
}

impl Settings for RetryLimitDecisionNode {
    const NAME: &'static str = "RetryLimitDecisionNode";

    fn schema() -> Value {
        json!({
            "type": "object",
            "additionalProperties": false,
            "properties": {
                "retryLimit": {
                    "title": "Attempts",
                    "description": "Attempts in one run, the first included.",
                    "type": "integer",
                    "minimum": 1,
                    "maximum": MOST,
                    "default": 3
                }
            }
        })
    }

    fn check(&self) -> Result<(), Invalid> {
        if (1..=MOST).contains(&self.retry_limit) {
            return Ok(());
        }
        Err(Invalid::new(
            "retryLimit",
            format!("must be a number from 1 to {MOST}"),
        ))
    }

    fn facts(&self) -> Facts {
        Facts::decision(["Retry", "Reject"]).limiting("Retry")
    }
}
