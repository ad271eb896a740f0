//! Deciding by the groups of whoever the run is about.

use durward_journey::catalog::Facts;
use durward_journey::input::Input;
use durward_model::Invalid;
use durward_model::text::fold;
use durward_store::{Error, groups};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Act, Acting, Node, Settings, Turn};

/// Ends with `true` when the user is in one of the groups named, or in a group inside one.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct GroupDecisionNode {
    groups: Vec<String>,
}

impl GroupDecisionNode {
    async fn decide(&self, turn: &Turn<'_>) -> Result<Act, Error> {
        let within = match turn.state.subject {
            None => false,
            Some(user) => {
                let mut tx = turn.cx.db().read().await?;
                let mine = groups::all_of_user(turn.cx, &mut tx, user).await?;
                mine.iter().any(|group| {
                    let named = |name: &String| fold(name) == fold(group.name.as_str());
                    self.groups.iter().any(named)
                })
            }
        };
        Ok(Act::Leave(if within { "true" } else { "false" }.into()))
    }
}

impl Node for GroupDecisionNode {
    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, _: &'a Input) -> Acting<'a> {
        Box::pin(self.decide(turn))
    }
}

impl Settings for GroupDecisionNode {
    const NAME: &'static str = "GroupDecisionNode";

    fn schema() -> Value {
        json!({
            "type": "object",
            "additionalProperties": false,
            "required": ["groups"],
            "properties": {
                "groups": {
                    "title": "Groups",
                    "description": "Names of groups of the realm; one of them is enough.",
                    "type": "array",
                    "minItems": 1,
                    "maxItems": 100,
                    "uniqueItems": true,
                    "items": {"type": "string", "minLength": 1, "maxLength": 256}
                }
            }
        })
    }

    fn check(&self) -> Result<(), Invalid> {
        if (1..=100).contains(&self.groups.len()) {
            return Ok(());
        }
        Err(Invalid::new("groups", "must name from 1 to 100 groups"))
    }

    fn facts(&self) -> Facts {
        Facts::decision(["true", "false"])
    }
}
