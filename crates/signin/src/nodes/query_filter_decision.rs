//! Deciding by a filter over the attributes of whoever the run is about.

use durward_identity::users::{UserFields, attributes};
use durward_journey::catalog::Facts;
use durward_journey::input::Input;
use durward_store::Error;
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};

use super::filter::Filter;
use super::people::subject;
use super::{Act, Acting, Node, Settings, Turn};

/// Ends with `true` when the filter holds for the user.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct QueryFilterDecisionNode {
    #[serde(deserialize_with = "read")]
    query_filter: Filter,
    #[expect(dead_code, reason = "kept for documents of other servers")]
    #[serde(default)]
    identity_attribute: String,
}

fn read<'de, D: Deserializer<'de>>(given: D) -> Result<Filter, D::Error> {
    let text = String::deserialize(given)?;
    Filter::parse(&text).map_err(serde::de::Error::custom)
}

impl QueryFilterDecisionNode {
    async fn decide(&self, turn: &Turn<'_>) -> Result<Act, Error> {
        let holds = subject(turn).await?.is_some_and(|user| {
            let fields = UserFields::of(&user);
            let value = |name: &str| match name {
                "accountStatus" => Some(
                    if user.is_active() {
                        "Active"
                    } else {
                        "Inactive"
                    }
                    .into(),
                ),
                "emailVerified" => Some(user.email_verified.into()),
                "phoneVerified" => Some(user.phone_verified.into()),
                name => attributes::value(&fields, name),
            };
            self.query_filter.holds(&value)
        });
        Ok(Act::Leave(if holds { "true" } else { "false" }.into()))
    }
}

impl Node for QueryFilterDecisionNode {
    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, _: &'a Input) -> Acting<'a> {
        Box::pin(self.decide(turn))
    }
}

impl Settings for QueryFilterDecisionNode {
    const NAME: &'static str = "QueryFilterDecisionNode";

    fn schema() -> Value {
        json!({
            "type": "object",
            "additionalProperties": false,
            "required": ["queryFilter"],
            "properties": {
                "queryFilter": {
                    "title": "Filter",
                    "description": "Such as `!(telephoneNumber pr) or /preferences/news eq false`. Operators: pr, eq, co, sw, lt, le, gt, ge.",
                    "type": "string",
                    "minLength": 1,
                    "maxLength": 2000
                },
                "identityAttribute": {"title": "Attribute that identifies the person", "description": "Kept for documents of other servers.", "type": "string"}
            }
        })
    }

    fn facts(&self) -> Facts {
        Facts::decision(["true", "false"])
    }
}
