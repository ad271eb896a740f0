//! What comes of a run that ends well.

use serde::{Deserialize, Serialize};

use crate::message::Message;

/// What comes of a run that ends well.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Aim {
    /// A session: a new one, or that of the browser begun afresh when it is the same person's.
    #[default]
    SignIn,
    /// More of the person of the browser's session, who is the run's subject from the start: its level and methods
    /// grow. The session must still be there at the end. Somebody else who proves who they are has a session of theirs.
    Upgrade,
    /// Somebody has proved who they are; no session comes of it.
    NoSession,
    /// Nobody is signed in, and the person is told this: an account was made, a message was sent.
    Tell(Message),
}

impl Aim {
    pub(super) fn is_sign_in(&self) -> bool {
        *self == Self::SignIn
    }
}
