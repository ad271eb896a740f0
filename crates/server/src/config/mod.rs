//! The settings of the process. Each has one key, and is given in a TOML file, as an environment variable
//! or, for a few, as a flag; the later wins. An unknown key is an error that says where it stands.
//!
//! - [`Config`] is what they come to, with defaults that are good enough to ship.
//! - [`table`] names every key: the environment is read by it and the book's page is made from it.

mod environment;
mod read;
mod sections;
pub(crate) mod table;
mod values;

pub(crate) use environment::{named as variable, unknown_variables};
pub(crate) use read::{Flags, load};
pub(crate) use sections::{Admin, Config, Log, LogFormat, Outbound};
pub(crate) use values::Network;
