//! Asking another server how to go on.

use durward_identity::users::{UserFields, attributes};
use durward_journey::catalog::Facts;
use durward_journey::input::Input;
use durward_journey::limits;
use durward_model::Invalid;
use durward_store::Error;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::people::{collected, subject};
use super::{Act, Acting, Node, Settings, Turn, session_data};
use crate::webhook::Webhook;

/// What it ends with when there is no answer, or none that was expected.
const ERROR: &str = "error";
/// Outcomes that an answer may name.
const MOST_OUTCOMES: usize = 20;
/// Attributes that are told.
const MOST_ATTRIBUTES: usize = 50;

/// Tells a webhook who is signing in, and ends with the outcome its answer names: `{"outcome": "allow"}`. It ends with
/// `error` when the webhook cannot be asked, does not answer well, or names no outcome of `outcomes`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct WebhookNode {
    webhook: String,
    outcomes: Vec<String>,
    #[serde(default)]
    attributes: Vec<String>,
}

impl WebhookNode {
    async fn decide(&self, turn: &Turn<'_>) -> Result<Act, Error> {
        let answered = match Webhook::find(turn.cx, &self.webhook).await? {
            Some(webhook) => webhook.ask(turn.cx, &self.told(turn).await?).await,
            None => Err("there is no such webhook, or it is switched off".to_owned()),
        };
        let chosen = answered.and_then(|answer| {
            let named = answer.get("outcome").and_then(Value::as_str);
            let known = self.outcomes.iter().find(|one| Some(one.as_str()) == named);
            known
                .cloned()
                .ok_or_else(|| "its answer names no outcome of the node".to_owned())
        });
        Ok(Act::Leave(match chosen {
            Ok(outcome) => outcome.into(),
            Err(why) => {
                tracing::warn!(webhook = self.webhook, why, "a webhook did not decide");
                ERROR.into()
            }
        }))
    }

    /// What the webhook learns. Nothing that was typed in confidence is among it.
    async fn told(&self, turn: &Turn<'_>) -> Result<Value, Error> {
        let user = subject(turn).await?;
        let fields = user.as_ref().map(UserFields::of);
        let mut told = Map::new();
        for name in &self.attributes {
            let value = match &fields {
                _ if name.starts_with(session_data::PREFIX) => session_data::read(turn.state, name),
                Some(fields) => attributes::value(fields, name),
                None => collected(turn.state, name).cloned(),
            };
            told.extend(value.map(|value| (name.clone(), value)));
        }
        let methods: Vec<&str> = turn
            .state
            .methods()
            .iter()
            .map(|method| method.amr.as_str())
            .collect();
        let (cx, origin) = (turn.cx, &turn.cx.origin);
        Ok(json!({
            "type": "journey.decision",
            "timestamp": cx.now.to_string(),
            "data": {
                "realm": cx.realm.path.as_str(),
                "place": turn.state.place(),
                "user": user.map(|user| json!({"id": user.id.as_str(), "username": user.username.as_str()})),
                "attributes": told,
                "amr": methods,
                "authLevel": turn.state.auth_level,
                "ip": origin.ip,
                "userAgent": origin.user_agent
            }
        }))
    }
}

impl Node for WebhookNode {
    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, _: &'a Input) -> Acting<'a> {
        Box::pin(self.decide(turn))
    }
}

impl Settings for WebhookNode {
    const NAME: &'static str = "WebhookNode";

    fn schema() -> Value {
        json!({
            "type": "object",
            "additionalProperties": false,
            "required": ["webhook", "outcomes"],
            "properties": {
                "webhook": {"title": "Webhook", "description": "Name of a document of kind `webhook`.", "type": "string", "minLength": 1, "maxLength": 100},
                "outcomes": {
                    "title": "Outcomes",
                    "description": "Those an answer may name. `error` is always one besides.",
                    "type": "array",
                    "minItems": 1,
                    "maxItems": MOST_OUTCOMES,
                    "uniqueItems": true,
                    "items": {"type": "string", "minLength": 1, "maxLength": limits::OUTCOME_CHARS}
                },
                "attributes": {
                    "title": "Attributes that are told",
                    "type": "array",
                    "maxItems": MOST_ATTRIBUTES,
                    "uniqueItems": true,
                    "items": {"type": "string", "minLength": 1, "maxLength": 100}
                }
            }
        })
    }

    fn check(&self) -> Result<(), Invalid> {
        if !(1..=100).contains(&self.webhook.chars().count()) {
            return Err(Invalid::new("webhook", "must name a webhook"));
        }
        let fits = |one: &String| {
            (1..=limits::OUTCOME_CHARS).contains(&one.chars().count()) && one != ERROR
        };
        let mut sorted: Vec<&String> = self.outcomes.iter().collect();
        sorted.sort();
        sorted.dedup();
        if !(1..=MOST_OUTCOMES).contains(&self.outcomes.len())
            || sorted.len() != self.outcomes.len()
            || !self.outcomes.iter().all(fits)
        {
            return Err(Invalid::new(
                "outcomes",
                format!("must name from 1 to {MOST_OUTCOMES} different outcomes besides `{ERROR}`"),
            ));
        }
        let named = |name: &String| attributes::is_open(name);
        if self.attributes.len() > MOST_ATTRIBUTES || !self.attributes.iter().all(named) {
            return Err(Invalid::new(
                "attributes",
                format!("must name at most {MOST_ATTRIBUTES} attributes"),
            ));
        }
        Ok(())
    }

    fn facts(&self) -> Facts {
        let own = self.outcomes.iter().cloned();
        Facts::decision(own.chain([ERROR.to_owned()]))
    }
}
