//! Migrations: what they are, and which are still to run.

use aws_lc_rs::digest::{SHA256, digest};

use crate::error::DbError;

/// One step of the schema, run once, in one transaction, on both databases.
///
/// Schema changes are expand/contract: a release adds what it needs, and a later one removes what no running release
/// uses. So a database that is *newer* than the program is accepted, except when one of the steps unknown to the
/// program is a contraction that needs a newer one: a step named `contract_<version>_…` removes something, and only
/// programs that know migration `<version>` can live without it.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// Its place in the order; never reused.
    pub version: i64,
    /// What it does, in a few words of `snake_case`.
    pub name: &'static str,
    /// Statements, each ended by `;`. Text inside `/*sqlite: … */` or `/*postgres: … */` is seen by that database
    /// only and is for physical details (`WITHOUT ROWID`, `fillfactor`), never for meaning. Every unique constraint
    /// and index is named `uq_<table>__<what>`, every primary key `pk_<table>`. Constraints are never deferrable:
    /// transactions share a commit on SQLite, and one of them must not be able to fail it for the others.
    pub sql: &'static str,
}

/// A migration the database says it has.
#[derive(Debug)]
pub(crate) struct Applied {
    pub(crate) version: i64,
    pub(crate) name: String,
    pub(crate) checksum: String,
}

/// Longest name PostgreSQL keeps, in bytes; a constraint's must be the same everywhere.
const LONGEST_NAME: usize = 63;

/// Where the migrations that have run are noted.
pub(crate) const LEDGER: &str = "CREATE TABLE IF NOT EXISTS schema_migrations (\
     version BIGINT NOT NULL, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at BIGINT NOT NULL, \
     CONSTRAINT pk_schema_migrations PRIMARY KEY (version))";

impl Migration {
    /// SHA-256 of the text, in hexadecimal, line endings made one.
    pub(crate) fn checksum(&self) -> String {
        let text = self.sql.replace("\r\n", "\n");
        digest(&SHA256, text.as_bytes())
            .as_ref()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }

    /// The text with what is meant for `database` only uncovered.
    pub(crate) fn text_for(&self, database: &str) -> String {
        let opening = format!("/*{database}:");
        let mut text = String::with_capacity(self.sql.len());
        let mut rest = self.sql;
        while let Some((before, after)) = rest.split_once(&opening) {
            let (inside, remainder) = after.split_once("*/").unwrap_or((after, ""));
            text.push_str(before);
            text.push_str(inside);
            rest = remainder;
        }
        text.push_str(rest);
        text
    }

    fn check(&self) -> Result<(), DbError> {
        let is_word = |symbol: char| symbol.is_ascii_alphanumeric() || symbol == '_';
        for word in self.sql.split(|symbol| !is_word(symbol)) {
            if word.eq_ignore_ascii_case("deferrable") {
                return Err(self.error("constraints are never deferrable"));
            }
            if word.starts_with("uq_") && word.len() > LONGEST_NAME {
                return Err(self.error(format!("PostgreSQL would cut the name {word} short")));
            }
        }
        Ok(())
    }

    pub(crate) fn error(&self, reason: impl std::fmt::Display) -> DbError {
        DbError::Migration(format!("{} ({}): {reason}", self.version, self.name))
    }
}

/// The oldest program a contraction allows, from its name.
fn needed_by(name: &str) -> Option<i64> {
    name.strip_prefix("contract_")?
        .split('_')
        .next()?
        .parse()
        .ok()
}

/// The migrations still to run, in order.
pub(crate) fn pending<'a>(
    known: &'a [Migration],
    applied: &[Applied],
) -> Result<Vec<&'a Migration>, DbError> {
    for pair in known.windows(2) {
        if pair[0].version >= pair[1].version {
            return Err(pair[1].error(format!(
                "must have a higher version than {}",
                pair[0].version
            )));
        }
    }
    let newest_known = known.last().map_or(0, |migration| migration.version);
    for row in applied {
        match known
            .iter()
            .find(|migration| migration.version == row.version)
        {
            Some(migration) if migration.checksum() != row.checksum => {
                return Err(
                    migration.error("its text changed after it was applied to this database")
                );
            }
            Some(_) => {}
            None if needed_by(&row.name).is_some_and(|needed| needed > newest_known) => {
                return Err(DbError::Migration(format!(
                    "the database has {} ({}), which this program is too old for: start a newer release",
                    row.version, row.name
                )));
            }
            None if row.version < newest_known => {
                return Err(DbError::Migration(format!(
                    "the database has {} ({}), which this program does not know though it is newer",
                    row.version, row.name
                )));
            }
            None => {}
        }
    }
    let newest_applied = applied.iter().map(|row| row.version).max().unwrap_or(0);
    let mut missing = Vec::new();
    for migration in known
        .iter()
        .filter(|migration| applied.iter().all(|row| row.version != migration.version))
    {
        if migration.version < newest_applied {
            return Err(migration.error(format!(
                "comes before {newest_applied}, which was already applied"
            )));
        }
        migration.check()?;
        missing.push(migration);
    }
    Ok(missing)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: Migration = Migration {
        version: 1,
        name: "one",
        sql: "CREATE TABLE a (b TEXT);",
    };
    const SECOND: Migration = Migration {
        version: 2,
        name: "two",
        sql: "CREATE TABLE c (d TEXT);",
    };

    fn applied(migration: &Migration) -> Applied {
        Applied {
            version: migration.version,
            name: migration.name.to_owned(),
            checksum: migration.checksum(),
        }
    }

    fn unknown(version: i64, name: &str) -> Applied {
        Applied {
            version,
            name: name.to_owned(),
            checksum: String::new(),
        }
    }

    #[test]
    fn what_is_missing_runs_in_order() {
        let versions = |list: Vec<&Migration>| {
            list.iter()
                .map(|migration| migration.version)
                .collect::<Vec<_>>()
        };
        assert_eq!(
            versions(pending(&[FIRST, SECOND], &[]).expect("fits")),
            [1, 2]
        );
        assert_eq!(
            versions(pending(&[FIRST, SECOND], &[applied(&FIRST)]).expect("fits")),
            [2]
        );
        assert!(pending(&[SECOND, FIRST], &[]).is_err());
        assert!(pending(&[FIRST, SECOND], &[applied(&SECOND)]).is_err());
    }

    #[test]
    fn a_changed_text_is_refused() {
        let changed = Migration {
            sql: "CREATE TABLE a (b BIGINT);",
            ..FIRST
        };
        assert!(matches!(
            pending(&[changed], &[applied(&FIRST)]),
            Err(DbError::Migration(_))
        ));
        let other_line_ends = Migration {
            sql: "CREATE TABLE a\r\n(b TEXT);",
            ..FIRST
        };
        let same = Migration {
            sql: "CREATE TABLE a\n(b TEXT);",
            ..FIRST
        };
        assert!(pending(&[other_line_ends], &[applied(&same)]).is_ok());
    }

    #[test]
    fn a_newer_database_is_accepted_until_a_contraction_needs_more() {
        assert!(pending(&[FIRST], &[applied(&FIRST), unknown(2, "adds_more")]).is_ok());
        assert!(
            pending(
                &[FIRST],
                &[applied(&FIRST), unknown(3, "contract_1_drops_old")]
            )
            .is_ok()
        );
        assert!(
            pending(
                &[FIRST],
                &[applied(&FIRST), unknown(3, "contract_2_drops_old")]
            )
            .is_err()
        );
    }

    #[test]
    fn physical_details_are_seen_by_their_database_only() {
        let table = Migration {
            sql: "CREATE TABLE a (b TEXT) /*sqlite: WITHOUT ROWID */;",
            ..FIRST
        };
        assert_eq!(
            table.text_for("sqlite"),
            "CREATE TABLE a (b TEXT)  WITHOUT ROWID ;"
        );
        assert_eq!(table.text_for("postgres"), table.sql);
    }

    #[test]
    fn deferrable_constraints_are_refused() {
        let table = Migration {
            sql: "CREATE TABLE a (b TEXT REFERENCES c (d) Deferrable INITIALLY DEFERRED);",
            ..FIRST
        };
        assert!(pending(&[table], &[]).is_err());
    }
}
