//! Users: found by what they type, and looked after by administrators.

pub mod attributes;
mod fields;
mod find;
mod write;

pub use fields::{UserFields, taken_field};
pub use find::{by_identifier, load, page, search};
pub use write::{amend, create, delete, set_email, set_status, sign_up, update};

pub(crate) use fields::changed;
