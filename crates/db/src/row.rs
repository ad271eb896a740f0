//! One row of a result, and reading Rust values out of it.

use std::mem;
use std::sync::Arc;

use crate::error::DbError;
use crate::statement::Statement;
use crate::value::Value;

/// One row, its columns in the order the statement names them.
#[derive(Debug)]
pub struct Row {
    cells: Box<[Value<'static>]>,
    statement: Arc<Statement>,
}

impl Row {
    pub(crate) fn new(cells: Box<[Value<'static>]>, statement: Arc<Statement>) -> Self {
        Self { cells, statement }
    }

    /// How many columns there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// Whether there is no column at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// Column `index` (from 0), copied.
    ///
    /// # Errors
    /// [`DbError::Decode`] when there is no such column or its content is not a `T`.
    pub fn get<T: FromValue>(&self, index: usize) -> Result<T, DbError> {
        let cell = self
            .cells
            .get(index)
            .ok_or_else(|| self.mismatch(index, "there is no such column"))?;
        T::from_value(cell.clone()).map_err(|reason| self.mismatch(index, &reason))
    }

    /// Column `index` (from 0), moved out; the row then holds `NULL` there.
    ///
    /// # Errors
    /// [`DbError::Decode`] when there is no such column or its content is not a `T`.
    pub fn take<T: FromValue>(&mut self, index: usize) -> Result<T, DbError> {
        let cell = match self.cells.get_mut(index) {
            Some(cell) => mem::replace(cell, Value::Null),
            None => return Err(self.mismatch(index, "there is no such column")),
        };
        T::from_value(cell).map_err(|reason| self.mismatch(index, &reason))
    }

    fn mismatch(&self, index: usize, reason: &str) -> DbError {
        self.statement.decode_error(index, reason)
    }
}

/// A Rust value that a column can be read into. Newtypes of other crates implement it on top of these.
pub trait FromValue: Sized {
    /// Reads the content of a column.
    ///
    /// # Errors
    /// Words saying what was wrong; never the content itself, which may be a secret.
    fn from_value(value: Value<'static>) -> Result<Self, String>;
}

fn expected(what: &str, found: &Value<'_>) -> String {
    format!("{what} expected, {} found", found.kind())
}

impl FromValue for Value<'static> {
    fn from_value(value: Value<'static>) -> Result<Self, String> {
        Ok(value)
    }
}

impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: Value<'static>) -> Result<Self, String> {
        match value {
            Value::Null => Ok(None),
            present => T::from_value(present).map(Some),
        }
    }
}

impl FromValue for String {
    fn from_value(value: Value<'static>) -> Result<Self, String> {
        match value {
            Value::Text(text) => Ok(text.into_owned()),
            other => Err(expected("text", &other)),
        }
    }
}

impl FromValue for Box<str> {
    fn from_value(value: Value<'static>) -> Result<Self, String> {
        String::from_value(value).map(String::into_boxed_str)
    }
}

impl FromValue for Arc<str> {
    fn from_value(value: Value<'static>) -> Result<Self, String> {
        String::from_value(value).map(Self::from)
    }
}

impl FromValue for i64 {
    fn from_value(value: Value<'static>) -> Result<Self, String> {
        match value {
            Value::Int(number) => Ok(number),
            other => Err(expected("an integer", &other)),
        }
    }
}

impl FromValue for i32 {
    fn from_value(value: Value<'static>) -> Result<Self, String> {
        Self::try_from(i64::from_value(value)?)
            .map_err(|_| "the integer does not fit 32 bits".to_owned())
    }
}

impl FromValue for u32 {
    fn from_value(value: Value<'static>) -> Result<Self, String> {
        Self::try_from(i64::from_value(value)?)
            .map_err(|_| "the integer does not fit 32 unsigned bits".to_owned())
    }
}

/// A computed truth value (`count(*) > 0`) is the integer 0 or 1 on SQLite, so both are taken.
impl FromValue for bool {
    fn from_value(value: Value<'static>) -> Result<Self, String> {
        match value {
            Value::Bool(flag) => Ok(flag),
            Value::Int(0) => Ok(false),
            Value::Int(1) => Ok(true),
            other => Err(expected("a boolean", &other)),
        }
    }
}
