//! Finding out whose account it is, for recovery. It proves nothing.

use durward_identity::users as people;
use durward_journey::catalog::Facts;
use durward_journey::input::Input;
use durward_journey::message::Message;
use durward_model::Invalid;
use durward_model::text::{Email, Username};
use durward_model::user::User;
use durward_store::{Error, users};
use serde::Deserialize;
use serde_json::{Value, json};

use super::people::{CANDIDATE, collected};
use super::username::USERNAME;
use super::{Act, Acting, Effect, Node, Settings, Turn};

/// Looks up whoever was named. Ends with `true` for somebody there is. Where the realm hides whether an account exists,
/// it ends with `true` for everybody, and what comes after answers alike.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct IdentifyExistingUserNode {
    identifier: String,
    identity_attribute: String,
    lost: Lost,
}

/// What somebody who is looked up has lost; an administrator sees that they asked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Lost {
    #[default]
    Nothing,
    Password,
    Username,
}

impl Node for IdentifyExistingUserNode {
    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, _: &'a Input) -> Acting<'a> {
        Box::pin(self.identify(turn))
    }
}

impl IdentifyExistingUserNode {
    async fn identify(&self, turn: &mut Turn<'_>) -> Result<Act, Error> {
        let found = self.find(turn).await?.filter(User::is_active);
        // Nobody becomes somebody else on the way.
        let same = |user: &User| turn.state.subject.is_none_or(|subject| subject == user.id);
        let found = found.filter(same);
        turn.state.shared.remove(CANDIDATE);
        if let Some(user) = &found {
            let id = Value::from(user.id.as_str());
            turn.state.shared.insert(CANDIDATE.to_owned(), id);
            let lost = match self.lost {
                Lost::Nothing => None,
                Lost::Password => Some("password"),
                Lost::Username => Some("username"),
            };
            turn.effects.extend(lost.map(|lost| Effect::RecoveryAsked {
                user: user.id,
                lost,
            }));
        }
        if found.is_some() || turn.policies.self_service.hides_on_pages() {
            return Ok(Act::Leave("true".into()));
        }
        turn.state.notice = Some(Message::key("recover-unknown"));
        Ok(Act::Leave("false".into()))
    }

    async fn find(&self, turn: &Turn<'_>) -> Result<Option<User>, Error> {
        let cx = turn.cx;
        let mut tx = cx.db().read().await?;
        let attribute = match self.identity_attribute.as_str() {
            "" => "mail",
            name => name,
        };
        let by_attribute = collected(turn.state, attribute).and_then(Value::as_str);
        match (by_attribute, attribute) {
            (Some(text), "userName") => match Username::parse(text) {
                Ok(name) => users::by_username_key(cx, &mut tx, &name.key()).await,
                Err(_) => Ok(None),
            },
            (Some(text), _) => match Email::parse(text) {
                Ok(email) => users::by_email_key(cx, &mut tx, &email.key()).await,
                Err(_) => Ok(None),
            },
            (None, _) => {
                let name = turn.state.text(USERNAME);
                people::by_identifier(cx, &mut tx, turn.settings, name).await
            }
        }
    }
}

impl Settings for IdentifyExistingUserNode {
    const NAME: &'static str = "IdentifyExistingUserNode";

    fn schema() -> Value {
        json!({
            "type": "object",
            "additionalProperties": false,
            "properties": {
                "identifier": {"title": "Name", "description": "Kept for documents of other servers.", "type": "string"},
                "identityAttribute": {
                    "title": "Attribute",
                    "description": "The collected attribute that says who it is. When it was not collected, the username that was entered does.",
                    "type": "string",
                    "enum": ["mail", "userName"],
                    "default": "mail"
                },
                "lost": {
                    "title": "What was lost",
                    "description": "Puts a request on the administrators' list until the person has got in.",
                    "type": "string",
                    "enum": ["nothing", "password", "username"],
                    "default": "nothing"
                }
            }
        })
    }

    fn check(&self) -> Result<(), Invalid> {
        match self.identity_attribute.as_str() {
            "" | "mail" | "userName" => Ok(()),
            _ => Err(Invalid::new(
                "identityAttribute",
                "must be `mail` or `userName`",
            )),
        }
    }

    fn facts(&self) -> Facts {
        Facts::decision(["true", "false"])
    }
}
