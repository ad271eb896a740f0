//! Making the account of whoever signs up.

use durward_identity::credentials::prepare_password;
use durward_identity::policy::Owner;
use durward_identity::users::{UserFields, attributes, taken_field};
use durward_journey::catalog::Facts;
use durward_journey::input::Input;
use durward_journey::message::Message;
use durward_model::id::UserId;
use durward_model::text::{Email, Username};
use durward_store::security_answers::SecurityAnswer;
use durward_store::{Error, ErrorKind};
use serde::Deserialize;
use serde_json::{Value, json};

use super::consent;
use super::kba_definition::ANSWERS;
use super::password::{NEW_PASSWORD_FAILED, PASSWORD};
use super::people::{ATTRIBUTES, keep_failed, mark_proven};
use super::terms::ACCEPTED;
use super::turn::NewAccount;
use super::username::{USERNAME, USERNAME_FAILED};
use super::{Act, Acting, Effect, Node, Settings, Turn};

/// Makes a user from what was collected. Ends with `FAILURE` when that cannot be, for example because somebody else has
/// the username; the next page says so.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct CreateObjectNode {
    identity_resource: String,
    attributes: Vec<String>,
}

impl Node for CreateObjectNode {
    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, _: &'a Input) -> Acting<'a> {
        Box::pin(self.create(turn))
    }
}

impl CreateObjectNode {
    async fn create(&self, turn: &mut Turn<'_>) -> Result<Act, Error> {
        if turn.state.subject.is_some() {
            return Ok(refuse(turn, "people-account-exists"));
        }
        let Some(fields) = self.fields(turn)? else {
            return Ok(refuse(turn, "people-check"));
        };
        let cx = turn.cx;
        let taken = taken_field(cx, &mut cx.db().read().await?, None, &fields).await?;
        match taken {
            Some("username") => {
                let broken = durward_identity::policy::Broken::new("UNIQUE", "Taken.");
                keep_failed(turn.state, USERNAME_FAILED, &[broken]);
                return Ok(refuse(turn, "setup-username-taken"));
            }
            Some(_) => return Ok(refuse(turn, "people-account-exists")),
            None => {}
        }
        let password = match turn.state.secure.read(PASSWORD) {
            None => None,
            Some(password) => {
                let owner = Owner {
                    username: Some(fields.username.as_str()),
                    email: fields.email.as_ref().map(Email::as_str),
                };
                match prepare_password(cx, turn.passwords, &owner, None, password).await {
                    Ok(hashed) => Some(hashed),
                    Err(error) if matches!(error.kind, ErrorKind::Invalid(_)) => {
                        let rules = &turn.policies.passwords;
                        let broken =
                            durward_identity::policy::broken(rules, &owner, password.expose());
                        keep_failed(turn.state, NEW_PASSWORD_FAILED, &broken);
                        return Ok(refuse(turn, "signin-password-refused"));
                    }
                    Err(error) => return Err(error),
                }
            }
        };
        let id = UserId::new(cx.now, cx.entropy());
        turn.state.subject = Some(id);
        turn.state.secure.take(PASSWORD);
        if password.is_some() {
            turn.state.passed("pwd", cx.now);
        }
        let terms = Some(turn.state.text(ACCEPTED).to_owned()).filter(|text| !text.is_empty());
        let account = NewAccount {
            id,
            fields,
            password,
            terms,
            answers: answers(turn),
            consents: consent::agreed(turn.state),
        };
        turn.effects.push(Effect::Register(Box::new(account)));
        Ok(Act::Leave("CREATED".into()))
    }

    /// What is known of the person; none when it cannot be written down.
    fn fields(&self, turn: &Turn<'_>) -> Result<Option<UserFields>, Error> {
        let given = turn.state.shared.get(ATTRIBUTES).and_then(Value::as_object);
        let text = |name: &str| {
            given
                .and_then(|given| given.get(name))
                .and_then(Value::as_str)
                .filter(|text| !text.is_empty())
        };
        let name = Some(turn.state.text(USERNAME)).filter(|name| !name.is_empty());
        let name = name.or_else(|| text("userName")).or_else(|| text("mail"));
        let Some(Ok(username)) = name.map(Username::parse) else {
            return Ok(None);
        };
        let mut fields = UserFields::named(username);
        for (name, value) in given.into_iter().flatten() {
            let listed = self.attributes.is_empty()
                || self
                    .attributes
                    .iter()
                    .any(|listed| attributes::canonical(listed) == attributes::canonical(name));
            if !listed || attributes::canonical(name) == "userName" {
                continue;
            }
            if attributes::put(&mut fields, name, value).is_err() {
                return Ok(None);
            }
        }
        mark_proven(turn.state, &mut fields);
        Ok(Some(fields))
    }
}

/// The security questions that were chosen on the way.
fn answers(turn: &mut Turn<'_>) -> Vec<SecurityAnswer> {
    let kept = turn.state.secure.take(ANSWERS);
    let kept = kept.map(|text| super::kba_definition::read(text.expose()));
    kept.unwrap_or_default()
}

fn refuse(turn: &mut Turn<'_>, why: &'static str) -> Act {
    turn.state.notice = Some(Message::key(why));
    Act::Leave("FAILURE".into())
}

impl Settings for CreateObjectNode {
    const NAME: &'static str = "CreateObjectNode";

    fn schema() -> Value {
        json!({
            "type": "object",
            "additionalProperties": false,
            "properties": {
                "identityResource": {"title": "Kind of identity", "type": "string", "default": "user"},
                "attributes": {
                    "title": "Attributes that count",
                    "description": "Attributes that may be written; all that were collected when there are none.",
                    "type": "array",
                    "uniqueItems": true,
                    "items": {"type": "string", "minLength": 1, "maxLength": 100}
                }
            }
        })
    }

    fn facts(&self) -> Facts {
        Facts::decision(["CREATED", "FAILURE"])
    }
}
