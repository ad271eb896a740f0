//! Asking for a recovery code.

use durward_identity::authenticators::recovery;
use durward_journey::callback::Callback;
use durward_journey::catalog::Facts;
use durward_journey::input::Input;
use durward_journey::message::Message;
use durward_model::authenticator::AuthenticatorKind;
use durward_model::{Invalid, Secret};
use durward_store::Error;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Act, Acting, Claim, Effect, Node, Reason, Scene, Settings, Turn, factor};

/// Asks somebody who is known for one of their recovery codes, and uses it up. Wrong ones count as wrong passwords do.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct RecoveryCodeCollectorDecisionNode {
    auth_level: i64,
}

impl Node for RecoveryCodeCollectorDecisionNode {
    fn ask(&self, _: &Scene<'_>) -> Vec<Callback> {
        vec![Callback::TextInput {
            prompt: Message::key("recovery-code"),
            default: None,
        }]
    }

    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, input: &'a Input) -> Acting<'a> {
        Box::pin(self.verify(turn, input))
    }
}

impl RecoveryCodeCollectorDecisionNode {
    async fn verify(&self, turn: &mut Turn<'_>, input: &Input) -> Result<Act, Error> {
        let Some(user) = turn.state.subject else {
            return Ok(Act::Leave("false".into()));
        };
        let barred = factor::barred(turn, user).await?;
        let sets = factor::usable(turn, user, AuthenticatorKind::RecoveryCodes).await?;
        let set = sets.first().filter(|_| barred.is_none());
        let code = Secret::new(input.text(0).to_owned());
        let rest = recovery::without(turn.cx, user, set, &code).await?;
        let (Some(set), Some(rest)) = (set, rest) else {
            let reason = barred.unwrap_or(Reason::WrongCode);
            factor::refuse(turn, Some(user), reason, "recovery-code-wrong");
            return Ok(Act::Leave("false".into()));
        };
        turn.effects.push(Effect::Use {
            user,
            authenticator: set.id,
            claim: Claim::Spend {
                version: set.version,
                rest,
            },
        });
        turn.effects.push(Effect::Proved(user));
        factor::passed(turn, "otp", self.auth_level);
        Ok(Act::Leave("true".into()))
    }
}

impl Settings for RecoveryCodeCollectorDecisionNode {
    const NAME: &'static str = "RecoveryCodeCollectorDecisionNode";

    fn schema() -> Value {
        json!({
            "type": "object",
            "additionalProperties": false,
            "properties": {
                "authLevel": {"title": "Authentication level", "description": "The session reaches at least this level.", "type": "integer", "minimum": 0, "maximum": 1000, "default": 0}
            }
        })
    }

    fn check(&self) -> Result<(), Invalid> {
        super::bounds::level(self.auth_level)
    }

    fn facts(&self) -> Facts {
        Facts::decision(["true", "false"]).waiting()
    }
}
