//! The one error type of both databases.

use std::fmt;

/// Why the database did not do what was asked. No variant carries a parameter's content, so it may be logged.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DbError {
    /// A row with this key exists. The caller's to handle.
    Unique {
        /// The constraint's name as the migration gave it (`uq_<table>__<what>`, `pk_<table>`), the same on both
        /// databases.
        constraint: String,
    },
    /// A row refers to one that does not exist, or is still referred to. The caller's to handle.
    ForeignKey,
    /// The database cannot be used now: connection lost, no free connection in time, a statement over its time,
    /// a file held by another process, an input or output error. Trying again later can help. When a *commit* fails
    /// so, its outcome is unknown.
    Unavailable(String),
    /// The disk is full. Nothing was written; the database is usable again when there is space.
    Full,
    /// A write through a read-only transaction. A mistake in the calling code.
    ReadOnly,
    /// The statement's highest `$n` is not the number of parameters given. A mistake in the calling code.
    Arity {
        /// The statement's text.
        statement: String,
        /// How many parameters the text wants.
        expected: usize,
        /// How many were given.
        given: usize,
    },
    /// A parameter or a column is not of the type asked for. A mistake in the calling code or the schema.
    Decode {
        /// The statement's text.
        statement: String,
        /// Which parameter or column.
        column: String,
        /// What was wrong with it.
        reason: String,
    },
    /// Lost against a concurrent transaction (serialization failure, deadlock). The whole transaction may be retried.
    Conflict,
    /// This database cannot do that.
    Unsupported,
    /// The schema and this program do not fit, or a migration failed.
    Migration(String),
    /// Anything else: a mistake in SQL text, a corrupt file.
    Other(String),
}

impl fmt::Display for DbError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unique { constraint } => write!(f, "a row with this key exists ({constraint})"),
            Self::ForeignKey => f.write_str("a referenced row is missing or still referenced"),
            Self::Unavailable(reason) => write!(f, "the database is unavailable: {reason}"),
            Self::Full => f.write_str("the database's disk is full"),
            Self::ReadOnly => f.write_str("a write was attempted in a read-only transaction"),
            Self::Arity {
                statement,
                expected,
                given,
            } => {
                write!(
                    f,
                    "{expected} parameters expected, {given} given: {statement}"
                )
            }
            Self::Decode {
                statement,
                column,
                reason,
            } => write!(f, "{column}: {reason}: {statement}"),
            Self::Conflict => f.write_str("the transaction lost against a concurrent one"),
            Self::Unsupported => f.write_str("this database cannot do that"),
            Self::Migration(reason) => write!(f, "migration: {reason}"),
            Self::Other(reason) => write!(f, "database error: {reason}"),
        }
    }
}

impl std::error::Error for DbError {}

impl DbError {
    /// The answer of a handle that has been closed.
    pub(crate) fn closed() -> Self {
        Self::Unavailable("the database was closed".to_owned())
    }
}
