//! The thread that waits for the disk, so that no task does.

use std::sync::mpsc::Receiver;
use std::thread;

use super::desk::{HeldPen, note_outcome};
use crate::error::DbError;
use crate::moment::Moment;
use crate::statistics::Counters;

/// Commits the batches it is sent until the desk is gone.
pub(crate) fn spawn(batches: Receiver<HeldPen>) -> Result<(), DbError> {
    let work = move || batches.into_iter().for_each(commit);
    match thread::Builder::new()
        .name("durward-commit".to_owned())
        .spawn(work)
    {
        Ok(_) => Ok(()),
        Err(error) => Err(DbError::Unavailable(format!(
            "no thread for commits: {error}"
        ))),
    }
}

/// Commits a batch, passes the pen on, and only then tells the transactions of the batch: the next ones write
/// meanwhile.
pub(crate) fn commit(mut held: HeldPen) {
    let since = Moment::now();
    let Ok(pen) = held.pen() else { return };
    let (members, result) = pen.commit_batch();
    let took = since.elapsed();
    let desk = held.desk().clone();
    note_outcome(&desk, &result);
    drop(held);

    let counters = &desk.shared.counters;
    match &result {
        Ok(()) => counters.committed(members.len() as u64, took),
        Err(error) => {
            tracing::error!(%error, transactions = members.len(), "a commit failed");
            members
                .iter()
                .for_each(|_| Counters::add(&counters.rollbacks));
        }
    }
    for message in members
        .iter()
        .filter(|_| result.is_ok())
        .flat_map(|member| &member.notices)
    {
        Counters::add(&counters.notices);
        desk.shared.bus.deliver(message);
    }
    for member in members {
        drop(member.done.send(result.clone()));
    }
}
