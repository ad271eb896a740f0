//! "Remember me": having the browser remembered, and recognising who it is remembered for.

use durward_identity::{authenticators, lockouts};
use durward_journey::catalog::Facts;
use durward_journey::input::Input;
use durward_journey::transition::Outcome;
use durward_model::Invalid;
use durward_model::id::UserId;
use durward_model::service::SecondFactor;
use durward_store::Error;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Act, Acting, Effect, Node, Settings, Turn};
use crate::devices::device_of;
use crate::remembered::{self, Look, Wanted};

/// Hours in a year: the longest a browser is remembered.
const LONGEST: i64 = 8760;
/// Hours a browser is remembered for, unless a journey says otherwise: thirty days.
const LIFE: i64 = 720;
/// Hours after which an unused browser is forgotten, unless a journey says otherwise: a week.
const IDLE: i64 = 168;

/// Has the browser remembered when the journey ends in a session of somebody who proved who they are.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct SetPersistentCookieNode {
    max_life: i64,
    idle_timeout: i64,
}

impl Default for SetPersistentCookieNode {
    fn default() -> Self {
        Self {
            max_life: LIFE,
            idle_timeout: IDLE,
        }
    }
}

impl Node for SetPersistentCookieNode {
    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, _: &'a Input) -> Acting<'a> {
        let wanted = Wanted {
            life: self.max_life,
            idle: self.idle_timeout,
        };
        let noted = remembered::want(turn.state, wanted);
        Box::pin(std::future::ready(
            noted.map(|()| Act::Leave(Outcome::SINGLE)),
        ))
    }
}

impl Settings for SetPersistentCookieNode {
    const NAME: &'static str = "SetPersistentCookieNode";

    fn schema() -> Value {
        json!({
            "type": "object",
            "additionalProperties": false,
            "properties": {
                "maxLife": {
                    "title": "Hours the browser is remembered",
                    "type": "integer", "minimum": 1, "maximum": LONGEST, "default": LIFE
                },
                "idleTimeout": {
                    "title": "Hours until it is forgotten when it is not used",
                    "type": "integer", "minimum": 1, "maximum": LONGEST, "default": IDLE
                }
            }
        })
    }

    fn check(&self) -> Result<(), Invalid> {
        hours("maxLife", self.max_life)?;
        hours("idleTimeout", self.idle_timeout)
    }

    fn facts(&self) -> Facts {
        Facts::action()
    }
}

/// Ends with `true` when the browser is remembered, and the run is about that person from then on. They have proved
/// nothing by it: whatever asks for a factor asks them, too.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct PersistentCookieDecisionNode {
    enforce_client_ip: bool,
    idle_timeout: i64,
}

impl Default for PersistentCookieDecisionNode {
    fn default() -> Self {
        Self {
            enforce_client_ip: false,
            idle_timeout: IDLE,
        }
    }
}

impl Node for PersistentCookieDecisionNode {
    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, _: &'a Input) -> Acting<'a> {
        Box::pin(async move {
            let known = self.recognise(turn).await?;
            Ok(Act::Leave(if known { "true" } else { "false" }.into()))
        })
    }
}

impl PersistentCookieDecisionNode {
    async fn recognise(&self, turn: &mut Turn<'_>) -> Result<bool, Error> {
        let cx = turn.cx;
        let mut tx = cx.db().read().await?;
        let found = match remembered::look(cx, &mut tx, turn.state).await? {
            Look::Nobody => return Ok(false),
            Look::Copied(id, user) => {
                turn.effects.push(Effect::CookieCopied { user, id });
                return Ok(false);
            }
            Look::Somebody(found) => found,
        };
        if self.enforce_client_ip && found.ip != cx.origin.ip {
            return Ok(false);
        }
        // The run is about somebody else already.
        if turn.state.subject.is_some_and(|known| known != found.user) {
            return Ok(false);
        }
        let device = device_of(turn.state, found.user);
        let lock = lockouts::check(cx, &mut tx, turn.settings, found.user, device).await?;
        drop(tx);
        if lock.is_some() || must_enrol(turn, found.user).await? {
            return Ok(false);
        }
        remembered::recognise(turn.state, &found, self.idle_timeout)?;
        Ok(true)
    }
}

/// Whether the realm has everybody use a second factor and this person has none yet: choosing one takes more than a
/// cookie.
async fn must_enrol(turn: &Turn<'_>, user: UserId) -> Result<bool, Error> {
    if turn.settings.mfa != SecondFactor::Required {
        return Ok(false);
    }
    let mine = authenticators::list(turn.cx, user).await?;
    Ok(!mine.iter().any(|one| one.kind.is_factor()))
}

impl Settings for PersistentCookieDecisionNode {
    const NAME: &'static str = "PersistentCookieDecisionNode";

    fn schema() -> Value {
        json!({
            "type": "object",
            "additionalProperties": false,
            "properties": {
                "enforceClientIp": {
                    "title": "Only at the same network address",
                    "description": "The browser is recognised only at the address it was at when it was remembered.",
                    "type": "boolean",
                    "default": false
                },
                "idleTimeout": {
                    "title": "Hours until it is forgotten when it is not used again",
                    "type": "integer", "minimum": 1, "maximum": LONGEST, "default": IDLE
                }
            }
        })
    }

    fn check(&self) -> Result<(), Invalid> {
        hours("idleTimeout", self.idle_timeout)
    }

    fn facts(&self) -> Facts {
        Facts::decision(["true", "false"])
    }
}

fn hours(field: &str, hours: i64) -> Result<(), Invalid> {
    if (1..=LONGEST).contains(&hours) {
        return Ok(());
    }
    Err(Invalid::new(
        field,
        format!("must be a number of hours from 1 to {LONGEST}"),
    ))
}
