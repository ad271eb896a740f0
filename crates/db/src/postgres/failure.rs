//! PostgreSQL's errors in the words of [`DbError`]. Its messages can quote values, so few are passed on.

use std::error::Error as StdError;
use std::io;

use deadpool_postgres::PoolError;
use tokio_postgres::Error;
use tokio_postgres::error::{DbError as ServerError, SqlState};

use crate::error::DbError;

/// An error of a statement.
pub(crate) fn translate(error: &Error) -> DbError {
    if let Some(server) = error.as_db_error() {
        return from_server(server);
    }
    if error.is_closed() || error.source().is_some_and(<dyn StdError>::is::<io::Error>) {
        return DbError::Unavailable(format!("the connection was lost: {}", with_causes(error)));
    }
    DbError::Other(with_causes(error))
}

/// An error while connecting, where nothing but the server or the address can be wrong.
pub(crate) fn unreachable(error: &Error) -> DbError {
    let reason = error
        .as_db_error()
        .map_or_else(|| with_causes(error), |server| server.message().to_owned());
    DbError::Unavailable(format!("cannot connect: {reason}"))
}

/// An error of getting a connection from the pool.
pub(crate) fn unpooled(error: PoolError) -> DbError {
    match error {
        PoolError::Backend(error) => unreachable(&error),
        PoolError::Timeout(_) => DbError::Unavailable("no connection was free in time".to_owned()),
        PoolError::Closed => DbError::closed(),
        other => DbError::Unavailable(other.to_string()),
    }
}

/// Whether the server could not take a parameter for the type it inferred. Only statements that are not prepared get
/// this far.
pub(crate) fn is_misfit(error: &Error) -> bool {
    let code = error.code().map(SqlState::code);
    matches!(
        code,
        Some("22P02" | "22P03" | "22003" | "22007" | "22021" | "42804")
    )
}

/// Whether the connection is of no more use: gone, or to a server that has become read-only.
pub(crate) fn ends_connection(error: &Error) -> bool {
    match error.as_db_error() {
        Some(server) => matches!(
            server.code().code(),
            "25006" | "57P01" | "57P02" | "57P03" | "25P03"
        ),
        None => true,
    }
}

fn from_server(error: &ServerError) -> DbError {
    let code = error.code().code();
    match code {
        "23505" => DbError::Unique {
            constraint: constraint(error),
        },
        "23503" | "23001" => DbError::ForeignKey,
        "40001" | "40P01" => DbError::Conflict,
        // A migration elsewhere changed what a prepared statement gives.
        "0A000" if error.message().contains("cached plan") => DbError::Conflict,
        "53100" => DbError::Full,
        "25006" => DbError::Unavailable("the server takes no writes".to_owned()),
        "57014" => DbError::Unavailable("a statement ran for too long".to_owned()),
        "23502" => DbError::Other(format!("{} must not be null", column(error))),
        "23514" => DbError::Other(format!(
            "CHECK constraint failed: {}",
            error.constraint().unwrap_or("unnamed")
        )),
        _ => match &code[..2] {
            "08" | "53" | "55" | "57" | "58" => {
                DbError::Unavailable(format!("{} ({code})", error.message()))
            }
            "42" | "3D" | "28" => DbError::Other(format!("{} ({code})", error.message())),
            _ => DbError::Other(format!("the server answered {code}")),
        },
    }
}

/// A primary key nobody named is `<table>_pkey` here; ours are `pk_<table>`.
fn constraint(error: &ServerError) -> String {
    let name = error.constraint().unwrap_or("unnamed");
    name.strip_suffix("_pkey")
        .map_or_else(|| name.to_owned(), |table| format!("pk_{table}"))
}

fn column(error: &ServerError) -> String {
    format!(
        "{}.{}",
        error.table().unwrap_or("?"),
        error.column().unwrap_or("?")
    )
}

fn with_causes(error: &Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let inner_text = inner.to_string();
        if !text.contains(&inner_text) {
            text = format!("{text}: {inner_text}");
        }
        cause = inner.source();
    }
    text
}
