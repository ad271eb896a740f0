//! Telling people what they are called.

use durward_journey::catalog::Facts;
use durward_journey::input::Input;
use durward_journey::message::Message;
use durward_journey::state::Aim;
use durward_journey::transition::Outcome;
use durward_messaging::letter::{Demand, Wording};
use durward_messaging::{Letter, Medium, Purpose, To};
use durward_model::user::User;
use durward_store::{Error, users};
use serde::Deserialize;
use serde_json::{Value, json};

use super::people::{candidate, collected};
use super::{Act, Acting, Effect, Node, Settings, Turn};
use crate::selfservice;

/// Mails the username of whoever was looked up to the address on record, and has the journey end by saying so. It is
/// shown as well where the realm wants that and the person has proven who they are. To an address that nobody has,
/// nothing is sent; what is written and shown is the same.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct SendUsernameNode {}

impl SendUsernameNode {
    async fn send(turn: &mut Turn<'_>) -> Result<Act, Error> {
        let cx = turn.cx;
        let user = match candidate(turn.state) {
            Some(user) => users::by_id(cx, &mut cx.db().read().await?, user).await?,
            None => None,
        };
        let user = user.filter(User::is_active);
        let own = &turn.policies.self_service.forgotten_username;
        if own.forgotten_username_email_username_enabled {
            let asked = collected(turn.state, "mail").and_then(Value::as_str);
            let address = user.as_ref().and_then(|user| user.email.as_ref());
            let to = match address {
                Some(address) => To::Address(address.to_string()),
                None => To::Nobody(asked.unwrap_or_default().to_owned()),
            };
            let purpose = Purpose::ForgottenUsername;
            let mut letter = Letter::new(Medium::Email, to, purpose.template());
            if let Some(user) = &user {
                letter = letter.about(user);
            }
            letter.demand = Demand::Anybody;
            letter.wording = Some(Wording {
                subject: selfservice::places(&own.forgotten_username_email_subject),
                message: selfservice::places(&own.forgotten_username_email_body),
            });
            turn.effects.push(Effect::Post(Box::new(letter)));
        }
        let proven = turn.state.subject.is_some();
        let shown = own.forgotten_username_show_username_enabled && proven;
        let message = match user.filter(|_| shown) {
            Some(user) => Message::key("username-shown").arg("username", user.username.as_str()),
            None => Message::key("username-sent-lead"),
        };
        turn.state.aim = Aim::Tell(message);
        Ok(Act::Leave(Outcome::SINGLE))
    }
}

impl Node for SendUsernameNode {
    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, _: &'a Input) -> Acting<'a> {
        Box::pin(Self::send(turn))
    }
}

impl Settings for SendUsernameNode {
    const NAME: &'static str = "SendUsernameNode";

    fn schema() -> Value {
        json!({"type": "object", "additionalProperties": false, "properties": {}})
    }

    fn facts(&self) -> Facts {
        Facts::action()
    }
}
