//! Asking for a password.

use durward_identity::policy::{self, Owner};
use durward_journey::callback::{Callback, PolicyInput};
use durward_journey::catalog::Facts;
use durward_journey::input::Input;
use durward_journey::message::Message;
use durward_journey::transition::Outcome;
use durward_model::Secret;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::people::{collected, keep_failed, kept_failed, subject};
use super::username::USERNAME;
use super::{Act, Acting, Node, Scene, Settings, Turn};

/// Name under which the secure state holds a password on its way to be checked.
pub(crate) const PASSWORD: &str = "password";

/// Name under which the state holds the rules that a new password broke.
pub(crate) const NEW_PASSWORD_FAILED: &str = "failedPassword";

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
    fn ask(&self, scene: &Scene<'_>) -> Vec<Callback> {
        if !self.validate_input {
            return vec![sign_in_password()];
        }
        vec![Callback::CreatePassword {
            input: PolicyInput {
                prompt: Message::key("signin-new-password"),
                policies: Map::new(),
                failed: kept_failed(scene.state, NEW_PASSWORD_FAILED),
                validate_only: false,
            },
            echo: self.echo,
        }]
    }

    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, input: &'a Input) -> Acting<'a> {
        Box::pin(async move {
            if self.validate_input {
                let password = input
                    .secret(0)
                    .map_or("", |secret| secret.expose().as_str());
                let owner = subject(turn).await?;
                let mail = collected(turn.state, "mail").and_then(Value::as_str);
                let owner = match &owner {
                    Some(user) => Owner::of(user),
                    None => Owner {
                        username: Some(turn.state.text(USERNAME)),
                        email: mail,
                    },
                };
                let broken = policy::broken(&turn.policies.passwords, &owner, password);
                keep_failed(turn.state, NEW_PASSWORD_FAILED, &broken);
                if !broken.is_empty() || input.validate_only(0) {
                    turn.state.notice = Some(Message::key("signin-password-refused"));
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
