//! Passwords of users: set, verified, changed.
//!
//! Hashing is slow, so nothing here hashes inside a write transaction: [`prepare_password`] checks and hashes,
//! [`put_password`] writes, and the functions above them do both.

mod by_others;
mod change;
mod prepare;
mod verify;

pub(crate) use by_others::fingerprint;
pub use by_others::{require_change, set_imported_hash, set_password, set_temporary_password};
pub use change::{change_password, replace_password};
pub use prepare::{NewPassword, prepare_password, put_password};
pub use verify::{Verdict, verify_password, warned_expiry};
