//! Tokens: issuing them, and finding out what a presented one is worth.

pub mod access;
pub(crate) mod confirmation;
mod context;
pub mod id_token;
pub mod refresh;
mod scope;
pub mod validate;

pub use context::AuthContext;
pub(crate) use scope::stored_scope;
