//! One-time codes: made, sent, collected.
//!
//! A code belongs to the run that asked for it. It is kept sealed with the run until it is used, so that it can be sent
//! again, and nowhere else. The nodes agree on what is said here.

mod collector;
mod generator;
mod sender;

use durward_journey::state::RunState;
use durward_messaging::Medium;
use durward_model::Timestamp;
use durward_model::id::UserId;
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub(super) use collector::OneTimePasswordCollectorDecisionNode;
pub(super) use generator::OneTimePasswordGeneratorNode;
pub(super) use sender::{
    OneTimePasswordSmsSenderNode, OneTimePasswordSmtpSenderNode, OneTimePasswordWhatsAppSenderNode,
};

/// Name under which the secure state holds the code.
const CODE: &str = "oneTimePassword";
/// Name under which the state holds until when the code is good, Unix milliseconds.
const UNTIL: &str = "oneTimePasswordUntil";
/// Name under which the state holds the addresses and numbers that were proven without an account, by medium.
pub(crate) const PROVEN: &str = "provenAddress";
/// Name under which the state holds how the code was sent.
const SENT: &str = "oneTimePasswordSent";

/// How a code was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Sent {
    medium: Medium,
    /// Whose code it is: nobody else can be proven to be there with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    user: Option<UserId>,
    /// The address or number with most of it left out; none when it must not be told whether there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    masked: Option<String>,
    /// The address or number, which a right code proves; none when nothing was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    address: Option<String>,
    /// Whether it proves the address alone, whoever it is.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    address_alone: bool,
    /// How often, this run; a person who asks for it again is counted at once.
    times: u32,
    /// When it was sent last, Unix milliseconds.
    at: i64,
}

impl Sent {
    fn of(state: &RunState) -> Option<Self> {
        let value = state.shared.get(SENT)?.clone();
        serde_json::from_value(value).ok()
    }

    fn keep(&self, state: &mut RunState) {
        if let Ok(value) = serde_json::to_value(self) {
            state.shared.insert(SENT.to_owned(), value);
        }
    }
}

/// Until when the code is good; in the past without one.
fn until(state: &RunState) -> Timestamp {
    let millis = state.shared.get(UNTIL).and_then(Value::as_i64);
    Timestamp::from_millis(millis.unwrap_or_default())
}

/// Forgets the code: it was used, or it will not be.
fn forget(state: &mut RunState) {
    drop(state.secure.take(CODE));
    state.shared.remove(UNTIL);
}
