//! Letting somebody choose one of their authenticators, and giving it up.

use durward_identity::authenticators;
use durward_journey::callback::Callback;
use durward_journey::catalog::Facts;
use durward_journey::input::Input;
use durward_journey::message::Message;
use durward_journey::transition::Outcome;
use durward_model::authenticator::AuthenticatorKind;
use durward_store::Error;
use durward_store::authenticators::Authenticator;
use serde::Deserialize;
use serde_json::{Value, json};

use super::factor::AUTHENTICATOR;
use super::replace_authenticator::REPLACED;
use super::{Act, Acting, Effect, Node, Scene, Settings, Turn};

/// Name under which the state holds what is offered: identifier, kind and name of each.
const OFFERED: &str = "authenticators";

/// Asks somebody who is known which of their authenticators is meant; the nodes that check factors then take that one
/// only. Goes on at once when it was said before.
///
/// With `toReplace` it is only noted for [`ReplaceAuthenticatorNode`](super::replace_authenticator): whoever lost the
/// one may prove with another who they are.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct AuthenticatorChoiceNode {
    to_replace: bool,
}

impl Node for AuthenticatorChoiceNode {
    fn ask(&self, scene: &Scene<'_>) -> Vec<Callback> {
        let offered = offered(scene.state.shared.get(OFFERED));
        vec![Callback::Choice {
            prompt: Message::key(if self.to_replace {
                "signin-choose-replaced"
            } else {
                "signin-choose-authenticator"
            }),
            choices: offered.map(|(_, kind, name)| called(kind, name)).collect(),
            default: 0,
        }]
    }

    fn prepare<'a>(&'a self, turn: &'a mut Turn<'_>) -> Acting<'a> {
        Box::pin(self.offer(turn))
    }

    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, input: &'a Input) -> Acting<'a> {
        let chosen = input.index(0).and_then(|index| {
            let (id, kind, _) = offered(turn.state.shared.get(OFFERED)).nth(index)?;
            Some((id.to_owned(), kind))
        });
        match chosen {
            Some((id, kind)) => Act::now(self.note(turn, id, kind)),
            None => {
                turn.state.notice = Some(Message::key("signin-choose"));
                Act::Again.ready()
            }
        }
    }
}

impl AuthenticatorChoiceNode {
    async fn offer(&self, turn: &mut Turn<'_>) -> Result<Act, Error> {
        let mut mine = match turn.state.subject {
            Some(user) => authenticators::list(turn.cx, user).await?,
            None => Vec::new(),
        };
        mine.retain(|one| !self.to_replace || one.kind.is_factor());
        let said = turn.state.text(AUTHENTICATOR);
        if let Some(one) = mine.iter().find(|one| one.id.as_str() == said) {
            let outcome = self.note(turn, one.id.to_string(), one.kind);
            return Ok(Act::Leave(outcome.into()));
        }
        turn.state.shared.remove(AUTHENTICATOR);
        if mine.is_empty() {
            return Ok(Act::Leave("none".into()));
        }
        let shown = |one: &Authenticator| json!([one.id, one.kind, one.name]);
        let all: Vec<Value> = mine.iter().map(shown).collect();
        turn.state.shared.insert(OFFERED.to_owned(), json!(all));
        Ok(Act::Again)
    }

    /// Notes which one is meant. Returns the outcome.
    fn note(&self, turn: &mut Turn<'_>, id: String, kind: AuthenticatorKind) -> &'static str {
        let state = &mut turn.state.shared;
        if self.to_replace {
            state.remove(AUTHENTICATOR);
            state.insert(REPLACED.to_owned(), Value::String(id));
            return "chosen";
        }
        state.insert(AUTHENTICATOR.to_owned(), Value::String(id));
        outcome(kind)
    }
}

fn offered(noted: Option<&Value>) -> impl Iterator<Item = (&str, AuthenticatorKind, &str)> {
    let all = noted.and_then(Value::as_array).into_iter().flatten();
    all.filter_map(|one| {
        let text = |place: usize| one.get(place).and_then(Value::as_str);
        Some((text(0)?, AuthenticatorKind::parse(text(1)?)?, text(2)?))
    })
}

fn called(kind: AuthenticatorKind, name: &str) -> Message {
    let key = match (kind, name) {
        (AuthenticatorKind::Totp, "") => "method-totp",
        (AuthenticatorKind::Totp, _) => "method-totp-named",
        (AuthenticatorKind::Passkey, "") => "method-passkey",
        (AuthenticatorKind::Passkey, _) => "method-passkey-named",
        (AuthenticatorKind::RecoveryCodes, _) => "method-recovery-codes",
    };
    Message::key(key).arg("name", name)
}

fn outcome(kind: AuthenticatorKind) -> &'static str {
    match kind {
        AuthenticatorKind::Totp => "totp",
        AuthenticatorKind::Passkey => "passkey",
        AuthenticatorKind::RecoveryCodes => "recoveryCode",
    }
}

impl Settings for AuthenticatorChoiceNode {
    const NAME: &'static str = "AuthenticatorChoiceNode";

    fn schema() -> Value {
        json!({
            "type": "object",
            "additionalProperties": false,
            "properties": {
                "toReplace": {
                    "title": "To put another in its place",
                    "description": "Ends with `chosen`, and leaves open with which authenticator the person proves who they are.",
                    "type": "boolean",
                    "default": false
                }
            }
        })
    }

    fn facts(&self) -> Facts {
        if self.to_replace {
            return Facts::decision(["chosen", "none"]).waiting();
        }
        Facts::decision(["totp", "passkey", "recoveryCode", "none"]).waiting()
    }
}

/// Gives up the authenticator that was chosen, unless nothing would be left to sign in with.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RemoveAuthenticatorNode {}

impl Node for RemoveAuthenticatorNode {
    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, _: &'a Input) -> Acting<'a> {
        Box::pin(async move {
            let chosen = turn.state.text(AUTHENTICATOR).parse().ok();
            let (Some(user), Some(id)) = (turn.state.subject, chosen) else {
                return Ok(Act::Leave("lastWayIn".into()));
            };
            if authenticators::is_last_way_in(turn.cx, user, id).await? {
                turn.state.notice = Some(Message::key("methods-last-way-in"));
                return Ok(Act::Leave("lastWayIn".into()));
            }
            turn.effects.push(Effect::Forget {
                user,
                authenticator: id,
            });
            turn.state.shared.remove(AUTHENTICATOR);
            Ok(Act::Leave(Outcome::SINGLE))
        })
    }
}

impl Settings for RemoveAuthenticatorNode {
    const NAME: &'static str = "RemoveAuthenticatorNode";

    fn schema() -> Value {
        json!({"type": "object", "additionalProperties": false, "properties": {}})
    }

    fn facts(&self) -> Facts {
        Facts::decision(["outcome", "lastWayIn"])
    }
}
