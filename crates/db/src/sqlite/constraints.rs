//! The names of unique constraints. SQLite reports a violation by its columns; the schema tells which constraint that is.

use std::collections::HashMap;

use parking_lot::RwLock;
use rusqlite::Connection;

/// Constraint names by the columns SQLite reports (`table.a, table.b`).
#[derive(Default)]
pub(crate) struct ConstraintNames {
    known: RwLock<HashMap<String, String>>,
}

const REPORT: &str = "UNIQUE constraint failed: ";

impl ConstraintNames {
    /// The name of the constraint a message speaks of.
    pub(crate) fn of(&self, message: &str) -> String {
        let columns = message.strip_prefix(REPORT).unwrap_or(message);
        if let Some(index) = columns
            .strip_prefix("index '")
            .and_then(|rest| rest.strip_suffix('\''))
        {
            return index.to_owned();
        }
        self.known
            .read()
            .get(columns)
            .cloned()
            .unwrap_or_else(|| columns.to_owned())
    }

    /// Reads the schema anew. The outer error is the database's; the inner one names a constraint that could not be
    /// told apart from another or has no name.
    pub(crate) fn learn(&self, connection: &Connection) -> rusqlite::Result<Result<(), String>> {
        let mut known = HashMap::new();
        let mut complaint = Ok(());
        let mut tables = connection
            .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'")?;
        let tables: Vec<(String, String)> = tables
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<Result<_, _>>()?;
        for (table, definition) in &tables {
            for unique in unique_indexes(connection, table)? {
                let Some(name) = unique.name_in(table, definition) else {
                    complaint = Err(format!(
                        "a unique constraint on {table} ({}) has no name",
                        unique.columns.join(", ")
                    ));
                    continue;
                };
                let columns: Vec<String> = unique
                    .columns
                    .iter()
                    .map(|column| format!("{table}.{column}"))
                    .collect();
                if let Some(other) = known.insert(columns.join(", "), name.clone()) {
                    complaint = Err(format!("{name} and {other} are on the same columns"));
                }
            }
        }
        *self.known.write() = known;
        Ok(complaint)
    }
}

struct UniqueIndex {
    name: String,
    /// `c` made by `CREATE INDEX`, `u` by a constraint, `pk` by the primary key.
    origin: String,
    columns: Vec<String>,
}

impl UniqueIndex {
    fn name_in(&self, table: &str, definition: &str) -> Option<String> {
        match self.origin.as_str() {
            "c" => Some(self.name.clone()),
            "pk" => Some(
                declared(definition, "primary", &self.columns)
                    .unwrap_or_else(|| format!("pk_{table}")),
            ),
            _ => declared(definition, "unique", &self.columns),
        }
    }
}

/// Those SQLite reports by columns; an index on an expression is reported by name.
fn unique_indexes(connection: &Connection, table: &str) -> rusqlite::Result<Vec<UniqueIndex>> {
    let mut list = connection
        .prepare("SELECT name, origin FROM pragma_index_list(?1) WHERE \"unique\" = 1")?;
    let mut columns =
        connection.prepare("SELECT name FROM pragma_index_info(?1) ORDER BY seqno")?;
    let found: Vec<(String, String)> = list
        .query_map([table], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    let mut indexes = Vec::new();
    for (name, origin) in found {
        let named: Vec<Option<String>> = columns
            .query_map([&name], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        if let Some(columns) = named.into_iter().collect() {
            indexes.push(UniqueIndex {
                name,
                origin,
                columns,
            });
        }
    }
    Ok(indexes)
}

/// The name given by `CONSTRAINT name UNIQUE (columns)` or `column … CONSTRAINT name UNIQUE` in a table's definition.
fn declared(definition: &str, kind: &str, columns: &[String]) -> Option<String> {
    let tokens = tokens(definition);
    let body = tokens.iter().position(|token| *token == "(")?;
    let mut depth = 0;
    let mut item: &[&str] = &[];
    for (at, token) in tokens.iter().enumerate().skip(body) {
        match *token {
            "(" => depth += 1,
            ")" => depth -= 1,
            _ => {}
        }
        if depth == 1 && matches!(*token, "(" | ",") {
            item = &tokens[at + 1..];
        }
        if depth != 1 || !token.eq_ignore_ascii_case("constraint") || at + 2 >= tokens.len() {
            continue;
        }
        let (name, rest) = (tokens[at + 1], &tokens[at + 2..]);
        if !rest[0].eq_ignore_ascii_case(kind) {
            continue;
        }
        let listed = listed_columns(rest).unwrap_or_else(|| item.iter().take(1).copied().collect());
        if listed.len() == columns.len()
            && listed
                .iter()
                .zip(columns)
                .all(|(one, other)| same(one, other))
        {
            return Some(unquoted(name).to_owned());
        }
    }
    None
}

/// The columns in `UNIQUE (a, b)` or `PRIMARY KEY (a, b)`; none for a constraint on a single column.
fn listed_columns<'a>(tokens: &[&'a str]) -> Option<Vec<&'a str>> {
    let opening = if tokens[0].eq_ignore_ascii_case("primary") {
        2
    } else {
        1
    };
    if tokens.get(opening) != Some(&"(") {
        return None;
    }
    let inside = tokens[opening + 1..].split(|token| *token == ")").next()?;
    Some(
        inside
            .split(|token| *token == ",")
            .filter_map(|column| column.first().copied())
            .collect(),
    )
}

fn same(token: &str, column: &str) -> bool {
    unquoted(token).eq_ignore_ascii_case(column)
}

fn unquoted(token: &str) -> &str {
    token.trim_matches('"')
}

/// Words, quoted names, brackets and commas of a definition; literals and comments are left out.
fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' | '\'' => rest[1..].find(first).map_or(rest.len(), |end| end + 2),
            '-' if rest.starts_with("--") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            _ if is_word(first) => rest.find(|symbol| !is_word(symbol)).unwrap_or(rest.len()),
            other => other.len_utf8(),
        };
        let (token, remainder) = rest.split_at(length);
        if is_word(first) || matches!(first, '"' | '(' | ')' | ',') {
            tokens.push(token);
        }
        rest = remainder;
    }
    tokens
}

fn is_word(symbol: char) -> bool {
    symbol.is_alphanumeric() || symbol == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "CREATE TABLE users (
        realm_id TEXT NOT NULL, -- CONSTRAINT not_this UNIQUE (email)
        id TEXT NOT NULL,
        \"email\" TEXT CHECK (email <> 'a,(b'),
        code TEXT CONSTRAINT uq_users__code UNIQUE,
        CONSTRAINT pk_users PRIMARY KEY (realm_id, id),
        CONSTRAINT uq_users__email UNIQUE (realm_id, \"email\"),
        UNIQUE (code, id)
    )";

    fn columns(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn names_are_found_in_a_definition() {
        assert_eq!(
            declared(TABLE, "primary", &columns(&["realm_id", "id"])).as_deref(),
            Some("pk_users")
        );
        assert_eq!(
            declared(TABLE, "unique", &columns(&["realm_id", "email"])).as_deref(),
            Some("uq_users__email")
        );
        assert_eq!(
            declared(TABLE, "unique", &columns(&["code"])).as_deref(),
            Some("uq_users__code")
        );
        assert_eq!(declared(TABLE, "unique", &columns(&["code", "id"])), None);
        assert_eq!(declared(TABLE, "unique", &columns(&["email"])), None);
    }
}
