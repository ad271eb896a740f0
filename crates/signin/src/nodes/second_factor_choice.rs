//! Letting somebody choose among the factors they have.

use std::collections::BTreeSet;

use durward_identity::authenticators;
use durward_journey::callback::Callback;
use durward_journey::catalog::Facts;
use durward_journey::input::Input;
use durward_journey::message::Message;
use durward_model::authenticator::AuthenticatorKind;
use durward_store::Error;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Act, Acting, Node, Scene, Settings, Turn};

/// Name under which the state holds the kinds that are offered.
const OFFERED: &str = "secondFactors";

/// Offers the kinds of factor that somebody has; goes on at once when there is one, or none.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct SecondFactorChoiceNode {
    recovery_codes: bool,
}

impl Default for SecondFactorChoiceNode {
    fn default() -> Self {
        Self {
            recovery_codes: true,
        }
    }
}

impl Node for SecondFactorChoiceNode {
    fn ask(&self, scene: &Scene<'_>) -> Vec<Callback> {
        vec![Callback::Choice {
            prompt: Message::key("signin-choose-factor"),
            choices: offered(scene.state.shared.get(OFFERED))
                .map(words)
                .collect(),
            default: 0,
        }]
    }

    fn prepare<'a>(&'a self, turn: &'a mut Turn<'_>) -> Acting<'a> {
        Box::pin(self.offer(turn))
    }

    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, input: &'a Input) -> Acting<'a> {
        let mut kinds = offered(turn.state.shared.get(OFFERED));
        match input.index(0).and_then(|index| kinds.nth(index)) {
            Some(kind) => Act::now(outcome(kind)),
            None => {
                turn.state.notice = Some(Message::key("signin-choose"));
                Act::Again.ready()
            }
        }
    }
}

impl SecondFactorChoiceNode {
    async fn offer(&self, turn: &mut Turn<'_>) -> Result<Act, Error> {
        let mine = match turn.state.subject {
            Some(user) => authenticators::list(turn.cx, user).await?,
            None => Vec::new(),
        };
        let kinds: BTreeSet<AuthenticatorKind> = mine
            .iter()
            .map(|one| one.kind)
            .filter(|kind| kind.is_factor() || self.recovery_codes)
            .collect();
        let mut all = kinds.iter();
        match (all.next(), all.next()) {
            (None, _) => return Ok(Act::Leave("none".into())),
            (Some(only), None) => return Ok(Act::Leave(outcome(*only).into())),
            _ => {}
        }
        turn.state.shared.insert(OFFERED.to_owned(), json!(kinds));
        Ok(Act::Again)
    }
}

fn offered(noted: Option<&Value>) -> impl Iterator<Item = AuthenticatorKind> {
    let kinds = noted.and_then(Value::as_array).into_iter().flatten();
    kinds.filter_map(|kind| AuthenticatorKind::parse(kind.as_str()?))
}

fn outcome(kind: AuthenticatorKind) -> &'static str {
    match kind {
        AuthenticatorKind::Totp => "totp",
        AuthenticatorKind::Passkey => "passkey",
        AuthenticatorKind::RecoveryCodes => "recoveryCode",
    }
}

fn words(kind: AuthenticatorKind) -> Message {
    Message::key(match kind {
        AuthenticatorKind::Totp => "method-totp-use",
        AuthenticatorKind::Passkey => "method-passkey-use",
        AuthenticatorKind::RecoveryCodes => "method-recovery-codes-use",
    })
}

impl Settings for SecondFactorChoiceNode {
    const NAME: &'static str = "SecondFactorChoiceNode";

    fn schema() -> Value {
        json!({
            "type": "object",
            "additionalProperties": false,
            "properties": {
                "recoveryCodes": {"title": "Offer recovery codes", "type": "boolean", "default": true}
            }
        })
    }

    fn facts(&self) -> Facts {
        Facts::decision(["totp", "passkey", "recoveryCode", "none"]).waiting()
    }
}
