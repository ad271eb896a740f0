//! Asking for a password.

use durward_identity::policy::{self, Owner};
use durward_journey::callback::{Callback, PolicyInput};
use durward_journey::catalog::Facts;
use durward_journey::input::Input;
use durward_journey::message::{Localized, Message};
use durward_journey::transition::Outcome;
use durward_model::Secret;
use durward_model::service::PasswordPolicy;
use durward_store::services;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::username::USERNAME;
use super::{Act, Acting, Node, Scene, Settings, Turn};

/// Name under which the secure state holds a password on its way to be checked.
pub(crate) const PASSWORD: &str = "password";

/// Asks for the password of somebody who signs in.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct PasswordCollectorNode {}

impl Node for PasswordCollectorNode {
    fn ask(&self, _: &Scene<'_>) -> Vec<Callback> {
        vec![sign_in_password()]
    }

    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, input: &'a Input) -> Acting<'a> {
        remember(turn, input);
        Act::now(Outcome::SINGLE)
    }
}

impl Settings for PasswordCollectorNode {
    const NAME: &'static str = "PasswordCollectorNode";

    fn schema() -> Value {
        json!({"type": "object", "additionalProperties": false, "properties": {}})
    }

    fn facts(&self) -> Facts {
        Facts::collector()
    }
}

/// Asks for a password; with `validateInput`, a new one that meets the realm's policy.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct ValidatedPasswordNode {
    validate_input: bool,
    echo: bool,
}

impl Node for ValidatedPasswordNode {
    fn ask(&self, _: &Scene<'_>) -> Vec<Callback> {
        if !self.validate_input {
            return vec![sign_in_password()];
        }
        vec![Callback::CreatePassword {
            input: PolicyInput {
                prompt: Message::key("signin-new-password"),
                policies: Map::new(),
                failed: Vec::new(),
                validate_only: false,
            },
            echo: self.echo,
        }]
    }

    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, input: &'a Input) -> Acting<'a> {
        Box::pin(async move {
            if self.validate_input {
                let rules = services::settings::<PasswordPolicy>(turn.cx).await?;
                let password = input
                    .secret(0)
                    .map_or("", |secret| secret.expose().as_str());
                let owner = Owner {
                    username: Some(turn.state.text(USERNAME)),
                    email: None,
                };
                if let Err(invalid) = policy::check(&rules, &owner, password) {
                    turn.state.notice = Some(Localized::one("en", invalid.message).into());
                    return Ok(Act::Again);
                }
                if input.validate_only(0) {
                    return Ok(Act::Again);
                }
            }
            remember(turn, input);
            Ok(Act::Leave(Outcome::SINGLE))
        })
    }
}

impl Settings for ValidatedPasswordNode {
    const NAME: &'static str = "ValidatedPasswordNode";

    fn schema() -> Value {
        json!({
            "type": "object",
            "additionalProperties": false,
            "properties": {
                "validateInput": {
                    "title": "For a new password",
                    "description": "Refuse what the realm's password policy refuses.",
                    "type": "boolean",
                    "default": false
                },
                "echo": {"title": "Show it while it is typed", "type": "boolean", "default": false}
            }
        })
    }

    fn facts(&self) -> Facts {
        Facts::collector()
    }
}

fn sign_in_password() -> Callback {
    Callback::Password {
        prompt: Message::key("signin-password"),
    }
}

fn remember(turn: &mut Turn<'_>, input: &Input) {
    let password = input.secret(0).cloned();
    let password = password.unwrap_or_else(|| Secret::new(String::new()));
    turn.state.secure.put(PASSWORD, password);
}
