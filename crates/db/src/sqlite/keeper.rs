//! Housekeeping beside the writer: writes the log back to the file, and ends transactions that were forgotten.

use std::sync::atomic::Ordering::Relaxed;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{Arc, Weak};
use std::thread;
use std::time::Duration;

use super::desk::Desk;
use super::session::{Role, Session};
use crate::error::DbError;
use crate::moment::Moment;
use crate::statistics::Counters;

const TICK: Duration = Duration::from_millis(500);

/// The log is written back when nothing was committed for this long…
const QUIET: Duration = Duration::from_secs(1);

/// … or when this many commits have piled up.
const PILE: u64 = 1_000;

/// Keeps house until the desk is gone.
pub(crate) fn spawn(desk: Weak<Desk>, ends: Receiver<()>) -> Result<(), DbError> {
    let work = move || {
        let mut seen = Seen {
            unwritten: 0,
            since: Moment::now(),
        };
        while let Err(RecvTimeoutError::Timeout) = ends.recv_timeout(TICK) {
            let Some(desk) = desk.upgrade() else { return };
            end_overrun(&desk);
            if seen.time_to_write_back(desk.unwritten.load(Relaxed)) {
                write_back(&desk);
            }
        }
    };
    match thread::Builder::new()
        .name("durward-keeper".to_owned())
        .spawn(work)
    {
        Ok(_) => Ok(()),
        Err(error) => Err(DbError::Unavailable(format!(
            "no thread for housekeeping: {error}"
        ))),
    }
}

/// The count of commits when it last changed.
struct Seen {
    unwritten: u64,
    since: Moment,
}

impl Seen {
    fn time_to_write_back(&mut self, unwritten: u64) -> bool {
        if unwritten != self.unwritten {
            *self = Self {
                unwritten,
                since: Moment::now(),
            };
        }
        unwritten >= PILE || (unwritten > 0 && self.since.elapsed() >= QUIET)
    }
}

/// Copies the log into the file without holding up readers or the writer.
fn write_back(desk: &Arc<Desk>) {
    let counted = desk.unwritten.swap(0, Relaxed);
    let result =
        Session::open(&desk.origin, &desk.shared.settings, Role::Reader).and_then(|session| {
            session.without_time_limit();
            let checkpoint =
                session
                    .connection()
                    .query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()));
            checkpoint.map_err(|error| session.failure(error))
        });
    if let Err(error) = result {
        tracing::warn!(%error, "the log could not be written back; it is tried again");
        desk.unwritten.fetch_add(counted, Relaxed);
    }
}

/// Takes the pen from a transaction that keeps everyone waiting. One that runs a statement now is left to the time
/// limit of statements.
fn end_overrun(desk: &Arc<Desk>) {
    let Some(lease) = desk.overdue(desk.shared.settings.write_hold) else {
        return;
    };
    let held = lease.try_lock().and_then(|mut held| held.take());
    if held.is_some() {
        tracing::error!(longest_silence = ?desk.shared.settings.write_hold, "a write transaction was silent for too long and was rolled back");
        Counters::add(&desk.shared.counters.overruns);
    }
}
