//! What one connection does again and again.

use crate::http::Connection;

/// What came of one step.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Done and checked.
    Done,
    /// Refused with 503 and `Retry-After`: allowed, and counted apart.
    Busy,
}

/// One connection's share of a workload.
pub(crate) trait Scenario {
    /// Does the thing once and checks the answer. An error is a failed check or a lost connection.
    async fn step(&mut self, connection: &mut Connection) -> anyhow::Result<Outcome>;
}
