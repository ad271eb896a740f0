//! Asking for a mail address or a telephone number, to send something to.

use durward_journey::callback::Callback;
use durward_journey::catalog::Facts;
use durward_journey::input::Input;
use durward_journey::message::Message;
use durward_journey::transition::Outcome;
use durward_model::text::{Email, PhoneNumber};
use durward_model::user::User;
use durward_store::{Error, users};
use serde::Deserialize;
use serde_json::{Value, json};

use super::recipient::{CANDIDATE, COLLECTED};
use super::username::LOGIN_HINT;
use super::{Act, Acting, Node, Scene, Settings, Turn};

/// Asks for a mail address. With `identify`, whoever has it is whom the journey is about, once they prove it; nothing
/// tells whether somebody has it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct EmailCollectorNode {
    identify: bool,
}

/// Asks for a telephone number; otherwise as [`EmailCollectorNode`].
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct PhoneCollectorNode {
    identify: bool,
}

impl Default for EmailCollectorNode {
    fn default() -> Self {
        Self { identify: true }
    }
}

impl Default for PhoneCollectorNode {
    fn default() -> Self {
        Self { identify: true }
    }
}

impl Node for EmailCollectorNode {
    fn ask(&self, scene: &Scene<'_>) -> Vec<Callback> {
        let hint = scene.state.text(LOGIN_HINT);
        let hint = Email::parse(hint).is_ok().then(|| hint.to_owned());
        vec![Callback::TextInput {
            prompt: Message::key("email"),
            default: said(scene, "email").or(hint),
        }]
    }

    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, input: &'a Input) -> Acting<'a> {
        Box::pin(async move {
            let Ok(email) = Email::parse(input.text(0).trim()) else {
                turn.state.notice = Some(Message::key("email-invalid"));
                return Ok(Act::Again);
            };
            remember(turn, "email", email.as_str());
            if self.identify {
                let cx = turn.cx;
                let mut tx = cx.db().read().await?;
                let found = users::by_email_key(cx, &mut tx, &email.key()).await?;
                drop(tx);
                note(turn, found);
            }
            Ok(Act::Leave(Outcome::SINGLE))
        })
    }
}

impl Node for PhoneCollectorNode {
    fn ask(&self, scene: &Scene<'_>) -> Vec<Callback> {
        vec![Callback::TextInput {
            prompt: Message::key("phone"),
            default: said(scene, "phone"),
        }]
    }

    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, input: &'a Input) -> Acting<'a> {
        Box::pin(async move {
            let Ok(phone) = PhoneNumber::parse(input.text(0)) else {
                turn.state.notice = Some(Message::key("phone-invalid"));
                return Ok(Act::Again);
            };
            remember(turn, "phone", phone.as_str());
            if self.identify {
                let found = owner(turn, phone.as_str()).await?;
                note(turn, found);
            }
            Ok(Act::Leave(Outcome::SINGLE))
        })
    }
}

/// Who has the number: the only one for whom it is verified, else the only one at all. Numbers need not be unique.
async fn owner(turn: &Turn<'_>, phone: &str) -> Result<Option<User>, Error> {
    let cx = turn.cx;
    let mut tx = cx.db().read().await?;
    let all = users::by_phone(cx, &mut tx, phone).await?;
    let verified: Vec<&User> = all.iter().filter(|user| user.phone_verified).collect();
    Ok(match (verified.as_slice(), all.as_slice()) {
        ([one], _) => Some((*one).clone()),
        ([], [one]) => Some(one.clone()),
        _ => None,
    })
}

fn said(scene: &Scene<'_>, which: &str) -> Option<String> {
    let said = scene.state.shared.get(COLLECTED)?.get(which)?.as_str()?;
    Some(said.to_owned())
}

fn remember(turn: &mut Turn<'_>, which: &str, address: &str) {
    let all = turn
        .state
        .shared
        .entry(COLLECTED)
        .or_insert_with(|| json!({}));
    if let Some(all) = all.as_object_mut() {
        all.insert(which.to_owned(), Value::from(address));
    }
}

/// Notes who it would be. Nobody becomes somebody else on the way.
fn note(turn: &mut Turn<'_>, found: Option<User>) {
    match found.filter(User::is_active) {
        Some(user) => {
            let id = Value::from(user.id.as_str());
            turn.state.shared.insert(CANDIDATE.to_owned(), id);
        }
        None => {
            turn.state.shared.remove(CANDIDATE);
        }
    }
}

impl Settings for EmailCollectorNode {
    const NAME: &'static str = "EmailCollectorNode";

    fn schema() -> Value {
        schema()
    }

    fn facts(&self) -> Facts {
        Facts::collector()
    }
}

impl Settings for PhoneCollectorNode {
    const NAME: &'static str = "PhoneCollectorNode";

    fn schema() -> Value {
        schema()
    }

    fn facts(&self) -> Facts {
        Facts::collector()
    }
}

fn schema() -> Value {
    json!({
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "identify": {
                "title": "Look up the account",
                "description": "Whoever has it is whom the journey is about, once they prove it.",
                "type": "boolean",
                "default": true
            }
        }
    })
}
