//! Deciding by an attribute of whoever the run is about.

use durward_identity::users::{UserFields, attributes};
use durward_journey::catalog::Facts;
use durward_journey::input::Input;
use durward_model::Invalid;
use durward_store::Error;
use serde::Deserialize;
use serde_json::{Value, json};

use super::people::{collected, subject};
use super::session_data;
use super::{Act, Acting, Node, Settings, Turn};

/// The attribute `name`: of the user once it is known who it is, else as collected; or what was read from the browser's
/// session.
async fn value(turn: &Turn<'_>, name: &str) -> Result<Option<Value>, Error> {
    if name.starts_with(session_data::PREFIX) {
        return Ok(session_data::read(turn.state, name));
    }
    let value = match subject(turn).await? {
        Some(user) => attributes::value(&UserFields::of(&user), name),
        None => collected(turn.state, name).cloned(),
    };
    Ok(value.filter(|value| !value.is_null() && value.as_str() != Some("")))
}

fn outcome(holds: bool) -> Act {
    Act::Leave(if holds { "true" } else { "false" }.into())
}

fn check_name(field: &str, name: &str) -> Result<(), Invalid> {
    if attributes::is_open(name) {
        return Ok(());
    }
    Err(Invalid::new(field, "must be the name of an attribute"))
}

/// Ends with `true` when there is the attribute.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct AttributePresentDecisionNode {
    present_attribute: String,
    #[expect(dead_code, reason = "kept for documents of other servers")]
    #[serde(default)]
    identity_attribute: String,
}

impl Node for AttributePresentDecisionNode {
    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, _: &'a Input) -> Acting<'a> {
        Box::pin(async move {
            let value = value(turn, &self.present_attribute).await?;
            Ok(outcome(value.is_some()))
        })
    }
}

impl Settings for AttributePresentDecisionNode {
    const NAME: &'static str = "AttributePresentDecisionNode";

    fn schema() -> Value {
        json!({
            "type": "object",
            "additionalProperties": false,
            "required": ["presentAttribute"],
            "properties": {
                "presentAttribute": {"title": "Attribute", "type": "string", "minLength": 1, "maxLength": 100},
                "identityAttribute": {"title": "Attribute that identifies the person", "description": "Kept for documents of other servers.", "type": "string"}
            }
        })
    }

    fn check(&self) -> Result<(), Invalid> {
        check_name("presentAttribute", &self.present_attribute)
    }

    fn facts(&self) -> Facts {
        Facts::decision(["true", "false"])
    }
}

/// How an attribute is compared.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
enum Comparison {
    #[default]
    Present,
    Equals,
}

/// Ends with `true` when the attribute is there, or is what it is compared with.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct AttributeValueDecisionNode {
    comparison_attribute: String,
    #[serde(default)]
    comparison_operation: Comparison,
    #[serde(default)]
    comparison_value: String,
    #[expect(dead_code, reason = "kept for documents of other servers")]
    #[serde(default)]
    identity_attribute: String,
}

impl AttributeValueDecisionNode {
    fn holds(&self, value: Option<Value>) -> bool {
        match (self.comparison_operation, value) {
            (_, None) => false,
            (Comparison::Present, Some(_)) => true,
            (Comparison::Equals, Some(Value::String(text))) => text == self.comparison_value,
            (Comparison::Equals, Some(Value::Array(all))) => all
                .iter()
                .any(|one| one.as_str() == Some(&self.comparison_value)),
            (Comparison::Equals, Some(other)) => {
                let text = other.to_string();
                text == self.comparison_value
            }
        }
    }
}

impl Node for AttributeValueDecisionNode {
    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, _: &'a Input) -> Acting<'a> {
        Box::pin(async move {
            let value = value(turn, &self.comparison_attribute).await?;
            Ok(outcome(self.holds(value)))
        })
    }
}

impl Settings for AttributeValueDecisionNode {
    const NAME: &'static str = "AttributeValueDecisionNode";

    fn schema() -> Value {
        json!({
            "type": "object",
            "additionalProperties": false,
            "required": ["comparisonAttribute"],
            "properties": {
                "comparisonAttribute": {"title": "Attribute", "type": "string", "minLength": 1, "maxLength": 100},
                "comparisonOperation": {"title": "Comparison", "type": "string", "enum": ["PRESENT", "EQUALS"], "default": "PRESENT"},
                "comparisonValue": {"title": "Value", "type": "string", "maxLength": 1000},
                "identityAttribute": {"title": "Attribute that identifies the person", "description": "Kept for documents of other servers.", "type": "string"}
            }
        })
    }

    fn check(&self) -> Result<(), Invalid> {
        check_name("comparisonAttribute", &self.comparison_attribute)
    }

    fn facts(&self) -> Facts {
        Facts::decision(["true", "false"])
    }
}
