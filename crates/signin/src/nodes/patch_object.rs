//! Changing the account of whoever the run is about.

use durward_identity::credentials::prepare_password;
use durward_identity::policy::Owner;
use durward_identity::users::{UserFields, attributes, taken_field};
use durward_journey::catalog::Facts;
use durward_journey::input::Input;
use durward_journey::message::{Localized, Message};
use durward_store::{Error, ErrorKind};
use serde::Deserialize;
use serde_json::{Value, json};

use super::password::{NEW_PASSWORD_FAILED, PASSWORD};
use super::people::{ATTRIBUTES, keep_failed, mark_proven, subject};
use super::turn::Amendment;
use super::{Act, Acting, Effect, Node, Settings, Turn};

/// Writes the attributes and the new password that were collected. Ends with `FAILURE` when that cannot be; the next
/// page says why. A new password ends the account's sessions and locks.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct PatchObjectNode {
    identity_resource: String,
    identity_attribute: String,
    patch_as_object: bool,
    ignored_fields: Vec<String>,
}

impl Node for PatchObjectNode {
    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, _: &'a Input) -> Acting<'a> {
        Box::pin(self.patch(turn))
    }
}

impl PatchObjectNode {
    async fn patch(&self, turn: &mut Turn<'_>) -> Result<Act, Error> {
        let Some(user) = subject(turn).await? else {
            // Somebody who does not exist is told what somebody with a wrong answer is.
            return Ok(refuse(turn, Message::key("recover-failed")));
        };
        let before = UserFields::of(&user);
        let Some(after) = self.amended(turn, before.clone()) else {
            return Ok(refuse(turn, Message::key("people-check")));
        };
        let cx = turn.cx;
        let fields = Some(after).filter(|after| *after != before);
        if let Some(after) = &fields
            && taken_field(cx, &mut cx.db().read().await?, Some(user.id), after)
                .await?
                .is_some()
        {
            return Ok(refuse(turn, Message::key("people-taken")));
        }
        let password = match turn.state.secure.read(PASSWORD) {
            None => None,
            Some(password) => {
                let owner = Owner::of(&user);
                let hashed =
                    prepare_password(cx, turn.passwords, &owner, Some(user.id), password).await;
                match hashed {
                    Ok(hashed) => Some(hashed),
                    Err(Error {
                        kind: ErrorKind::Invalid(_),
                        public,
                        ..
                    }) => {
                        let rules = &turn.policies.passwords;
                        let broken =
                            durward_identity::policy::broken(rules, &owner, password.expose());
                        keep_failed(turn.state, NEW_PASSWORD_FAILED, &broken);
                        let words = if broken.is_empty() {
                            Localized::one("en", public).into()
                        } else {
                            Message::key("signin-password-refused")
                        };
                        return Ok(refuse(turn, words));
                    }
                    Err(error) => return Err(error),
                }
            }
        };
        turn.state.secure.take(PASSWORD);
        if fields.is_some() || password.is_some() {
            turn.effects.push(Effect::Amend(Box::new(Amendment {
                user: user.id,
                fields,
                password,
            })));
        }
        Ok(Act::Leave("PATCHED".into()))
    }

    /// `fields` with what was collected; none when it cannot be written down.
    fn amended(&self, turn: &Turn<'_>, mut fields: UserFields) -> Option<UserFields> {
        let given = turn.state.shared.get(ATTRIBUTES).and_then(Value::as_object);
        for (name, value) in given.into_iter().flatten() {
            if !self.ignored_fields.contains(name) {
                attributes::put(&mut fields, name, value).ok()?;
            }
        }
        mark_proven(turn.state, &mut fields);
        Some(fields)
    }
}

fn refuse(turn: &mut Turn<'_>, why: Message) -> Act {
    turn.state.notice = Some(why);
    Act::Leave("FAILURE".into())
}

impl Settings for PatchObjectNode {
    const NAME: &'static str = "PatchObjectNode";

    fn schema() -> Value {
        json!({
            "type": "object",
            "additionalProperties": false,
            "properties": {
                "identityResource": {"title": "Kind of identity", "type": "string", "default": "user"},
                "identityAttribute": {"title": "Attribute that identifies the person", "description": "Kept for documents of other servers.", "type": "string"},
                "patchAsObject": {"title": "As the person", "description": "Kept for documents of other servers.", "type": "boolean", "default": false},
                "ignoredFields": {
                    "title": "Attributes left alone",
                    "type": "array",
                    "uniqueItems": true,
                    "items": {"type": "string", "minLength": 1, "maxLength": 100}
                }
            }
        })
    }

    fn facts(&self) -> Facts {
        Facts::decision(["PATCHED", "FAILURE"])
    }
}
