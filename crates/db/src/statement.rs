//! What a statement's text says about itself: parameters, and whether it writes.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use parking_lot::RwLock;

use crate::error::DbError;
use crate::value::Value;

/// What running a statement can change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Nothing.
    Read,
    /// Rows.
    Write,
    /// The schema or the connection's settings.
    Other,
}

/// A statement's text, looked at once.
#[derive(Debug)]
pub(crate) struct Statement {
    text: Box<str>,
    /// Where each `$` of a parameter stands.
    dollars: Box<[usize]>,
    parameters: usize,
    kind: Kind,
    /// Whether the text is part of the program, so that preparing it for good is worth it.
    fixed: bool,
    numbered: OnceLock<Box<str>>,
    columns: OnceLock<Box<[Column]>>,
}

/// What is known of a result column.
#[derive(Debug)]
pub(crate) struct Column {
    pub(crate) name: Box<str>,
    /// Declared `BOOLEAN` in the schema.
    pub(crate) boolean: bool,
}

impl Statement {
    fn parse(text: &str, fixed: bool) -> Result<Self, DbError> {
        let scan =
            Scan::over(text).map_err(|reason| DbError::Other(format!("{reason}: {text}")))?;
        Ok(Self {
            text: text.into(),
            dollars: scan.dollars.into_boxed_slice(),
            parameters: scan.parameters,
            kind: scan.kind,
            fixed,
            numbered: OnceLock::new(),
            columns: OnceLock::new(),
        })
    }

    /// A statement built at run time, such as a list with a filter.
    pub(crate) fn generated(text: &str) -> Result<Arc<Self>, DbError> {
        Self::parse(text, false).map(Arc::new)
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    pub(crate) fn kind(&self) -> Kind {
        self.kind
    }

    pub(crate) fn is_fixed(&self) -> bool {
        self.fixed
    }

    /// The text with `$n` written `?n`, which SQLite binds by number; it would give `$n` the order of appearance.
    pub(crate) fn numbered_text(&self) -> &str {
        self.numbered.get_or_init(|| {
            let mut bytes = self.text.to_string();
            for &at in &self.dollars {
                bytes.replace_range(at..=at, "?");
            }
            bytes.into_boxed_str()
        })
    }

    /// The result columns, asked of the database the first time.
    pub(crate) fn columns(&self, learn: impl FnOnce() -> Box<[Column]>) -> &[Column] {
        self.columns.get_or_init(learn)
    }

    /// Refuses what cannot be run: the wrong number of parameters, and text that PostgreSQL cannot hold.
    pub(crate) fn check(&self, params: &[Value<'_>]) -> Result<(), DbError> {
        if params.len() != self.parameters {
            return Err(DbError::Arity {
                statement: self.text.to_string(),
                expected: self.parameters,
                given: params.len(),
            });
        }
        let holds_nul =
            |value: &Value<'_>| matches!(value, Value::Text(text) if text.contains('\0'));
        match params.iter().position(holds_nul) {
            Some(index) => Err(self.parameter_error(index, "text with a NUL in it".to_owned())),
            None => Ok(()),
        }
    }

    pub(crate) fn decode_error(&self, index: usize, reason: &str) -> DbError {
        let name = self
            .columns
            .get()
            .and_then(|columns| columns.get(index))
            .map(|column| &*column.name);
        DbError::Decode {
            statement: self.text.to_string(),
            column: name.map_or_else(
                || format!("column {index}"),
                |name| format!("column {index} ({name})"),
            ),
            reason: reason.to_owned(),
        }
    }

    pub(crate) fn parameter_error(&self, index: usize, reason: String) -> DbError {
        DbError::Decode {
            statement: self.text.to_string(),
            column: format!("parameter ${}", index + 1),
            reason,
        }
    }
}

/// Every fixed statement seen so far, by its text.
#[derive(Default)]
pub(crate) struct Statements {
    known: RwLock<HashMap<&'static str, Arc<Statement>>>,
}

impl Statements {
    pub(crate) fn fixed(&self, text: &'static str) -> Result<Arc<Statement>, DbError> {
        if let Some(known) = self.known.read().get(text) {
            return Ok(Arc::clone(known));
        }
        let statement = Arc::new(Statement::parse(text, true)?);
        Ok(Arc::clone(
            self.known.write().entry(text).or_insert(statement),
        ))
    }

    /// Forgets what was learnt of result columns, which a migration may have changed.
    pub(crate) fn forget(&self) {
        self.known.write().clear();
    }
}

/// One pass over a text, skipping literals, quoted names and comments.
struct Scan {
    dollars: Vec<usize>,
    parameters: usize,
    kind: Kind,
}

impl Scan {
    fn over(text: &str) -> Result<Self, &'static str> {
        let bytes = text.as_bytes();
        let mut dollars = Vec::new();
        let mut numbers = Vec::new();
        let mut kind = None;
        let mut at = 0;
        while at < bytes.len() {
            match bytes[at] {
                quote @ (b'\'' | b'"') => at = skip_quoted(bytes, at, quote)?,
                b'-' if bytes.get(at + 1) == Some(&b'-') => at = skip_line(bytes, at),
                b'/' if bytes.get(at + 1) == Some(&b'*') => at = skip_block(bytes, at)?,
                b'$' => {
                    let end = end_of(bytes, at + 1, u8::is_ascii_digit);
                    let number = text[at + 1..end]
                        .parse::<usize>()
                        .ok()
                        .filter(|number| (1..=32_000).contains(number));
                    numbers.push(number.ok_or("only $1, $2, … are parameters")?);
                    dollars.push(at);
                    at = end;
                }
                b'?' | b':' | b'@' | b'`' | b'[' => {
                    return Err("only $1, $2, … and standard quotes are allowed");
                }
                byte if byte.is_ascii_alphabetic() || byte == b'_' => {
                    let end = end_of(bytes, at, |byte| {
                        byte.is_ascii_alphanumeric() || *byte == b'_'
                    });
                    kind = Some(kind_with(kind, &text[at..end]));
                    at = end;
                }
                byte if byte.is_ascii_digit() => at = end_of(bytes, at, u8::is_ascii_alphanumeric),
                _ => at += 1,
            }
        }
        numbers.sort_unstable();
        numbers.dedup();
        let parameters = numbers.len();
        if numbers.last().is_some_and(|&highest| highest != parameters) {
            return Err("a parameter number is skipped");
        }
        Ok(Self {
            dollars,
            parameters,
            kind: kind.ok_or("the statement is empty")?,
        })
    }
}

/// What the statement does, one more word read. A query that holds a changing statement (`WITH … UPDATE`) writes.
fn kind_with(before: Option<Kind>, word: &str) -> Kind {
    let is = |words: &[&str]| words.iter().any(|one| word.eq_ignore_ascii_case(one));
    match before {
        None if is(&["select", "values", "with"]) => Kind::Read,
        None if is(&["insert", "update", "delete"]) => Kind::Write,
        None => Kind::Other,
        Some(Kind::Read) if is(&["insert", "update", "delete"]) => Kind::Write,
        Some(kind) => kind,
    }
}

fn end_of(bytes: &[u8], from: usize, belongs: impl Fn(&u8) -> bool) -> usize {
    bytes[from..]
        .iter()
        .position(|byte| !belongs(byte))
        .map_or(bytes.len(), |length| from + length)
}

/// A doubled quote inside ends one literal and begins the next at once, which comes to the same.
fn skip_quoted(bytes: &[u8], from: usize, quote: u8) -> Result<usize, &'static str> {
    let length = bytes[from + 1..]
        .iter()
        .position(|&byte| byte == quote)
        .ok_or("a quote is not closed")?;
    Ok(from + length + 2)
}

fn skip_line(bytes: &[u8], from: usize) -> usize {
    end_of(bytes, from, |&byte| byte != b'\n')
}

fn skip_block(bytes: &[u8], from: usize) -> Result<usize, &'static str> {
    let length = bytes[from + 2..]
        .windows(2)
        .position(|pair| pair == b"*/")
        .ok_or("a comment is not closed")?;
    Ok(from + length + 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbered(text: &str) -> String {
        Statement::parse(text, true)
            .expect("parses")
            .numbered_text()
            .to_owned()
    }

    #[test]
    fn dollars_become_question_marks_outside_literals_and_comments_only() {
        assert_eq!(
            numbered("SELECT '$1 it''s', \"$2\" /* $3 */ FROM t -- $4\nWHERE a = $2 AND b = $1"),
            "SELECT '$1 it''s', \"$2\" /* $3 */ FROM t -- $4\nWHERE a = ?2 AND b = ?1"
        );
    }

    #[test]
    fn arity_is_the_number_of_distinct_parameters() {
        let text = "SELECT $2, $1, $2, $10 - $3 + $4 + $5 + $6 + $7 + $8 + $9";
        let statement = Statement::parse(text, true).expect("parses");
        let nulls = vec![Value::Null; 11];
        assert!(statement.check(&nulls[..10]).is_ok());
        assert!(statement.check(&nulls[..9]).is_err());
        assert!(statement.check(&nulls).is_err());
    }

    #[test]
    fn a_skipped_number_and_foreign_markers_are_refused() {
        for text in [
            "SELECT $1, $3",
            "SELECT ?",
            "SELECT :name",
            "SELECT @a",
            "SELECT $name",
            "SELECT $0",
            "SELECT 'x",
            "",
        ] {
            assert!(Statement::parse(text, true).is_err(), "{text}");
        }
    }

    #[test]
    fn a_query_that_hides_a_change_is_a_write() {
        let kind = |text| Statement::parse(text, true).expect("parses").kind();
        assert_eq!(
            kind("SELECT 'delete', \"update\", updated_at FROM t"),
            Kind::Read
        );
        assert_eq!(
            kind("WITH gone AS (DELETE FROM t RETURNING id) SELECT id FROM gone"),
            Kind::Write
        );
        assert_eq!(kind("-- note\nUPDATE t SET a = 1"), Kind::Write);
        assert_eq!(kind("PRAGMA journal_mode"), Kind::Other);
    }
}
