//! Asking who somebody is.

use durward_journey::callback::{Callback, PolicyInput};
use durward_journey::catalog::Facts;
use durward_journey::input::Input;
use durward_journey::message::{Localized, Message};
use durward_journey::transition::Outcome;
use durward_model::Invalid;
use durward_model::text::Username;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{Act, Acting, Node, Scene, Settings, Turn};

/// Name under which the state holds what a person says to be called.
pub(crate) const USERNAME: &str = "username";
/// Name under which the state holds what the app expects the person to be called (`login_hint`).
pub(crate) const LOGIN_HINT: &str = "loginHint";

/// Asks for the name to sign in with.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct UsernameCollectorNode {}

impl Node for UsernameCollectorNode {
    fn ask(&self, scene: &Scene<'_>) -> Vec<Callback> {
        vec![sign_in_name(scene)]
    }

    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, input: &'a Input) -> Acting<'a> {
        remember(turn, input.text(0));
        Act::now(Outcome::SINGLE)
    }
}

impl Settings for UsernameCollectorNode {
    const NAME: &'static str = "UsernameCollectorNode";

    fn schema() -> Value {
        json!({"type": "object", "additionalProperties": false, "properties": {}})
    }

    fn facts(&self) -> Facts {
        Facts::collector()
    }
}

/// Asks for a name; with `validateInput`, one that could be given to a new user.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct ValidatedUsernameNode {
    username_attribute: String,
    validate_input: bool,
}

impl Default for ValidatedUsernameNode {
    fn default() -> Self {
        Self {
            username_attribute: "userName".to_owned(),
            validate_input: false,
        }
    }
}

impl Node for ValidatedUsernameNode {
    fn ask(&self, scene: &Scene<'_>) -> Vec<Callback> {
        if !self.validate_input {
            return vec![sign_in_name(scene)];
        }
        vec![Callback::CreateUsername(PolicyInput {
            prompt: Message::key("signin-username"),
            policies: Map::new(),
            failed: Vec::new(),
            validate_only: false,
        })]
    }

    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, input: &'a Input) -> Acting<'a> {
        let name = input.text(0);
        if self.validate_input {
            if let Err(invalid) = Username::parse(name) {
                turn.state.notice = Some(Localized::one("en", invalid.message).into());
                return Act::Again.ready();
            }
            if input.validate_only(0) {
                return Act::Again.ready();
            }
        }
        remember(turn, name);
        Act::now(Outcome::SINGLE)
    }
}

impl Settings for ValidatedUsernameNode {
    const NAME: &'static str = "ValidatedUsernameNode";

    fn schema() -> Value {
        json!({
            "type": "object",
            "additionalProperties": false,
            "properties": {
                "usernameAttribute": {"title": "Attribute", "type": "string", "enum": ["userName"], "default": "userName"},
                "validateInput": {
                    "title": "For a new user",
                    "description": "Refuse what could not be a username.",
                    "type": "boolean",
                    "default": false
                }
            }
        })
    }

    fn check(&self) -> Result<(), Invalid> {
        if self.username_attribute == "userName" {
            return Ok(());
        }
        Err(Invalid::new("usernameAttribute", "must be `userName`"))
    }

    fn facts(&self) -> Facts {
        Facts::collector()
    }
}

fn sign_in_name(scene: &Scene<'_>) -> Callback {
    let by_email = scene
        .settings
        .identifiers
        .iter()
        .any(|identifier| identifier == "email");
    let prompt = if by_email {
        "signin-username-or-email"
    } else {
        "signin-username"
    };
    let said = [scene.state.text(USERNAME), scene.state.text(LOGIN_HINT)];
    Callback::Name {
        prompt: Message::key(prompt),
        default: said
            .into_iter()
            .find(|text| !text.is_empty())
            .map(str::to_owned),
    }
}

fn remember(turn: &mut Turn<'_>, name: &str) {
    let name: String = name.trim().chars().take(320).collect();
    turn.state
        .shared
        .insert(USERNAME.to_owned(), Value::String(name));
}
