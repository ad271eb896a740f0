//! A run's memory: where it stands and what it has learnt.
//!
//! It is kept between submissions as two texts, [`RunState::to_parts`]: a public one, and a secure one the caller
//! seals before it stores it. What nodes may change freely is public here; what the engine answers for has methods.

mod aim;
mod parts;
mod place;
mod secure;

use std::collections::{BTreeMap, VecDeque};

use durward_model::Timestamp;
use durward_model::id::{SessionId, UserId};
use durward_model::session::Method;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::callback::Expect;
use crate::input::Input;
use crate::limits;
use crate::message::Message;
use crate::step::Step;

pub use aim::Aim;
pub use parts::{Parts, StateError};
pub use place::{Frame, Visit};
pub use secure::Secure;

/// The state of one run.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RunState {
    v: parts::Version,
    /// Outermost journey first; empty once the run has ended.
    pub(crate) frames: Vec<Frame>,
    /// The revision of every journey the run may use, fixed when it started.
    pub(crate) revisions: BTreeMap<String, i64>,
    /// Children of the current page that are done, with their outcomes.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) page: BTreeMap<usize, String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    asked: Vec<(usize, Expect)>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    counters: BTreeMap<String, u32>,
    #[serde(default)]
    pub(crate) hops: u32,
    #[serde(default)]
    submissions: u32,
    #[serde(default, skip_serializing_if = "VecDeque::is_empty")]
    pub(crate) trail: VecDeque<Visit>,
    /// What nodes tell one another: user name, chosen options. Not secret, but not for the client either.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub shared: Map<String, Value>,
    /// What nodes tell one another in confidence: a password on its way to be checked. Sealed between submissions.
    #[serde(skip)]
    pub secure: Secure,
    /// Who this is, once a node knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<UserId>,
    /// How strong the authentication is so far, in the realm's own scale.
    #[serde(default)]
    pub auth_level: i64,
    /// The methods passed so far, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    methods: Vec<Method>,
    /// Properties the SSO session will carry.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub session_properties: BTreeMap<String, String>,
    /// What to tell the person at the next step; forgotten once they submit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<Message>,
    /// What comes of the run when it ends well.
    #[serde(default, skip_serializing_if = "Aim::is_sign_in")]
    pub aim: Aim,
    /// The level that must have been reached when it ends well.
    #[serde(default)]
    pub least_level: i64,
    /// The session that the browser came with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub continues: Option<SessionId>,
    /// The state of that session, sealed, when it is a client-side one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub continues_from: Option<String>,
    /// Where the journey sends those for whom it ends well, wherever they wanted to go.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub success_url: Option<String>,
    /// Where those go for whom it ends badly.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure_url: Option<String>,
}

impl RunState {
    pub(crate) fn new(revisions: BTreeMap<String, i64>) -> Self {
        Self {
            v: parts::Version,
            frames: Vec::new(),
            revisions,
            page: BTreeMap::new(),
            asked: Vec::new(),
            counters: BTreeMap::new(),
            hops: 0,
            submissions: 0,
            trail: VecDeque::new(),
            shared: Map::new(),
            secure: Secure::default(),
            subject: None,
            auth_level: 0,
            methods: Vec::new(),
            session_properties: BTreeMap::new(),
            notice: None,
            aim: Aim::SignIn,
            least_level: 0,
            continues: None,
            continues_from: None,
            success_url: None,
            failure_url: None,
        }
    }

    /// The revision of every journey the run may use: load exactly these to go on.
    pub fn revisions(&self) -> impl Iterator<Item = (&str, i64)> {
        self.revisions
            .iter()
            .map(|(journey, revision)| (journey.as_str(), *revision))
    }

    /// Submissions taken so far.
    #[must_use]
    pub fn submissions(&self) -> u32 {
        self.submissions
    }

    /// A shared value that is text; empty when there is none.
    #[must_use]
    pub fn text(&self, key: &str) -> &str {
        self.shared
            .get(key)
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    /// The methods passed so far, in order.
    #[must_use]
    pub fn methods(&self) -> &[Method] {
        &self.methods
    }

    /// Notes that the method `amr` (RFC 8176 2) was passed at `at`; passed again, only its time changes.
    pub fn passed(&mut self, amr: &str, at: Timestamp) {
        match self.methods.iter_mut().find(|method| method.amr == amr) {
            Some(method) => method.at = at,
            None => self.methods.push(Method {
                amr: amr.to_owned(),
                at,
            }),
        }
    }

    /// Notes that `step` is being shown, with the notice that was waiting. From now on the run waits for a person.
    pub fn show(&mut self, step: &mut Step) {
        if step.notice.is_none() {
            step.notice.clone_from(&self.notice);
        }
        self.asked = step.asked();
        self.hops = 0;
    }

    /// The answers the step being shown takes: what [`Input`] is read against.
    #[must_use]
    pub fn asked(&self) -> Vec<Expect> {
        self.asked
            .iter()
            .map(|(_, expect)| expect.clone())
            .collect()
    }

    /// The part of `input` that answers the page's child `child` (0 outside a page), renumbered from 0.
    #[must_use]
    pub fn input_of(&self, child: usize, input: &Input) -> Input {
        let start = self
            .asked
            .iter()
            .position(|(owner, _)| *owner == child)
            .unwrap_or(self.asked.len());
        let count = self.asked[start..]
            .iter()
            .take_while(|(owner, _)| *owner == child)
            .count();
        input.slice(start..start + count)
    }

    /// Counts a submission and forgets the notice it answers.
    ///
    /// # Errors
    /// [`StateError::Exhausted`] when the run has taken [`limits::SUBMISSIONS`] already; it must end.
    pub fn submitted(&mut self) -> Result<(), StateError> {
        if self.submissions >= limits::SUBMISSIONS {
            return Err(StateError::Exhausted);
        }
        self.submissions += 1;
        self.notice = None;
        Ok(())
    }

    /// How often the current node was counted at this place of the run, this time included. For nodes that limit.
    pub fn count_here(&mut self) -> u32 {
        let counter = self.counters.entry(self.place()).or_default();
        *counter = counter.saturating_add(1);
        *counter
    }

    /// How often the current node was counted at this place of the run.
    #[must_use]
    pub fn counted_here(&self) -> u32 {
        self.counters
            .get(&self.place())
            .copied()
            .unwrap_or_default()
    }
}
