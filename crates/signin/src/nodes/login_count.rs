//! Counting sign-ins, and deciding by how many there were: asking for more of a profile little by little.

use durward_journey::catalog::Facts;
use durward_journey::input::Input;
use durward_journey::transition::Outcome;
use durward_model::Invalid;
use durward_store::{Error, sign_in_counts};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Act, Acting, Effect, Node, Settings, Turn};

/// Highest number that can be waited for.
const MOST: i64 = 1_000_000;

/// Counts one more sign-in of whoever the run is about. It stands behind the last factor.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct IncrementLoginCountNode {
    identity_attribute: String,
}

impl Node for IncrementLoginCountNode {
    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, _: &'a Input) -> Acting<'a> {
        turn.effects
            .extend(turn.state.subject.map(Effect::CountSignIn));
        Act::now(Outcome::SINGLE)
    }
}

impl Settings for IncrementLoginCountNode {
    const NAME: &'static str = "IncrementLoginCountNode";

    fn schema() -> Value {
        json!({
            "type": "object",
            "additionalProperties": false,
            "properties": {
                "identityAttribute": {"title": "Attribute that identifies the person", "description": "Kept for documents of other servers.", "type": "string"}
            }
        })
    }

    fn facts(&self) -> Facts {
        Facts::action()
    }
}

/// When a count is met.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
enum Interval {
    /// Once: at that very sign-in.
    #[default]
    At,
    /// Again and again, after so many more.
    Every,
}

/// Ends with `true` at the sign-in that was waited for, as an [`IncrementLoginCountNode`] before it counts them.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct LoginCountDecisionNode {
    #[serde(default)]
    interval: Interval,
    amount: i64,
    #[expect(dead_code, reason = "kept for documents of other servers")]
    #[serde(default)]
    identity_attribute: String,
}

impl LoginCountDecisionNode {
    async fn decide(&self, turn: &Turn<'_>) -> Result<Act, Error> {
        let Some(user) = turn.state.subject else {
            return Ok(Act::Leave("false".into()));
        };
        let cx = turn.cx;
        let stored = sign_in_counts::load(cx, &mut cx.db().read().await?, user).await?;
        // What was counted in this submission is written at its end.
        let counted = |effect: &&Effect| matches!(effect, Effect::CountSignIn(one) if *one == user);
        let counted = turn.effects.iter().filter(counted).count();
        let count = stored + i64::try_from(counted).unwrap_or_default();
        let met = match self.interval {
            Interval::At => count == self.amount,
            Interval::Every => count > 0 && count % self.amount == 0,
        };
        Ok(Act::Leave(if met { "true" } else { "false" }.into()))
    }
}

impl Node for LoginCountDecisionNode {
    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, _: &'a Input) -> Acting<'a> {
        Box::pin(self.decide(turn))
    }
}

impl Settings for LoginCountDecisionNode {
    const NAME: &'static str = "LoginCountDecisionNode";

    fn schema() -> Value {
        json!({
            "type": "object",
            "additionalProperties": false,
            "required": ["amount"],
            "properties": {
                "interval": {
                    "title": "When",
                    "description": "`AT` is that sign-in alone, `EVERY` each time after so many.",
                    "type": "string",
                    "enum": ["AT", "EVERY"],
                    "default": "AT"
                },
                "amount": {"title": "Sign-ins", "type": "integer", "minimum": 1, "maximum": MOST},
                "identityAttribute": {"title": "Attribute that identifies the person", "description": "Kept for documents of other servers.", "type": "string"}
            }
        })
    }

    fn check(&self) -> Result<(), Invalid> {
        if (1..=MOST).contains(&self.amount) {
            return Ok(());
        }
        Err(Invalid::new(
            "amount",
            format!("must be a number from 1 to {MOST}"),
        ))
    }

    fn facts(&self) -> Facts {
        Facts::decision(["true", "false"])
    }
}
