//! Deciding by the roles of whoever the run is about.

use durward_access::effective_roles;
use durward_journey::catalog::Facts;
use durward_journey::input::Input;
use durward_model::Invalid;
use durward_model::role::Subject;
use durward_model::text::fold;
use durward_store::Error;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Act, Acting, Node, Settings, Turn};

/// Ends with `true` when the user holds one of the realm's roles named, itself or through a group.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct RoleDecisionNode {
    roles: Vec<String>,
}

impl RoleDecisionNode {
    async fn decide(&self, turn: &Turn<'_>) -> Result<Act, Error> {
        let holds = match turn.state.subject {
            None => false,
            Some(user) => {
                let mut tx = turn.cx.db().read().await?;
                let held = effective_roles(turn.cx, &mut tx, Subject::User(user)).await?;
                held.iter().filter(|role| role.app.is_none()).any(|role| {
                    let named = |name: &String| fold(name) == fold(role.name.as_str());
                    self.roles.iter().any(named)
                })
            }
        };
        Ok(Act::Leave(if holds { "true" } else { "false" }.into()))
    }
}

impl Node for RoleDecisionNode {
    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, _: &'a Input) -> Acting<'a> {
        Box::pin(self.decide(turn))
    }
}

impl Settings for RoleDecisionNode {
    const NAME: &'static str = "RoleDecisionNode";

    fn schema() -> Value {
        json!({
            "type": "object",
            "additionalProperties": false,
            "required": ["roles"],
            "properties": {
                "roles": {
                    "title": "Roles",
                    "description": "Names of roles of the realm; one of them is enough.",
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
        if (1..=100).contains(&self.roles.len()) {
            return Ok(());
        }
        Err(Invalid::new("roles", "must name from 1 to 100 roles"))
    }

    fn facts(&self) -> Facts {
        Facts::decision(["true", "false"])
    }
}
