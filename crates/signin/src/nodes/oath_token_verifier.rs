//! Asking for a code of an authenticator app.

use durward_identity::authenticators::totp;
use durward_journey::callback::Callback;
use durward_journey::catalog::Facts;
use durward_journey::input::Input;
use durward_journey::message::Message;
use durward_model::Invalid;
use durward_model::authenticator::AuthenticatorKind;
use durward_store::Error;
use serde::Deserialize;
use serde_json::{Value, json};

use super::options::Options;
use super::{Act, Acting, Claim, Effect, Node, Reason, Scene, Settings, Turn, factor};

const SUCCESS: &str = "successOutcome";
const FAILURE: &str = "failureOutcome";
const NOT_REGISTERED: &str = "notRegisteredOutcome";
const RECOVERY_CODE: &str = "recoveryCodeOutcome";

/// Asks somebody who is known for a code of one of their apps. Wrong codes count as wrong passwords do; a code that was
/// used, here or in another sign-in at the same moment, is wrong.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct OathTokenVerifierNode {
    totp_time_steps: i64,
    is_recovery_code_allowed: bool,
    other_way: bool,
    auth_level: i64,
}

impl Default for OathTokenVerifierNode {
    fn default() -> Self {
        Self {
            totp_time_steps: 1,
            is_recovery_code_allowed: false,
            other_way: false,
            auth_level: 0,
        }
    }
}

impl Node for OathTokenVerifierNode {
    fn ask(&self, _: &Scene<'_>) -> Vec<Callback> {
        let code = Callback::OneTimeCode {
            prompt: Message::key("totp-code"),
            sent: None,
        };
        [code]
            .into_iter()
            .chain(self.options().ask("continue"))
            .collect()
    }

    fn prepare<'a>(&'a self, turn: &'a mut Turn<'_>) -> Acting<'a> {
        Box::pin(async move {
            let Some(user) = turn.state.subject else {
                return Ok(Act::Leave(FAILURE.into()));
            };
            let apps = factor::usable(turn, user, AuthenticatorKind::Totp).await?;
            Ok(if apps.is_empty() {
                Act::Leave(NOT_REGISTERED.into())
            } else {
                Act::Again
            })
        })
    }

    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, input: &'a Input) -> Acting<'a> {
        Box::pin(self.verify(turn, input))
    }
}

impl OathTokenVerifierNode {
    fn options(&self) -> Options {
        Options::default()
            .when(
                self.is_recovery_code_allowed,
                RECOVERY_CODE,
                "signin-use-recovery-code",
            )
            .when(self.other_way, factor::OTHER_WAY, "signin-other-way")
    }

    async fn verify(&self, turn: &mut Turn<'_>, input: &Input) -> Result<Act, Error> {
        if let Some(outcome) = self.options().chosen(input, 1) {
            return Ok(Act::Leave(outcome.into()));
        }
        let Some(user) = turn.state.subject else {
            return Ok(Act::Leave(FAILURE.into()));
        };
        let barred = factor::barred(turn, user).await?;
        let apps = factor::usable(turn, user, AuthenticatorKind::Totp).await?;
        let apps: Vec<_> = apps.iter().filter(|_| barred.is_none()).collect();
        let code = input.secret(0).map_or("", |code| code.expose().as_str());
        let found = totp::find(turn.cx, &apps, code, self.totp_time_steps).await?;
        let Some((app, step)) = found else {
            let reason = barred.unwrap_or(Reason::WrongCode);
            factor::refuse(turn, Some(user), reason, "signin-code-wrong");
            return Ok(Act::Leave(FAILURE.into()));
        };
        turn.effects.push(Effect::Use {
            user,
            authenticator: app.id,
            claim: Claim::Counter(step),
        });
        turn.effects.push(Effect::Proved(user));
        factor::passed(turn, "otp", self.auth_level);
        Ok(Act::Leave(SUCCESS.into()))
    }
}

impl Settings for OathTokenVerifierNode {
    const NAME: &'static str = "OathTokenVerifierNode";

    fn schema() -> Value {
        json!({
            "type": "object",
            "additionalProperties": false,
            "properties": {
                "totpTimeSteps": {"title": "Drift", "description": "Codes before and after the present one that are taken, too.", "type": "integer", "minimum": 0, "maximum": 10, "default": 1},
                "isRecoveryCodeAllowed": {"title": "Offer recovery codes", "description": "Adds the outcome `recoveryCodeOutcome`.", "type": "boolean", "default": false},
                "otherWay": {"title": "Offer another way", "description": "Adds the outcome `otherWay`.", "type": "boolean", "default": false},
                "authLevel": {"title": "Authentication level", "description": "The session reaches at least this level.", "type": "integer", "minimum": 0, "maximum": 1000, "default": 0}
            }
        })
    }

    fn check(&self) -> Result<(), Invalid> {
        super::bounds::drift(self.totp_time_steps)?;
        super::bounds::level(self.auth_level)
    }

    fn facts(&self) -> Facts {
        let own = [SUCCESS, FAILURE, NOT_REGISTERED];
        Facts::decision(own.into_iter().chain(self.options().outcomes())).waiting()
    }
}
