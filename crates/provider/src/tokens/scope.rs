//! Scopes as codes, grants and tokens keep them.

use durward_oauth::Scope;
use durward_store::Error;

/// The scope of a row.
///
/// # Errors
/// Internal when the row is broken.
pub(crate) fn stored_scope(text: &str) -> Result<Scope, Error> {
    Scope::parse(text).map_err(|why| Error::internal(format!("a stored scope {}", why.phrase())))
}
