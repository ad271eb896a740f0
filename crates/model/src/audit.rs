//! Audit events (R-AUD-4).

use serde_json::{Map, Value};

/// What an event is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// A protected thing was asked for.
    Access,
    /// People's data changed.
    Activity,
    /// Somebody proved, or failed to prove, who they are.
    Authentication,
    /// Configuration changed.
    Config,
}

impl Topic {
    /// As written in the database and in exports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Access => "access",
            Self::Activity => "activity",
            Self::Authentication => "authentication",
            Self::Config => "config",
        }
    }
}

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It was done.
    Successful,
    /// It was refused or it failed.
    Failed,
}

impl Outcome {
    /// As written in the database and in exports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Successful => "SUCCESSFUL",
            Self::Failed => "FAILED",
        }
    }
}

/// An event to record, in the transaction of the change it tells of.
#[derive(Debug, Clone)]
pub struct Event {
    /// What it is about.
    pub topic: Topic,
    /// Dotted name: `user.created`, `token.issued`, `signin.failed`.
    pub name: &'static str,
    /// How it ended.
    pub outcome: Outcome,
    /// Identifier of what was acted on, if it has one.
    pub object: Option<String>,
    /// The user concerned, if there is one.
    pub user: Option<String>,
    /// The application concerned, if there is one.
    pub app: Option<String>,
    /// The session concerned; ties the events of a session together (R-AUD-5).
    pub session: Option<String>,
    /// More, without secrets.
    pub detail: Map<String, Value>,
}

impl Event {
    /// A successful event.
    pub fn new(topic: Topic, name: &'static str) -> Self {
        Self {
            topic,
            name,
            outcome: Outcome::Successful,
            object: None,
            user: None,
            app: None,
            session: None,
            detail: Map::new(),
        }
    }

    /// The same, failed for `reason`.
    #[must_use]
    pub fn failed(mut self, reason: &str) -> Self {
        self.outcome = Outcome::Failed;
        self.with("reason", reason)
    }

    /// Names what was acted on.
    #[must_use]
    pub fn object(mut self, id: impl std::fmt::Display) -> Self {
        self.object = Some(id.to_string());
        self
    }

    /// Names the user concerned.
    #[must_use]
    pub fn user(mut self, id: impl std::fmt::Display) -> Self {
        self.user = Some(id.to_string());
        self
    }

    /// Names the application concerned.
    #[must_use]
    pub fn app(mut self, id: impl std::fmt::Display) -> Self {
        self.app = Some(id.to_string());
        self
    }

    /// Names the session concerned.
    #[must_use]
    pub fn session(mut self, id: impl std::fmt::Display) -> Self {
        self.session = Some(id.to_string());
        self
    }

    /// Adds a detail.
    #[must_use]
    pub fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.detail.insert(key.to_owned(), value.into());
        self
    }
}
