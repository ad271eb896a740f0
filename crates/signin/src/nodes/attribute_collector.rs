//! Asking for attributes of the profile.

use std::collections::BTreeMap;

use durward_identity::policy::Broken;
use durward_identity::users::attributes::{self, Shape};
use durward_journey::callback::{AttributeInput, AttributeKind, Callback, PolicyInput};
use durward_journey::catalog::Facts;
use durward_journey::input::Input;
use durward_journey::limits;
use durward_journey::message::{Localized, Message};
use durward_journey::state::RunState;
use durward_journey::transition::Outcome;
use durward_model::Invalid;
use durward_store::Error;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::people::{collect, collected, keep_failed, kept_failed, nobody};
use super::{Act, Acting, Node, Scene, Settings, Turn};

/// What an attribute is asked as.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Type {
    #[default]
    String,
    Number,
    Boolean,
}

/// Asks for attributes and keeps them for the node that writes them down.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct AttributeCollectorNode {
    attributes_to_collect: Vec<String>,
    required: bool,
    required_attributes: Vec<String>,
    validate_inputs: bool,
    identity_attribute: String,
    types: BTreeMap<String, Type>,
    labels: BTreeMap<String, BTreeMap<String, String>>,
}

impl AttributeCollectorNode {
    fn is_required(&self, name: &String) -> bool {
        self.required || self.required_attributes.contains(name)
    }

    fn kind(&self, name: &str) -> AttributeKind {
        match self.types.get(name).copied().unwrap_or_default() {
            Type::String => AttributeKind::String,
            Type::Number => AttributeKind::Number,
            Type::Boolean => AttributeKind::Boolean,
        }
    }

    fn label(&self, name: &str) -> Message {
        let written = self.labels.get(name).cloned();
        let written = written.and_then(|texts| Localized::new(texts).ok());
        match written {
            Some(text) if !text.is_empty() => text.into(),
            _ => label(name),
        }
    }

    fn given(&self, name: &str, place: usize, input: &Input) -> Value {
        match self.kind(name) {
            AttributeKind::String => Value::from(input.text(place).trim()),
            AttributeKind::Number => input.number(place).map(number).unwrap_or_default(),
            AttributeKind::Boolean => input.flag(place).unwrap_or_default().into(),
        }
    }

    fn collect(&self, turn: &mut Turn<'_>, input: &Input) -> Result<Act, Error> {
        let mut wrong = false;
        for (place, name) in self.attributes_to_collect.iter().enumerate() {
            let value = self.given(name, place, input);
            let broken = self.broken(name, &value)?;
            wrong |= !broken.is_empty() || input.validate_only(place);
            keep_failed(turn.state, &failures(name), &broken);
            collect(turn.state, name, value);
        }
        if wrong {
            turn.state.notice = Some(Message::key("people-check"));
            return Ok(Act::Again);
        }
        Ok(Act::Leave(Outcome::SINGLE))
    }

    fn broken(&self, name: &String, value: &Value) -> Result<Vec<Broken>, Error> {
        let empty = value.is_null() || value.as_str() == Some("") || *value == Value::Bool(false);
        if empty {
            let wanted = self.is_required(name);
            return Ok(wanted.then(attributes::required).into_iter().collect());
        }
        // Values are held against the rules whatever `validateInputs` says: they could not be written down otherwise.
        let broken = attributes::put(&mut nobody()?, name, value).err();
        Ok(broken.into_iter().collect())
    }
}

impl Node for AttributeCollectorNode {
    fn ask(&self, scene: &Scene<'_>) -> Vec<Callback> {
        let ask = |name: &String| {
            Callback::AttributeInput(AttributeInput {
                kind: self.kind(name),
                name: name.clone(),
                value: held(scene.state, name, self.kind(name)),
                required: self.is_required(name),
                input: PolicyInput {
                    prompt: self.label(name),
                    policies: policies(name, self.is_required(name)),
                    failed: kept_failed(scene.state, &failures(name)),
                    validate_only: false,
                },
            })
        };
        self.attributes_to_collect.iter().map(ask).collect()
    }

    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, input: &'a Input) -> Acting<'a> {
        Box::pin(async move { self.collect(turn, input) })
    }
}

/// What the attribute `name` is called.
#[must_use]
pub fn label(name: &str) -> Message {
    match known_label(name) {
        Some(key) => Message::key(key),
        None => Localized::one("en", name).into(),
    }
}

/// Where the state keeps which rules the attribute broke.
pub(super) fn failures(name: &str) -> String {
    format!("failed:{name}")
}

/// What was given before; of the kind, or empty.
fn held(state: &RunState, name: &str, kind: AttributeKind) -> Value {
    let value = collected(state, name).cloned();
    match (value, kind) {
        (Some(value @ Value::String(_)), AttributeKind::String)
        | (Some(value @ Value::Number(_)), AttributeKind::Number)
        | (Some(value @ Value::Bool(_)), AttributeKind::Boolean) => value,
        (_, AttributeKind::String) => Value::from(""),
        (_, AttributeKind::Number) => Value::Null,
        (_, AttributeKind::Boolean) => Value::Bool(false),
    }
}

/// A whole number as one, so that it is not written with a point.
fn number(number: f64) -> Value {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "held against the bounds within which it is exact"
    )]
    let whole = number as i64;
    if number.fract() == 0.0 && number.abs() < 9e15 {
        Value::from(whole)
    } else {
        Value::from(number)
    }
}

/// The rules, for clients that check while somebody types.
fn policies(name: &str, required: bool) -> Map<String, Value> {
    let rule = match attributes::shape(name) {
        Shape::Email => Some("VALID_EMAIL_ADDRESS_FORMAT"),
        Shape::Phone => Some("VALID_PHONE_FORMAT"),
        Shape::Date => Some("VALID_DATE"),
        Shape::Username => Some("VALID_USERNAME"),
        Shape::Url | Shape::Text => None,
    };
    let rules: Vec<Value> = required
        .then_some("REQUIRED")
        .into_iter()
        .chain(rule)
        .map(|rule| json!({"policyRequirements": [rule], "policyId": rule.to_ascii_lowercase().replace('_', "-")}))
        .collect();
    let mut policies = Map::new();
    if !rules.is_empty() {
        policies.insert("name".to_owned(), json!(name));
        policies.insert("policies".to_owned(), Value::Array(rules));
    }
    policies
}

/// The translation that labels an attribute every profile has.
fn known_label(name: &str) -> Option<&'static str> {
    Some(match attributes::canonical(name) {
        "userName" => "signin-username",
        "mail" => "email",
        "telephoneNumber" => "phone",
        "givenName" => "attribute-given-name",
        "sn" => "attribute-sn",
        "cn" => "attribute-cn",
        "nickname" => "attribute-nickname",
        "gender" => "attribute-gender",
        "birthdate" => "attribute-birthdate",
        "picture" => "attribute-picture",
        "website" => "attribute-website",
        "locale" => "attribute-locale",
        "zoneinfo" => "attribute-zoneinfo",
        "streetAddress" => "attribute-street-address",
        "locality" => "attribute-locality",
        "region" => "attribute-region",
        "postalCode" => "attribute-postal-code",
        "country" => "attribute-country",
        _ => return None,
    })
}

impl Settings for AttributeCollectorNode {
    const NAME: &'static str = "AttributeCollectorNode";

    fn schema() -> Value {
        let names = |title: &str| {
            json!({
                "title": title,
                "type": "array",
                "maxItems": limits::PAGE_NODES,
                "uniqueItems": true,
                "items": {"type": "string", "minLength": 1, "maxLength": 100}
            })
        };
        json!({
            "type": "object",
            "additionalProperties": false,
            "required": ["attributesToCollect"],
            "properties": {
                "attributesToCollect": names("Attributes"),
                "required": {"title": "All must be given", "type": "boolean", "default": false},
                "requiredAttributes": names("Those that must be given"),
                "validateInputs": {
                    "title": "Check while typing",
                    "description": "Values are always held against the rules when they are submitted.",
                    "type": "boolean",
                    "default": false
                },
                "identityAttribute": {
                    "title": "Attribute that identifies the person",
                    "description": "Kept for documents of other servers.",
                    "type": "string"
                },
                "types": {
                    "title": "Types",
                    "description": "Type of each attribute that is not text.",
                    "type": "object",
                    "additionalProperties": {"type": "string", "enum": ["string", "number", "boolean"]}
                },
                "labels": {
                    "title": "Labels",
                    "description": "Text by language tag, for each attribute.",
                    "type": "object",
                    "additionalProperties": {"type": "object", "additionalProperties": {"type": "string"}}
                }
            }
        })
    }

    fn check(&self) -> Result<(), Invalid> {
        let names = &self.attributes_to_collect;
        if names.is_empty() || names.len() > limits::PAGE_NODES {
            return Err(Invalid::new(
                "attributesToCollect",
                format!("must name from 1 to {} attributes", limits::PAGE_NODES),
            ));
        }
        for (place, name) in names.iter().enumerate() {
            let field = format!("attributesToCollect[{place}]");
            if !attributes::is_open(name) {
                return Err(Invalid::new(
                    field,
                    "is no attribute that people give themselves",
                ));
            }
            let same = |other: &String| attributes::canonical(other) == attributes::canonical(name);
            if names[..place].iter().any(same) {
                return Err(Invalid::new(field, "is listed twice"));
            }
        }
        let known = |name: &String| names.contains(name);
        if !self.required_attributes.iter().all(known) {
            return Err(Invalid::new(
                "requiredAttributes",
                "must be among attributesToCollect",
            ));
        }
        for (name, texts) in &self.labels {
            Localized::new(texts.clone()).map_err(|(locale, what)| {
                Invalid::new(locale, what).inside(&format!("labels.{name}"))
            })?;
        }
        Ok(())
    }

    fn facts(&self) -> Facts {
        Facts::collector()
    }
}
