//! What a kind of document is.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use durward_db::Tx;
use serde_json::Value;

use super::read::Document;
use crate::{Cx, Error};

/// A document about to be saved.
#[derive(Debug)]
pub struct Draft<'a> {
    /// The id it has or will have.
    pub id: &'a str,
    /// What somebody wrote, with secrets in clear where they were given.
    pub body: Value,
    /// What stands now.
    pub current: Option<&'a Document>,
}

/// A draft that is right.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked {
    /// Unique in the realm and kind: an app's `client_id`, a journey's or service's name.
    pub lookup_key: String,
    /// Name shown in lists.
    pub name: String,
    /// The document in the form it is kept in, secrets still in clear.
    pub body: Value,
}

/// What [`Kind::check`] gives back.
pub type Checking<'a> = Pin<Box<dyn Future<Output = Result<Checked, Error>> + Send + 'a>>;

/// A kind of document. One implementation and one line in the registry make a kind.
pub trait Kind: Send + Sync + 'static {
    /// Name in files, addresses and the database: `app`, `journey`, `service`.
    fn name(&self) -> &'static str;

    /// Paths (JSON pointers) of values that are kept sealed and never shown.
    fn secrets(&self) -> &'static [&'static str] {
        &[]
    }

    /// The [lookup key](Checked::lookup_key) that a body states itself; none when it leaves that to us.
    fn stated_key(&self, body: &Value) -> Option<String> {
        ["/oauth/client_id", "/_id"]
            .iter()
            .find_map(|pointer| body.pointer(pointer)?.as_str())
            .map(str::to_owned)
    }

    /// A new identifier.
    fn new_id(&self, cx: &Cx) -> String;

    /// Checks a draft and fills in what is made rather than given. Runs in the transaction that saves,
    /// so it may look at other documents.
    fn check<'a>(&'a self, cx: &'a Cx, tx: &'a mut Tx, draft: Draft<'a>) -> Checking<'a>;
}

/// The kinds there are, by name.
#[derive(Clone, Default)]
pub struct Kinds(BTreeMap<&'static str, Arc<dyn Kind>>);

impl Kinds {
    /// The registry of `kinds`.
    pub fn new(kinds: impl IntoIterator<Item = Arc<dyn Kind>>) -> Self {
        Self(kinds.into_iter().map(|kind| (kind.name(), kind)).collect())
    }

    /// The kind called `name`.
    ///
    /// # Errors
    /// Invalid `kind`, listing those there are.
    pub fn named(&self, name: &str) -> Result<&Arc<dyn Kind>, Error> {
        self.0.get(name).ok_or_else(|| {
            let known: Vec<&str> = self.0.keys().copied().collect();
            Error::invalid(
                "kind",
                format!(
                    "There is no kind '{name}' of document. Kinds are: {}.",
                    known.join(", ")
                ),
            )
        })
    }

    /// The names, sorted.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.0.keys().copied()
    }
}
