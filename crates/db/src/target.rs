//! Which database, as an operator writes it.

use std::fmt;
use std::path::PathBuf;

use crate::error::DbError;

/// Which database to open.
///
/// `Debug` and `Display` leave the user's password out.
#[derive(Clone, PartialEq, Eq)]
pub enum Target {
    /// A SQLite file, made when it does not exist.
    Sqlite(PathBuf),
    /// A PostgreSQL connection string, see [`Target::parse`].
    Postgres(String),
}

impl Target {
    /// Reads `sqlite:PATH` or `postgres://user:password@host1:port1,host2:port2/name?option=value`.
    ///
    /// Of the options of libpq these are known, besides the usual connection options: `target_session_attrs`
    /// (`read-write` finds the primary among several hosts), `sslmode` (`disable`, `prefer`, `require`, `verify-ca`,
    /// `verify-full`) and `sslrootcert` (a PEM file; the system's certificate authorities otherwise).
    ///
    /// # Errors
    /// [`DbError::Other`] when the text is neither. The options of a PostgreSQL target are read by
    /// [`Db::open`](crate::Db::open).
    pub fn parse(text: &str) -> Result<Self, DbError> {
        if let Some(path) = text.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            if path.is_empty() {
                return Err(DbError::Other(
                    "sqlite: needs the path of a file".to_owned(),
                ));
            }
            return Ok(Self::Sqlite(PathBuf::from(path)));
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self::Postgres(text.to_owned()));
        }
        Err(DbError::Other(
            "a database is sqlite:PATH or postgres://…".to_owned(),
        ))
    }
}

impl Default for Target {
    fn default() -> Self {
        Self::Sqlite(PathBuf::from("data/durward.db"))
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(url) => {
                let (scheme, rest) = url.split_once("://").unwrap_or(("postgres", ""));
                let address = rest.split(['?', '#']).next().unwrap_or_default();
                let hosts = address.rsplit_once('@').map_or(address, |(_, hosts)| hosts);
                write!(f, "{scheme}://{hosts}")
            }
        }
    }
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_kinds_are_read() {
        assert_eq!(
            Target::parse("sqlite:data/x.db"),
            Ok(Target::Sqlite("data/x.db".into()))
        );
        assert_eq!(
            Target::parse("sqlite:///var/x.db"),
            Ok(Target::Sqlite("/var/x.db".into()))
        );
        assert!(Target::parse("postgresql://a/b").is_ok());
        assert!(Target::parse("mysql://a/b").is_err());
        assert!(Target::parse("sqlite:").is_err());
    }

    #[test]
    fn a_password_is_never_shown() {
        let target = Target::parse("postgres://ana:s3cr3t@db1:5432,db2/durward?password=s3cr3t")
            .expect("parses");
        assert_eq!(
            format!("{target} {target:?}"),
            "postgres://db1:5432,db2/durward postgres://db1:5432,db2/durward"
        );
    }
}
