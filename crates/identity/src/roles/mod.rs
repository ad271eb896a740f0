//! Roles: what they allow, what they include, and to whom they are given (R-IDS-14).
//!
//! Nobody gives away more than it has: a role can be made, changed or given only by who holds every privilege that
//! it brings, now and after the change.

mod assign;
mod names;
mod write;

pub use assign::{assign, withdraw};
pub use names::{app_names_for, names_for};
pub use write::{RoleFields, create, delete, load, page, update};
