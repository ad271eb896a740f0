//! Asking who somebody is.

use durward_identity::policy::Broken;
use durward_identity::users::{UserFields, taken_field};
use durward_journey::callback::{Callback, PolicyInput};
use durward_journey::catalog::Facts;
use durward_journey::input::Input;
use durward_journey::message::Message;
use durward_journey::transition::Outcome;
use durward_model::Invalid;
use durward_model::text::{Username, fold};
use durward_store::Error;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::people::{collected, keep_failed, kept_failed};
use super::{Act, Acting, Node, Scene, Settings, Turn};

/// Name under which the state holds what a person says to be called.
pub(crate) const USERNAME: &str = "username";
/// Name under which the state holds what the app expects the person to be called (`login_hint`).
pub(crate) const LOGIN_HINT: &str = "loginHint";

/// Name under which the state holds the rules that a new username broke.
pub(crate) const USERNAME_FAILED: &str = "failedUsername";

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
            failed: kept_failed(scene.state, USERNAME_FAILED),
            validate_only: false,
        })]
    }

    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, input: &'a Input) -> Acting<'a> {
        Box::pin(async move {
            let name = input.text(0);
            if self.validate_input {
                let broken = broken(turn, name).await?;
                keep_failed(turn.state, USERNAME_FAILED, broken.as_slice());
                if !broken.is_empty() || input.validate_only(0) {
                    turn.state.notice = Some(Message::key("people-check"));
                    return Ok(Act::Again);
                }
            }
            remember(turn, name);
            Ok(Act::Leave(Outcome::SINGLE))
        })
    }
}

/// The rule that `name` breaks as the name of a new user.
async fn broken(turn: &Turn<'_>, name: &str) -> Result<Vec<Broken>, Error> {
    let username = match Username::parse(name) {
        Ok(username) => username,
        Err(invalid) => return Ok(vec![Broken::new("VALID_USERNAME", invalid.message)]),
    };
    // Asking for one address after another must not tell which of them have an account.
    let own = collected(turn.state, "mail").and_then(Value::as_str);
    let own = own.is_some_and(|mail| fold(mail) == username.key());
    if username.as_str().contains('@') && !own && turn.policies.self_service.hides_on_pages() {
        let message = "Use an address as username only if it is yours.";
        return Ok(vec![Broken::new("VALID_USERNAME", message)]);
    }
    let cx = turn.cx;
    let fields = UserFields::named(username);
    let taken = taken_field(cx, &mut cx.db().read().await?, turn.state.subject, &fields).await?;
    Ok(taken
        .map(|_| Broken::new("UNIQUE", "This username is taken."))
        .into_iter()
        .collect())
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
