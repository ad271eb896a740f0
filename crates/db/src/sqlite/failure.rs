//! SQLite's errors in the words of [`DbError`].

use rusqlite::{Error, ErrorCode, ffi};

use super::constraints::ConstraintNames;
use crate::error::DbError;

pub(crate) fn translate(error: Error, names: &ConstraintNames) -> DbError {
    match error {
        Error::SqliteFailure(failure, message) => {
            let message = message.unwrap_or_else(|| failure.to_string());
            from_code(failure, message, names)
        }
        Error::SqlInputError {
            error, msg, sql, ..
        } => from_code(error, format!("{msg}: {sql}"), names),
        other => DbError::Other(other.to_string()),
    }
}

fn from_code(failure: ffi::Error, message: String, names: &ConstraintNames) -> DbError {
    match failure.extended_code {
        ffi::SQLITE_CONSTRAINT_UNIQUE
        | ffi::SQLITE_CONSTRAINT_PRIMARYKEY
        | ffi::SQLITE_CONSTRAINT_ROWID => {
            return DbError::Unique {
                constraint: names.of(&message),
            };
        }
        ffi::SQLITE_CONSTRAINT_FOREIGNKEY => return DbError::ForeignKey,
        _ => {}
    }
    match failure.code {
        ErrorCode::DiskFull => DbError::Full,
        ErrorCode::ReadOnly => DbError::ReadOnly,
        ErrorCode::OperationInterrupted => {
            DbError::Unavailable("a statement ran for too long".to_owned())
        }
        ErrorCode::DatabaseBusy
        | ErrorCode::DatabaseLocked
        | ErrorCode::SystemIoFailure
        | ErrorCode::CannotOpen
        | ErrorCode::OutOfMemory
        | ErrorCode::FileLockingProtocolFailed => DbError::Unavailable(message),
        _ => DbError::Other(message),
    }
}
