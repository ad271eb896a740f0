//! Configuration documents: typed JSON with an id, a revision and a history, for every kind the same.
//!
//! - [`Kind`] says what a kind of document is: how it is checked, which of its values are secrets.
//! - [`save`], [`remove`], [`rollback`] write, with history and audit in the same transaction.
//! - [`load`], [`list`], [`history`] read.
//! - [`Documents`] keeps compiled documents in memory and forgets them when they change on any node.

mod cache;
mod change;
mod expect;
mod kind;
mod read;
mod save;
mod secrets;
mod write;

pub use cache::{Compiled, Documents, Gathered, follow_changes};
pub use expect::Expect;
pub use kind::{Checked, Checking, Draft, Kind, Kinds};
pub use read::{Document, Revision, history, list, load, load_by_key, revision};
pub use save::{Saved, remove, rollback, save};
pub use secrets::{open_secret, without_secrets};
