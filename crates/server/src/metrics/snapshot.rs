//! Numbers that others count: taken over when somebody asks.

use std::sync::atomic::AtomicU64;

use durward_db::Statistics;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::{Registry, Unit};

use super::process;
use crate::wiring::Parts;

type Seconds = Gauge<f64, AtomicU64>;

/// Counters and gauges that follow what the parts say of themselves.
#[derive(Default)]
pub(super) struct Snapshot {
    statements: Counter,
    commits: Counter,
    rollbacks: Counter,
    batches: Counter,
    waits: Counter,
    waited: Seconds,
    committing: Seconds,
    overruns: Counter,
    notices: Counter,
    connections: Gauge,
    connections_idle: Gauge,
    hashed: Counter,
    hashes_refused: Counter,
    hashes_expired: Counter,
    memory: Gauge,
    cpu: Seconds,
    threads: Gauge,
    files: Gauge,
}

impl Snapshot {
    pub(super) fn register(registry: &mut Registry) -> Self {
        let all = Self::default();
        let db = registry.sub_registry_with_prefix("db");
        db.register("statements", "SQL statements run", all.statements.clone());
        db.register(
            "commits",
            "Write transactions made durable",
            all.commits.clone(),
        );
        db.register(
            "rollbacks",
            "Write transactions rolled back",
            all.rollbacks.clone(),
        );
        db.register(
            "batches",
            "Commits of the database itself; on SQLite one carries many transactions",
            all.batches.clone(),
        );
        db.register(
            "waits",
            "Times a transaction waited for the writer or a connection",
            all.waits.clone(),
        );
        db.register_with_unit(
            "waited",
            "Time transactions waited in all",
            Unit::Seconds,
            all.waited.clone(),
        );
        db.register_with_unit(
            "committing",
            "Time of commits in all, the disk's flush included",
            Unit::Seconds,
            all.committing.clone(),
        );
        db.register(
            "overruns",
            "Write transactions ended because they were silent for too long",
            all.overruns.clone(),
        );
        db.register(
            "notices",
            "Notices of changes delivered",
            all.notices.clone(),
        );
        db.register(
            "connections",
            "Connections to PostgreSQL",
            all.connections.clone(),
        );
        db.register(
            "connections_idle",
            "Connections to PostgreSQL that are free",
            all.connections_idle.clone(),
        );
        let passwords = registry.sub_registry_with_prefix("passwords");
        passwords.register("hashed", "Passwords hashed", all.hashed.clone());
        passwords.register(
            "refused",
            "Passwords not hashed because too many waited",
            all.hashes_refused.clone(),
        );
        passwords.register(
            "expired",
            "Passwords not hashed because their turn did not come in time",
            all.hashes_expired.clone(),
        );
        let process = registry.sub_registry_with_prefix("process");
        process.register_with_unit(
            "resident_memory",
            "Memory in use",
            Unit::Bytes,
            all.memory.clone(),
        );
        process.register_with_unit("cpu", "Processor time used", Unit::Seconds, all.cpu.clone());
        process.register("threads", "Threads", all.threads.clone());
        process.register("open_files", "Open file handles", all.files.clone());
        all
    }

    /// Takes the numbers over.
    pub(super) fn take(&mut self, parts: &Parts) {
        self.take_database(&parts.platform.db.statistics());
        let hashing = parts.passwords.statistics();
        follow(&self.hashed, hashing.done);
        follow(&self.hashes_refused, hashing.refused);
        follow(&self.hashes_expired, hashing.expired);
        let process = process::read();
        self.memory.set(process.resident_bytes);
        self.cpu.set(process.cpu_seconds);
        self.threads.set(process.threads);
        self.files.set(process.open_files);
    }

    fn take_database(&mut self, db: &Statistics) {
        follow(&self.statements, db.statements);
        follow(&self.commits, db.commits);
        follow(&self.rollbacks, db.rollbacks);
        follow(&self.batches, db.batches);
        follow(&self.waits, db.waits);
        follow(&self.overruns, db.overruns);
        follow(&self.notices, db.notices);
        self.waited.set(db.waited.as_secs_f64());
        self.committing.set(db.committing.as_secs_f64());
        self.connections
            .set(i64::try_from(db.connections).unwrap_or(i64::MAX));
        self.connections_idle
            .set(i64::try_from(db.connections_idle).unwrap_or(i64::MAX));
    }
}

/// Brings `counter` up to `value`, which only ever grows.
fn follow(counter: &Counter, value: u64) {
    counter.inc_by(value.saturating_sub(counter.get()));
}
