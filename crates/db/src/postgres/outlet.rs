//! How notices leave this node.

use std::hash::{BuildHasher, RandomState};

use crate::value::Value;

/// The channel that all nodes of a database listen to.
pub(crate) const CHANNEL: &str = "durward";

/// Puts notices where the other nodes look for them, marked so that this node knows its own: it delivers those to
/// itself at the commit.
pub(crate) struct Outlet {
    node: String,
    listening: bool,
}

impl Outlet {
    pub(crate) fn new(listening: bool) -> Self {
        // Any number that two nodes will not share: the seed of a hash map is one.
        let node = format!("{:016x}", RandomState::new().hash_one(CHANNEL));
        Self { node, listening }
    }

    /// The mark of this node.
    pub(crate) fn node(&self) -> &str {
        &self.node
    }

    pub(crate) fn statement(&self) -> &'static str {
        if self.listening {
            "SELECT pg_notify('durward', $1 || ' ' || $2)"
        } else {
            "INSERT INTO db_notices (sender, payload) VALUES ($1, $2)"
        }
    }

    pub(crate) fn parameters<'a>(&'a self, notice: &'a str) -> [Value<'a>; 2] {
        [Value::from(self.node.as_str()), Value::from(notice)]
    }

    /// The message in what arrived on the channel, unless this node sent it.
    pub(crate) fn foreign<'a>(&self, arrived: &'a str) -> Option<&'a str> {
        let (sender, message) = arrived.split_once(' ')?;
        (sender != self.node).then_some(message)
    }
}
