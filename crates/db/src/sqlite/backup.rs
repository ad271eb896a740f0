//! Copies of a database in use.

use std::fs::{self, File};
use std::path::Path;

use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};

use super::lock::{beside, prepare_file, sync_folder, unusable};
use super::session::Session;
use crate::error::DbError;

/// Copies the state of this moment to a new file at `target`, complete and flushed or not there at all.
pub(crate) fn copy_to(session: &Session, target: &Path) -> Result<(), DbError> {
    if fs::exists(target).map_err(|error| unusable(target, &error))? {
        return Err(DbError::Other(format!(
            "{} exists already",
            target.display()
        )));
    }
    let partial = beside(target, ".partial");
    let result = copy(session, &partial).and_then(|()| settle(&partial, target));
    if result.is_err() {
        // Nothing to keep; that it may not even exist is no further failure.
        drop(fs::remove_file(&partial));
    }
    result
}

/// One step over all pages: the source is read in one transaction, so writers go on and do not start it anew.
fn copy(session: &Session, partial: &Path) -> Result<(), DbError> {
    prepare_file(partial)?;
    session.without_time_limit();
    let run = || {
        let mut copy = Connection::open(partial)?;
        let step = Backup::new(session.connection(), &mut copy)?.step(-1)?;
        copy.execute_batch("PRAGMA journal_mode = DELETE")?;
        Ok(step)
    };
    match run().map_err(|error| session.failure(error))? {
        StepResult::Done => Ok(()),
        _ => Err(DbError::Unavailable("the database was busy".to_owned())),
    }
}

fn settle(partial: &Path, target: &Path) -> Result<(), DbError> {
    let work = || {
        File::open(partial)?.sync_all()?;
        fs::rename(partial, target)?;
        sync_folder(target)
    };
    work().map_err(|error| unusable(target, &error))
}
