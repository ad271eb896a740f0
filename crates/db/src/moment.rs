//! Measuring how long things take.
#![expect(
    clippy::disallowed_methods,
    reason = "durations inside this process; no row, token or answer depends on them"
)]

use std::time::{Duration, Instant};

/// A moment of the monotonic clock.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moment(Instant);

impl Moment {
    pub(crate) fn now() -> Self {
        Self(Instant::now())
    }

    pub(crate) fn elapsed(self) -> Duration {
        self.0.elapsed()
    }
}
