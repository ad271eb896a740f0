//! Running a statement on a connection.

use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::ClientWrapper;
use tokio::time::timeout;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Error, Row as ServerRow, Statement as Prepared};

use super::convert::{Binary, Cell, Untyped, misfit};
use super::failure::{ends_connection, is_misfit, translate};
use crate::error::DbError;
use crate::row::Row;
use crate::settings::Settings;
use crate::statement::{Column, Kind, Statement};
use crate::value::Value;

/// The server ends a statement itself; past this much more, the connection is taken for dead.
const GRACE: Duration = Duration::from_secs(2);

/// Why a statement did not succeed, and whether its connection can still be used.
pub(crate) struct Failure {
    pub(crate) error: DbError,
    pub(crate) connection_lost: bool,
}

impl Failure {
    pub(crate) fn of(error: &Error) -> Self {
        Self {
            error: translate(error),
            connection_lost: ends_connection(error),
        }
    }
}

impl From<DbError> for Failure {
    fn from(error: DbError) -> Self {
        Self {
            error,
            connection_lost: false,
        }
    }
}

/// Gives `work` as long as a statement may take.
pub(crate) async fn in_time<T>(
    settings: &Settings,
    work: impl Future<Output = Result<T, Failure>>,
) -> Result<T, Failure> {
    timeout(settings.statement_timeout + GRACE, work)
        .await
        .unwrap_or_else(|_| {
            let error = DbError::Unavailable("the server did not answer in time".to_owned());
            Err(Failure {
                error,
                connection_lost: true,
            })
        })
}

/// Runs a statement; gives how many rows it changed.
pub(crate) async fn execute(
    client: &ClientWrapper,
    statement: &Statement,
    params: &[Value<'_>],
    prepare: bool,
) -> Result<u64, Failure> {
    let changed = if prepare && statement.is_fixed() {
        let prepared = prepare_for(client, statement, params).await?;
        let bound: Vec<Binary<'_>> = params.iter().map(Binary).collect();
        client.execute(&prepared, &dynamic(&bound)).await
    } else {
        let bound: Vec<Untyped<'_>> = params.iter().map(Untyped).collect();
        client
            .execute_typed(statement.text(), &untyped(&bound))
            .await
    };
    let changed = changed.map_err(|error| refused(client, statement, &error))?;
    Ok(if statement.kind() == Kind::Write {
        changed
    } else {
        0
    })
}

/// Runs a statement; gives its rows.
pub(crate) async fn query(
    client: &ClientWrapper,
    statement: &Arc<Statement>,
    params: &[Value<'_>],
    prepare: bool,
) -> Result<Vec<Row>, Failure> {
    let rows = if prepare && statement.is_fixed() {
        let prepared = prepare_for(client, statement, params).await?;
        let bound: Vec<Binary<'_>> = params.iter().map(Binary).collect();
        client.query(&prepared, &dynamic(&bound)).await
    } else {
        let bound: Vec<Untyped<'_>> = params.iter().map(Untyped).collect();
        client.query_typed(statement.text(), &untyped(&bound)).await
    };
    let rows = rows.map_err(|error| refused(client, statement, &error))?;
    rows.iter()
        .map(|row| read(row, statement).map_err(Failure::from))
        .collect()
}

fn refused(client: &ClientWrapper, statement: &Statement, error: &Error) -> Failure {
    if is_misfit(error) {
        let reason = "a parameter does not fit where it is used".to_owned();
        return DbError::Decode {
            statement: statement.text().to_owned(),
            column: "a parameter".to_owned(),
            reason,
        }
        .into();
    }
    let failure = Failure::of(error);
    if failure.error == DbError::Conflict {
        // What was prepared may be out of date, see `failure`.
        client.statement_cache.clear();
    }
    failure
}

/// Prepares once per connection, and checks the parameters against the types the server has inferred.
async fn prepare_for(
    client: &ClientWrapper,
    statement: &Statement,
    params: &[Value<'_>],
) -> Result<Prepared, Failure> {
    let prepared = client
        .prepare_cached(statement.text())
        .await
        .map_err(|error| Failure::of(&error))?;
    for (index, (value, wanted)) in params.iter().zip(prepared.params()).enumerate() {
        if let Some(reason) = misfit(value, wanted) {
            return Err(statement.parameter_error(index, reason).into());
        }
    }
    Ok(prepared)
}

fn dynamic<'a>(bound: &'a [Binary<'a>]) -> Vec<&'a (dyn ToSql + Sync)> {
    bound
        .iter()
        .map(|value| value as &(dyn ToSql + Sync))
        .collect()
}

/// With the type unknown the server infers it, as it does when preparing.
fn untyped<'a>(bound: &'a [Untyped<'a>]) -> Vec<(&'a (dyn ToSql + Sync), Type)> {
    bound
        .iter()
        .map(|value| (value as &(dyn ToSql + Sync), Type::UNKNOWN))
        .collect()
}

fn read(row: &ServerRow, statement: &Arc<Statement>) -> Result<Row, DbError> {
    let columns = row.columns().iter();
    statement.columns(|| {
        columns
            .map(|column| Column {
                name: column.name().into(),
                boolean: false,
            })
            .collect()
    });
    let cells = (0..row.len()).map(|index| match row.try_get::<_, Cell>(index) {
        Ok(Cell(value)) => Ok(value),
        Err(error) => {
            let reason = error
                .into_source()
                .map_or_else(|| "unreadable".to_owned(), |source| source.to_string());
            Err(statement.decode_error(index, &reason))
        }
    });
    Ok(Row::new(
        cells.collect::<Result<_, _>>()?,
        Arc::clone(statement),
    ))
}
