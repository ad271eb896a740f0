//! Counts for the metrics page.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

/// What a database handle has done since it was opened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Statistics {
    /// Statements run.
    pub statements: u64,
    /// Write transactions that became durable.
    pub commits: u64,
    /// Write transactions rolled back, by an error or by being dropped.
    pub rollbacks: u64,
    /// Commits of the database itself: on SQLite one carries many transactions.
    pub batches: u64,
    /// Most transactions that shared one commit.
    pub largest_batch: u64,
    /// Batches by size: at most 1, 2, 4, 8, 16, 32, 64, and more.
    pub batch_sizes: [u64; 8],
    /// Times a transaction had to wait for the writer or for a connection.
    pub waits: u64,
    /// Total of those waits.
    pub waited: Duration,
    /// Total time of commits, the disk's flush included.
    pub committing: Duration,
    /// Write transactions ended because they were silent for too long.
    pub overruns: u64,
    /// Notices delivered to this process.
    pub notices: u64,
    /// PostgreSQL: connections open, in use or free.
    pub connections: u64,
    /// PostgreSQL: connections free.
    pub connections_idle: u64,
}

/// The running counts behind [`Statistics`].
#[derive(Default)]
pub(crate) struct Counters {
    pub(crate) statements: AtomicU64,
    pub(crate) rollbacks: AtomicU64,
    pub(crate) overruns: AtomicU64,
    pub(crate) notices: AtomicU64,
    commits: AtomicU64,
    batches: AtomicU64,
    largest_batch: AtomicU64,
    batch_sizes: [AtomicU64; 8],
    waits: AtomicU64,
    waited_micros: AtomicU64,
    committing_micros: AtomicU64,
}

impl Counters {
    pub(crate) fn add(counter: &AtomicU64) {
        counter.fetch_add(1, Relaxed);
    }

    /// One database commit that made `size` transactions durable.
    pub(crate) fn committed(&self, size: u64, took: Duration) {
        self.commits.fetch_add(size, Relaxed);
        Self::add(&self.batches);
        self.largest_batch.fetch_max(size, Relaxed);
        let class = size.max(1).next_power_of_two().ilog2().min(7);
        Self::add(&self.batch_sizes[class as usize]);
        self.committing_micros.fetch_add(micros(took), Relaxed);
    }

    pub(crate) fn waited(&self, time: Duration) {
        Self::add(&self.waits);
        self.waited_micros.fetch_add(micros(time), Relaxed);
    }

    pub(crate) fn read(&self) -> Statistics {
        Statistics {
            statements: self.statements.load(Relaxed),
            commits: self.commits.load(Relaxed),
            rollbacks: self.rollbacks.load(Relaxed),
            batches: self.batches.load(Relaxed),
            largest_batch: self.largest_batch.load(Relaxed),
            batch_sizes: std::array::from_fn(|class| self.batch_sizes[class].load(Relaxed)),
            waits: self.waits.load(Relaxed),
            waited: Duration::from_micros(self.waited_micros.load(Relaxed)),
            committing: Duration::from_micros(self.committing_micros.load(Relaxed)),
            overruns: self.overruns.load(Relaxed),
            notices: self.notices.load(Relaxed),
            connections: 0,
            connections_idle: 0,
        }
    }
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}
