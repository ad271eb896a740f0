//! Who does something, for authorization and for the audit trail.

use crate::id::{AppId, UserId};

/// The party on whose behalf a use case runs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Actor {
    /// Nobody yet: an unauthenticated request.
    #[default]
    Anonymous,
    /// A person with a session or a token.
    User(UserId),
    /// An application acting for itself.
    App(AppId),
    /// The operator at the command line, with direct access to the database.
    Operator,
    /// Durward itself: background work.
    System,
}

impl Actor {
    /// How the actor is written in audit events and document history.
    pub fn label(&self) -> String {
        match self {
            Self::Anonymous => "anonymous".to_owned(),
            Self::User(id) => id.to_string(),
            Self::App(id) => id.to_string(),
            Self::Operator => "operator".to_owned(),
            Self::System => "system".to_owned(),
        }
    }
}
