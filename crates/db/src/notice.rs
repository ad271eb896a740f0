//! Short messages to every node, sent with a commit.

use std::sync::Arc;

use tokio::sync::broadcast;

use crate::error::DbError;

/// What a subscriber hears.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// What a transaction on this or another node said with [`Tx::notify`](crate::Tx::notify).
    Message(Arc<str>),
    /// Messages may have been missed (the connection was lost for a while): reload what they keep fresh.
    Resync,
}

/// Longest message, in bytes. PostgreSQL refuses more than 8000 with the sender's mark.
const LONGEST: usize = 7_900;

/// Messages not yet taken by the slowest subscriber; beyond, it is told that it lagged.
const BACKLOG: usize = 4_096;

/// Delivers to the subscribers of this process.
pub(crate) struct Bus {
    sender: broadcast::Sender<Notice>,
}

impl Bus {
    pub(crate) fn new() -> Self {
        Self {
            sender: broadcast::Sender::new(BACKLOG),
        }
    }

    pub(crate) fn subscribe(&self) -> broadcast::Receiver<Notice> {
        self.sender.subscribe()
    }

    /// With nobody subscribed the message is dropped, as it should be.
    pub(crate) fn deliver(&self, message: &str) {
        drop(self.sender.send(Notice::Message(message.into())));
    }

    pub(crate) fn resync(&self) {
        drop(self.sender.send(Notice::Resync));
    }
}

/// Refuses what one of the databases could not carry, before anything is committed.
pub(crate) fn check(messages: &[String]) -> Result<(), DbError> {
    match messages
        .iter()
        .find(|message| message.len() > LONGEST || message.contains('\0'))
    {
        Some(message) => Err(DbError::Other(format!(
            "a notice of {} bytes cannot be carried",
            message.len()
        ))),
        None => Ok(()),
    }
}
