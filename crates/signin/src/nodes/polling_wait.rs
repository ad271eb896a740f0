//! Waiting for a while, because something happens elsewhere.

use durward_journey::callback::{Callback, MessageKind};
use durward_journey::catalog::Facts;
use durward_journey::input::Input;
use durward_journey::message::Message;
use durward_journey::state::RunState;
use durward_model::{Invalid, Timestamp};
use serde::Deserialize;
use serde_json::{Value, json};

use super::texts::{self, Texts};
use super::{Act, Acting, Node, Scene, Settings, Turn};

/// Name under which the state holds the wait that goes on.
const WAIT: &str = "pollingWait";
/// Milliseconds by which a client's clock may run ahead of ours.
const EARLY: i64 = 500;

/// Shows a text for `secondsToWait` and ends with `DONE`; where `exitable`, with `EXITED` when somebody does not want to
/// wait; with spam detection, with `SPAM` when a client asks again too often before the time.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct PollingWaitNode {
    seconds_to_wait: i64,
    waiting_message: Texts,
    exitable: bool,
    exit_message: Texts,
    spam_detection_enabled: bool,
    spam_detection_tolerance: u64,
}

impl Default for PollingWaitNode {
    fn default() -> Self {
        Self {
            seconds_to_wait: 8,
            waiting_message: Texts::new(),
            exitable: false,
            exit_message: Texts::new(),
            spam_detection_enabled: false,
            spam_detection_tolerance: 3,
        }
    }
}

/// A wait.
struct Wait {
    /// Unix milliseconds.
    until: i64,
    /// How often it was asked too early whether it is over.
    early: u64,
}

impl Wait {
    /// The wait at the present place of the run.
    fn of(state: &RunState) -> Option<Self> {
        let kept = state.shared.get(WAIT)?;
        let here = kept.get("place")?.as_str()? == state.place();
        here.then_some(Self {
            until: kept.get("until")?.as_i64()?,
            early: kept.get("early")?.as_u64()?,
        })
    }

    fn keep(&self, state: &mut RunState) {
        let kept = json!({"place": state.place(), "until": self.until, "early": self.early});
        state.shared.insert(WAIT.to_owned(), kept);
    }

    fn left(&self, now: Timestamp) -> i64 {
        (self.until - now.millis()).max(0)
    }
}

impl PollingWaitNode {
    fn decide(&self, turn: &mut Turn<'_>, input: &Input) -> Act {
        let button = input.len().saturating_sub(1);
        let exits = self.exitable && input.index(button).is_some();
        let wait = Wait::of(turn.state);
        let outcome = match wait {
            _ if exits => "EXITED",
            None => return Act::Again,
            Some(wait) if wait.left(turn.cx.now) <= EARLY => "DONE",
            Some(mut wait) => {
                wait.early += 1;
                if !self.spam_detection_enabled || wait.early <= self.spam_detection_tolerance {
                    wait.keep(turn.state);
                    return Act::Again;
                }
                "SPAM"
            }
        };
        turn.state.shared.remove(WAIT);
        Act::Leave(outcome.into())
    }
}

impl Node for PollingWaitNode {
    fn ask(&self, scene: &Scene<'_>) -> Vec<Callback> {
        let left = Wait::of(scene.state).map_or(0, |wait| wait.left(scene.now));
        let waiting = Callback::PollingWait {
            wait_ms: u32::try_from(left).unwrap_or(u32::MAX),
            message: texts::shown(&self.waiting_message)
                .unwrap_or_else(|| Message::key("wait-please")),
        };
        let exit = self.exitable.then(|| Callback::Confirmation {
            prompt: None,
            kind: MessageKind::Information,
            options: vec![
                texts::shown(&self.exit_message).unwrap_or_else(|| Message::key("wait-exit")),
            ],
            default: 0,
        });
        [waiting].into_iter().chain(exit).collect()
    }

    fn prepare<'a>(&'a self, turn: &'a mut Turn<'_>) -> Acting<'a> {
        if Wait::of(turn.state).is_none() {
            let until = turn.cx.now.plus_seconds(self.seconds_to_wait).millis();
            Wait { until, early: 0 }.keep(turn.state);
        }
        Act::Again.ready()
    }

    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, input: &'a Input) -> Acting<'a> {
        self.decide(turn, input).ready()
    }
}

impl Settings for PollingWaitNode {
    const NAME: &'static str = "PollingWaitNode";

    fn schema() -> Value {
        json!({
            "type": "object",
            "additionalProperties": false,
            "properties": {
                "secondsToWait": {"title": "Seconds to wait", "type": "integer", "minimum": 1, "maximum": 120, "default": 8},
                "waitingMessage": texts::schema("What the page says meanwhile"),
                "exitable": {"title": "One need not wait", "type": "boolean", "default": false},
                "exitMessage": texts::schema("Button of those who do not wait"),
                "spamDetectionEnabled": {"title": "End when a client asks too often", "type": "boolean", "default": false},
                "spamDetectionTolerance": {"title": "How often it may ask too early", "type": "integer", "minimum": 0, "maximum": 100, "default": 3}
            }
        })
    }

    fn check(&self) -> Result<(), Invalid> {
        if !(1..=120).contains(&self.seconds_to_wait) {
            return Err(Invalid::new(
                "secondsToWait",
                "must be a number from 1 to 120",
            ));
        }
        if self.spam_detection_tolerance > 100 {
            return Err(Invalid::new(
                "spamDetectionTolerance",
                "must be a number from 0 to 100",
            ));
        }
        texts::check("waitingMessage", &self.waiting_message)?;
        texts::check("exitMessage", &self.exit_message)
    }

    fn facts(&self) -> Facts {
        let exited = self.exitable.then_some("EXITED");
        let spam = self.spam_detection_enabled.then_some("SPAM");
        let outcomes = ["DONE"].into_iter().chain(exited).chain(spam);
        Facts::decision(outcomes).waiting()
    }
}
