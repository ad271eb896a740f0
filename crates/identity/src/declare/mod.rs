//! `durward apply`, `diff` and `export`: a realm as text (driving.md).
//!
//! Declarations are read in any order and applied in one: realms with their settings, documents, roles, groups,
//! organizations, users. All of them happen or none, in one transaction; passwords are hashed before it begins.
//! Applying the same files twice changes nothing the second time.
//!
//! - A member that a declaration of a realm, role, group, organization or user leaves out stays as it is; what a
//!   *document* (app, journey) leaves out has its default, except secrets, which stay.
//! - Lists are whole: `groups: []` takes the user out of all groups.
//! - `export` writes what `apply` reads, without passwords and secrets.

mod documents;
mod export;
mod groups;
mod names;
mod organizations;
mod passwords;
mod plan;
mod realms;
mod roles;
mod run;
mod users;
mod written;

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use durward_db::Tx;
use durward_store::{Cx, Error};
use serde_json::Value;

pub use export::{Sink, export};
pub use run::apply;

/// Where a declaration stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Name of the file.
    pub file: Arc<str>,
    /// Line the declaration begins at, from 1.
    pub line: u32,
}

/// One declaration: an object with `kind` and, for all kinds but `realm`, `realm`. References to files and to the
/// environment are resolved already.
#[derive(Debug, Clone)]
pub struct Declaration {
    /// Where it stands.
    pub source: Source,
    /// What it says.
    pub value: Value,
}

/// Fills a realm that was just made, in the transaction that makes it: default journey, signing keys.
pub type FillRealm = for<'a> fn(&'a Cx, &'a mut Tx) -> Filling<'a>;

/// What [`FillRealm`] gives back.
pub type Filling<'a> = Pin<Box<dyn Future<Output = Result<(), Error>> + Send + 'a>>;

/// How to apply.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Only say what would change.
    pub dry_run: bool,
    /// Also remove the documents of every realm named that the declarations do not name.
    pub prune: bool,
    /// What every new realm gets.
    pub fill_realm: FillRealm,
}

/// What became, or would become, of one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// It is new.
    Created,
    /// It changed.
    Updated,
    /// It was so already.
    Unchanged,
    /// It is gone.
    Removed,
}

impl Action {
    fn of(new: bool, same: bool) -> Self {
        match (new, same) {
            (true, _) => Self::Created,
            (false, true) => Self::Unchanged,
            (false, false) => Self::Updated,
        }
    }
}

/// One thing that was declared (or removed) and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Kind: `user`, `app`, `service`.
    pub kind: Arc<str>,
    /// Path of its realm.
    pub realm: Arc<str>,
    /// Its name there.
    pub name: String,
    /// What became of it.
    pub action: Action,
    /// Names of the members that changed, when it was updated.
    pub fields: Vec<String>,
}

/// Why nothing was applied: the first declaration that cannot be, and what is wrong with it.
#[derive(Debug)]
pub struct Refused {
    /// Where it stands; none when no single declaration is at fault.
    pub source: Option<Source>,
    /// Which thing it declares, for people: `user ana`.
    pub subject: String,
    /// What is wrong.
    pub error: Error,
}

impl Refused {
    fn at(source: &Source, subject: impl Into<String>, error: impl Into<Error>) -> Self {
        Self {
            source: Some(source.clone()),
            subject: subject.into(),
            error: error.into(),
        }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(source) = &self.source {
            write!(f, "{}:{}: ", source.file, source.line)?;
        }
        if !self.subject.is_empty() {
            write!(f, "{}: ", self.subject)?;
        }
        write!(f, "{}", self.error)
    }
}

impl std::error::Error for Refused {}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Self {
            source: None,
            subject: String::new(),
            error,
        }
    }
}

impl From<durward_db::DbError> for Refused {
    fn from(error: durward_db::DbError) -> Self {
        Error::from(error).into()
    }
}
