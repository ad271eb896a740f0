//! Whether somebody who is known must prove more, and with what.

use std::cmp::Reverse;

use durward_identity::authenticators;
use durward_journey::catalog::Facts;
use durward_journey::input::Input;
use durward_model::authenticator::AuthenticatorKind;
use durward_model::service::SecondFactor;
use durward_model::session::is_multi_factor;
use durward_store::{Error, users};
use serde::Deserialize;
use serde_json::{Value, json};

use super::opt_out::opted_out;
use super::{Act, Acting, Node, Settings, Turn};

/// Whose word counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Policy {
    /// What the realm's `authentication` settings say (`mfa`).
    #[default]
    Realm,
    /// Those who have a second factor use it.
    WhenEnrolled,
    /// Everybody has one.
    Required,
    /// Nobody is asked.
    Never,
}

/// Says which factor comes next for somebody who has passed one: the one used last of those they have.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct SecondFactorDecisionNode {
    policy: Policy,
    skippable: bool,
}

impl Node for SecondFactorDecisionNode {
    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, _: &'a Input) -> Acting<'a> {
        Box::pin(self.decide(turn))
    }
}

impl SecondFactorDecisionNode {
    async fn decide(&self, turn: &mut Turn<'_>) -> Result<Act, Error> {
        let policy = match self.policy {
            Policy::Realm => turn.settings.mfa,
            Policy::WhenEnrolled => SecondFactor::WhenEnrolled,
            Policy::Required => SecondFactor::Required,
            Policy::Never => SecondFactor::Never,
        };
        let enough = policy == SecondFactor::Never || is_multi_factor(turn.state.methods());
        if enough {
            return Ok(Act::Leave("notNeeded".into()));
        }
        // Nobody has a factor to be asked for.
        let Some(user) = turn.state.subject else {
            return Ok(Act::Leave("enrol".into()));
        };
        let mut mine = authenticators::list(turn.cx, user).await?;
        mine.retain(|one| one.kind.is_factor());
        mine.sort_by_key(|one| Reverse((one.last_used_at, one.created_at)));
        let outcome = match mine.first().map(|one| one.kind) {
            Some(AuthenticatorKind::Totp) => "totp",
            Some(AuthenticatorKind::Passkey) => "passkey",
            _ if policy == SecondFactor::WhenEnrolled => "notNeeded",
            _ => {
                let cx = turn.cx;
                let user = users::by_id(cx, &mut cx.db().read().await?, user).await?;
                let excused = self.skippable && user.is_some_and(|user| opted_out(&user));
                if excused { "notNeeded" } else { "enrol" }
            }
        };
        Ok(Act::Leave(outcome.into()))
    }
}

impl Settings for SecondFactorDecisionNode {
    const NAME: &'static str = "SecondFactorDecisionNode";

    fn schema() -> Value {
        json!({
            "type": "object",
            "additionalProperties": false,
            "properties": {
                "policy": {
                    "title": "Who needs a second factor",
                    "description": "`realm` is what the realm's setting `authentication.mfa` says.",
                    "type": "string",
                    "enum": ["realm", "whenEnrolled", "required", "never"],
                    "default": "realm"
                },
                "skippable": {
                    "title": "Excuse those who opted out",
                    "description": "Where a second factor is required, let through who once chose never to have one.",
                    "type": "boolean",
                    "default": false
                }
            }
        })
    }

    fn facts(&self) -> Facts {
        Facts::decision(["notNeeded", "totp", "passkey", "enrol"])
    }
}
