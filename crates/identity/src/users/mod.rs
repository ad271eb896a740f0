//! Users: found by what they type, and looked after by administrators.

mod fields;
mod find;
mod write;

pub use fields::UserFields;
pub use find::{by_identifier, load, page, search};
pub use write::{create, delete, set_email, set_status, update};

pub(crate) use fields::changed;
