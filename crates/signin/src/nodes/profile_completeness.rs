//! Deciding by how much of a profile is filled in.

use durward_identity::users::{UserFields, attributes};
use durward_journey::catalog::Facts;
use durward_journey::input::Input;
use durward_model::Invalid;
use durward_store::Error;
use serde::Deserialize;
use serde_json::{Value, json};

use super::people::subject;
use super::{Act, Acting, Node, Settings, Turn};

/// What a whole profile has, unless the settings say otherwise.
const USUAL: &[&str] = &[
    "userName",
    "mail",
    "telephoneNumber",
    "givenName",
    "sn",
    "birthdate",
    "locale",
    "streetAddress",
    "locality",
    "postalCode",
    "country",
];

/// Ends with `true` when at least `threshold` percent of the attributes are filled in.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ProfileCompletenessDecisionNode {
    threshold: usize,
    #[serde(default)]
    attributes: Vec<String>,
    #[expect(dead_code, reason = "kept for documents of other servers")]
    #[serde(default)]
    identity_attribute: String,
}

impl ProfileCompletenessDecisionNode {
    async fn decide(&self, turn: &Turn<'_>) -> Result<Act, Error> {
        let complete = subject(turn).await?.is_some_and(|user| {
            let fields = UserFields::of(&user);
            let counted: Vec<&str> = match self.attributes.is_empty() {
                true => USUAL.to_vec(),
                false => self.attributes.iter().map(String::as_str).collect(),
            };
            let filled = |name: &&&str| {
                let value = attributes::value(&fields, name).unwrap_or_default();
                !value.is_null() && value.as_str() != Some("")
            };
            let held = counted.iter().filter(filled).count();
            held * 100 >= self.threshold * counted.len()
        });
        Ok(Act::Leave(if complete { "true" } else { "false" }.into()))
    }
}

impl Node for ProfileCompletenessDecisionNode {
    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, _: &'a Input) -> Acting<'a> {
        Box::pin(self.decide(turn))
    }
}

impl Settings for ProfileCompletenessDecisionNode {
    const NAME: &'static str = "ProfileCompletenessDecisionNode";

    fn schema() -> Value {
        json!({
            "type": "object",
            "additionalProperties": false,
            "required": ["threshold"],
            "properties": {
                "threshold": {"title": "Percent that is enough", "type": "integer", "minimum": 1, "maximum": 100},
                "attributes": {
                    "title": "Attributes that count",
                    "description": "Those every profile has when there are none.",
                    "type": "array",
                    "maxItems": 100,
                    "uniqueItems": true,
                    "items": {"type": "string", "minLength": 1, "maxLength": 100}
                },
                "identityAttribute": {"title": "Attribute that identifies the person", "description": "Kept for documents of other servers.", "type": "string"}
            }
        })
    }

    fn check(&self) -> Result<(), Invalid> {
        if !(1..=100).contains(&self.threshold) {
            return Err(Invalid::new("threshold", "must be a number from 1 to 100"));
        }
        let named = |name: &String| attributes::is_open(name);
        if self.attributes.len() > 100 || !self.attributes.iter().all(named) {
            return Err(Invalid::new(
                "attributes",
                "must name at most 100 attributes",
            ));
        }
        Ok(())
    }

    fn facts(&self) -> Facts {
        Facts::decision(["true", "false"])
    }
}
