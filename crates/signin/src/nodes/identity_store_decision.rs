//! Is this the user's password?
//!
//! Who does not exist, is inactive or is locked out is answered as somebody with a wrong password is, after the same
//! work, so that strangers do not learn who has an account.

use durward_db::Tx;
use durward_identity::credentials::{self, Verdict};
use durward_identity::{lockouts, users};
use durward_journey::catalog::Facts;
use durward_journey::input::Input;
use durward_journey::message::Message;
use durward_model::Secret;
use durward_model::user::User;
use durward_store::{Cx, Error, users as rows};
use serde::Deserialize;
use serde_json::{Value, json};

use super::password::PASSWORD;
use super::username::USERNAME;
use super::{Act, Acting, Effect, Node, Reason, Settings, Turn};
use crate::devices::device_of;

/// Checks the name and the password that were collected; of somebody who is known already, the password alone. Ends with
/// `EXPIRED` for a right password that must be changed.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct IdentityStoreDecisionNode {
    tell_locked: bool,
}

impl Node for IdentityStoreDecisionNode {
    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, _: &'a Input) -> Acting<'a> {
        Box::pin(self.decide(turn))
    }
}

impl IdentityStoreDecisionNode {
    async fn decide(&self, turn: &mut Turn<'_>) -> Result<Act, Error> {
        let password = turn.state.secure.take(PASSWORD);
        let password = password.unwrap_or_else(|| Secret::new(String::new()));
        let cx = turn.cx;
        let mut tx = cx.db().read().await?;
        let name = turn.state.text(USERNAME);
        let user = match turn.state.subject {
            // Somebody who is known proves their own password again.
            Some(known) => rows::by_id(cx, &mut tx, known).await?,
            None => users::by_identifier(cx, &mut tx, turn.settings, name).await?,
        };
        let barred = match &user {
            Some(user) => barred(cx, &mut tx, turn, user).await?,
            None => None,
        };
        drop(tx);
        let open = user.as_ref().filter(|_| barred.is_none());
        let verdict = credentials::verify_password(cx, turn.passwords, open, &password).await?;
        if let (Some(user), true) = (open, verdict.is_right()) {
            turn.state.subject = Some(user.id);
            turn.state.passed("pwd", cx.now);
            turn.effects.push(Effect::Proved(user.id));
            let expired = verdict == Verdict::Expired;
            return Ok(Act::Leave(if expired { "EXPIRED" } else { "TRUE" }.into()));
        }
        let reason = match (&user, barred) {
            (None, _) => Reason::UnknownUser,
            (Some(_), Some(reason)) => reason,
            (Some(_), None) => Reason::WrongPassword,
        };
        turn.effects.push(Effect::Failed {
            user: user.map(|user| user.id),
            reason,
        });
        let tell = self.tell_locked && barred.is_some();
        turn.state.notice = Some(Message::key(match reason {
            Reason::Locked if tell => "signin-locked",
            Reason::Inactive if tell => "signin-inactive",
            _ => "signin-failed",
        }));
        Ok(Act::Leave(if tell { "LOCKED" } else { "FALSE" }.into()))
    }
}

/// Why `user` may not sign in now, whatever the password.
async fn barred(
    cx: &Cx,
    tx: &mut Tx,
    turn: &Turn<'_>,
    user: &User,
) -> Result<Option<Reason>, Error> {
    if !user.is_active() {
        return Ok(Some(Reason::Inactive));
    }
    let device = device_of(turn.state, user.id);
    let lock = lockouts::check(cx, tx, turn.settings, user.id, device).await?;
    Ok(lock.map(|_| Reason::Locked))
}

impl Settings for IdentityStoreDecisionNode {
    const NAME: &'static str = "IdentityStoreDecisionNode";

    fn schema() -> Value {
        json!({
            "type": "object",
            "additionalProperties": false,
            "properties": {
                "tellLocked": {
                    "title": "Tell of locks",
                    "description": "End with LOCKED for a locked or inactive account, whatever the password. It tells strangers that there is such an account; otherwise it is answered like a wrong password.",
                    "type": "boolean",
                    "default": false
                }
            }
        })
    }

    fn facts(&self) -> Facts {
        Facts::decision(["TRUE", "FALSE", "LOCKED", "EXPIRED", "CANCELLED"])
    }
}
