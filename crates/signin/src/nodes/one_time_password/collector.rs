//! Asking for the code that was sent.

use durward_identity::lockouts;
use durward_journey::callback::{Callback, MessageKind, SentCode};
use durward_journey::catalog::Facts;
use durward_journey::input::Input;
use durward_journey::message::Message;
use durward_journey::state::RunState;
use durward_messaging::Medium;
use durward_model::user::User;
use durward_model::{Invalid, Timestamp};
use durward_store::{Error, users};
use serde::Deserialize;
use serde_json::{Value, json};
use subtle::ConstantTimeEq;

use super::super::recipient::nobody;
use super::super::{Act, Acting, Effect, Node, Reason, Scene, Settings, Turn};
use super::{CODE, PROVEN, Sent, forget, until};
use crate::devices::device_of;

/// Asks for the code. Ends with `true` for the right one of an account that may sign in, and with `false` when there
/// were too many wrong ones or the code is good no longer. With `resends`, it can be sent again: `resend` then leads
/// back to the node that makes or sends it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(in crate::nodes) struct OneTimePasswordCollectorDecisionNode {
    /// Minutes.
    password_expiry_time: i64,
    attempts: u32,
    resends: u32,
    resend_pause_seconds: i64,
    tell_expired: bool,
    locked_too: bool,
}

impl Default for OneTimePasswordCollectorDecisionNode {
    fn default() -> Self {
        Self {
            password_expiry_time: 5,
            attempts: 3,
            resends: 0,
            resend_pause_seconds: 30,
            tell_expired: false,
            locked_too: false,
        }
    }
}

impl Node for OneTimePasswordCollectorDecisionNode {
    fn ask(&self, scene: &Scene<'_>) -> Vec<Callback> {
        let sent = Sent::of(scene.state);
        let told = sent.as_ref().map(|sent| Callback::TextOutput {
            message: told(sent),
            kind: MessageKind::Information,
        });
        let asked = Callback::OneTimeCode {
            prompt: Message::key("signin-one-time-code"),
            sent: sent.as_ref().map(|sent| self.described(scene.state, sent)),
        };
        let again = self
            .may_resend(sent.as_ref())
            .then(|| Callback::Confirmation {
                prompt: None,
                kind: MessageKind::Information,
                options: vec![Message::key("continue"), Message::key("code-resend")],
                default: 0,
            });
        told.into_iter().chain([asked]).chain(again).collect()
    }

    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, input: &'a Input) -> Acting<'a> {
        Box::pin(self.decide(turn, input))
    }
}

/// Where the code went.
fn told(sent: &Sent) -> Message {
    let key = match (sent.medium, &sent.masked) {
        (_, None) => "code-sent-perhaps",
        (Medium::Email, Some(_)) => "code-sent-email",
        (Medium::Sms, Some(_)) => "code-sent-sms",
        (Medium::Whatsapp, Some(_)) => "code-sent-whatsapp",
    };
    let message = Message::key(key);
    match &sent.masked {
        Some(masked) => message.arg("address", masked.as_str()),
        None => message,
    }
}

impl OneTimePasswordCollectorDecisionNode {
    /// The code as programs are told of it.
    fn described(&self, state: &RunState, sent: &Sent) -> SentCode {
        let code = state.secure.read(CODE);
        let length = code.map_or(0, |code| code.expose().len());
        let pause = Timestamp::from_millis(sent.at).plus_seconds(self.resend_pause_seconds);
        SentCode {
            masked: sent.masked.clone(),
            length: u32::try_from(length).unwrap_or_default(),
            expires_at: self.good_until(state, sent.at),
            resend_at: self.may_resend(Some(sent)).then_some(pause),
        }
    }

    fn may_resend(&self, sent: Option<&Sent>) -> bool {
        sent.is_some_and(|sent| sent.times <= self.resends)
    }

    async fn decide(&self, turn: &mut Turn<'_>, input: &Input) -> Result<Act, Error> {
        let sent = Sent::of(turn.state);
        let place = usize::from(sent.is_some());
        if input.index(place + 1) == Some(1) && self.may_resend(sent.as_ref()) {
            return Ok(self.resend(turn, sent.as_ref()));
        }
        let presented = input
            .secret(place)
            .map_or("", |secret| secret.expose().as_str());
        let presented: String = presented
            .chars()
            .filter(|character| !character.is_whitespace() && *character != '-')
            .collect();
        if presented.is_empty() {
            turn.state.notice = Some(Message::key("signin-required"));
            return Ok(Act::Again);
        }
        let at = sent.as_ref().map_or(turn.cx.now.millis(), |sent| sent.at);
        if turn.cx.now >= self.good_until(turn.state, at) {
            return Ok(self.expired(turn, sent.as_ref()));
        }
        let right = matches(turn, &presented);
        if let Some(sent) = sent.as_ref().filter(|sent| sent.address_alone) {
            if right {
                prove(turn, sent);
                return Ok(Act::Leave("true".into()));
            }
            return Ok(self.refuse(turn, &Owner::Nobody));
        }
        let owner = self.owner(turn, sent.as_ref()).await?;
        match (owner, right) {
            (Owner::Open(user), true) => {
                accept(turn, &user, sent.as_ref());
                if !self.locked_too {
                    turn.effects.push(Effect::Proved(user.id));
                }
                Ok(Act::Leave("true".into()))
            }
            (owner, _) => Ok(self.refuse(turn, &owner)),
        }
    }

    /// Until when the code that was sent at `sent`, Unix milliseconds, is taken.
    fn good_until(&self, state: &RunState, sent: i64) -> Timestamp {
        let here = Timestamp::from_millis(sent).plus_seconds(self.password_expiry_time * 60);
        until(state).min(here)
    }

    fn resend(&self, turn: &mut Turn<'_>, sent: Option<&Sent>) -> Act {
        let since = sent.map_or(i64::MAX, |sent| turn.cx.now.millis() - sent.at);
        let wait = self.resend_pause_seconds * 1000 - since;
        if wait > 0 {
            let seconds = (wait + 999) / 1000;
            turn.state.notice =
                Some(Message::key("code-resend-wait").arg("seconds", seconds.to_string()));
            return Act::Again;
        }
        if let Some(sent) = sent {
            let times = sent.times + 1;
            Sent {
                times,
                ..sent.clone()
            }
            .keep(turn.state);
        }
        turn.state.notice = Some(Message::key("code-resent"));
        Act::Leave("resend".into())
    }

    fn expired(&self, turn: &mut Turn<'_>, sent: Option<&Sent>) -> Act {
        turn.state.notice = Some(Message::key("code-expired"));
        if self.tell_expired {
            Act::Leave("expired".into())
        } else if self.may_resend(sent) {
            Act::Again
        } else {
            Act::Leave("false".into())
        }
    }

    /// Whose code it would be.
    async fn owner(&self, turn: &Turn<'_>, sent: Option<&Sent>) -> Result<Owner, Error> {
        let cx = turn.cx;
        // Nobody is looked up like somebody, so that the time it takes does not tell.
        let known = sent.and_then(|sent| sent.user);
        let known = known.filter(|user| turn.state.subject.is_none_or(|one| one == *user));
        let id = known.unwrap_or_else(|| nobody(turn));
        let mut tx = cx.db().read().await?;
        let user = users::by_id(cx, &mut tx, id).await?;
        let device = device_of(turn.state, id);
        let lock = lockouts::check(cx, &mut tx, turn.settings, id, device).await?;
        Ok(match (user, lock) {
            (None, _) => Owner::Nobody,
            (Some(user), _) if !user.is_active() => Owner::Barred(user, Reason::Inactive),
            (Some(user), Some(_)) if !self.locked_too => Owner::Barred(user, Reason::Locked),
            (Some(user), _) => Owner::Open(user),
        })
    }

    fn refuse(&self, turn: &mut Turn<'_>, owner: &Owner) -> Act {
        let (user, reason) = match owner {
            Owner::Open(user) => (Some(user.id), Reason::WrongCode),
            Owner::Barred(user, reason) => (Some(user.id), *reason),
            Owner::Nobody => (None, Reason::WrongCode),
        };
        turn.effects.push(Effect::Failed { user, reason });
        let left = self.attempts.saturating_sub(turn.state.count_here());
        if left == 0 {
            forget(turn.state);
            turn.state.notice = Some(Message::key("code-failed"));
            return Act::Leave("false".into());
        }
        turn.state.notice = Some(Message::key("code-wrong").arg("count", left.to_string()));
        Act::Again
    }
}

/// Whose code it would be, and whether they may sign in.
enum Owner {
    Open(User),
    Barred(User, Reason),
    Nobody,
}

/// Whether it is the code, in constant time.
fn matches(turn: &Turn<'_>, presented: &str) -> bool {
    let Some(code) = turn.state.secure.read(CODE) else {
        return false;
    };
    code.expose().as_bytes().ct_eq(presented.as_bytes()).into()
}

/// The code was right: it is used up, and the address is noted as proven.
fn prove(turn: &mut Turn<'_>, sent: &Sent) {
    forget(turn.state);
    if let Some(address) = &sent.address {
        let proven = turn.state.shared.entry(PROVEN).or_insert_with(|| json!({}));
        if let Some(proven) = proven.as_object_mut() {
            proven.insert(sent.medium.as_str().to_owned(), address.as_str().into());
        }
    }
}

/// The code was right: it is used up, and what it proves is noted.
fn accept(turn: &mut Turn<'_>, user: &User, sent: Option<&Sent>) {
    forget(turn.state);
    turn.state.subject = Some(user.id);
    turn.state.passed("otp", turn.cx.now);
    let Some(sent) = sent else { return };
    if sent.medium != Medium::Email {
        turn.state.passed("sms", turn.cx.now);
    }
    if let Some(address) = &sent.address {
        let verified = match sent.medium {
            Medium::Email => user.email_verified,
            Medium::Sms | Medium::Whatsapp => user.phone_verified,
        };
        if !verified {
            turn.effects.push(Effect::Verified {
                user: user.id,
                medium: sent.medium,
                address: address.clone(),
            });
        }
    }
}

impl Settings for OneTimePasswordCollectorDecisionNode {
    const NAME: &'static str = "OneTimePasswordCollectorDecisionNode";

    fn schema() -> Value {
        json!({
            "type": "object",
            "additionalProperties": false,
            "properties": {
                "passwordExpiryTime": {"title": "Minutes it is good for", "type": "integer", "minimum": 1, "maximum": 60, "default": 5},
                "attempts": {"title": "Attempts", "description": "Wrong codes in one run that end it.", "type": "integer", "minimum": 1, "maximum": 10, "default": 3},
                "resends": {"title": "Times it can be sent again", "description": "With the outcome `resend` when it is not 0.", "type": "integer", "minimum": 0, "maximum": 10, "default": 0},
                "resendPauseSeconds": {"title": "Seconds before it can be sent again", "type": "integer", "minimum": 0, "maximum": 600, "default": 30},
                "lockedToo": {"title": "Of locked accounts, too", "description": "For recovery: a lock keeps nobody from getting back in by a code.", "type": "boolean", "default": false},
                "tellExpired": {"title": "Outcome for expired codes", "description": "End with `expired` instead of `false`.", "type": "boolean", "default": false}
            }
        })
    }

    fn check(&self) -> Result<(), Invalid> {
        let within = |field: &str, value: i64, least: i64, most: i64| {
            if (least..=most).contains(&value) {
                return Ok(());
            }
            let what = format!("must be a number from {least} to {most}");
            Err(Invalid::new(field, what))
        };
        within("passwordExpiryTime", self.password_expiry_time, 1, 60)?;
        within("attempts", i64::from(self.attempts), 1, 10)?;
        within("resends", i64::from(self.resends), 0, 10)?;
        within("resendPauseSeconds", self.resend_pause_seconds, 0, 600)
    }

    fn facts(&self) -> Facts {
        let mut outcomes = vec!["true", "false"];
        if self.tell_expired {
            outcomes.push("expired");
        }
        if self.resends > 0 {
            outcomes.push("resend");
        }
        let facts = Facts::decision(outcomes).waiting();
        if self.resends > 0 {
            facts.limiting("resend")
        } else {
            facts
        }
    }
}
