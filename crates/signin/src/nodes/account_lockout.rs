//! Locking or unlocking an account as part of a journey.

use durward_identity::users;
use durward_journey::catalog::Facts;
use durward_journey::input::Input;
use durward_journey::transition::Outcome;
use durward_store::Error;
use serde::Deserialize;
use serde_json::{Value, json};

use super::username::USERNAME;
use super::{Act, Acting, Effect, Node, Settings, Turn};

/// What is done to the account.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
enum LockAction {
    #[default]
    Lock,
    Unlock,
}

/// Locks the account of whoever was named, for as long as the realm's settings say; or ends its locks. Nothing
/// happens when nobody is called so.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct AccountLockoutNode {
    lock_action: LockAction,
}

impl Node for AccountLockoutNode {
    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, _: &'a Input) -> Acting<'a> {
        Box::pin(self.apply(turn))
    }
}

impl AccountLockoutNode {
    async fn apply(&self, turn: &mut Turn<'_>) -> Result<Act, Error> {
        let cx = turn.cx;
        let user = match turn.state.subject {
            Some(user) => Some(user),
            None => {
                let mut tx = cx.db().read().await?;
                let name = turn.state.text(USERNAME);
                let found = users::by_identifier(cx, &mut tx, turn.settings, name).await?;
                found.map(|user| user.id)
            }
        };
        turn.effects.extend(user.map(|user| match self.lock_action {
            LockAction::Lock => Effect::Lock(user),
            LockAction::Unlock => Effect::Unlock(user),
        }));
        Ok(Act::Leave(Outcome::SINGLE))
    }
}

impl Settings for AccountLockoutNode {
    const NAME: &'static str = "AccountLockoutNode";

    fn schema() -> Value {
        json!({
            "type": "object",
            "additionalProperties": false,
            "properties": {
                "lockAction": {"title": "Action", "type": "string", "enum": ["LOCK", "UNLOCK"], "default": "LOCK"}
            }
        })
    }

    fn facts(&self) -> Facts {
        Facts::action()
    }
}
