//! Who may do what: the privileges of administrators and the roles that give them.
//!
//! Every use case that an administrator can reach begins with [`require()`]. A privilege is held in a realm; who holds
//! `realm:admin` in a realm may do everything there and in the realms below it, so the administrators of `root`
//! administer all.

mod privilege;
mod require;
mod roles;

pub use privilege::{ALL, Privilege};
pub use require::{Held, held, require, require_over, require_roles};
pub use roles::effective_roles;
