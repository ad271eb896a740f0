//! Tokens: issuing them, and finding out what a presented one is worth.

pub mod access;
mod context;
pub mod id_token;
pub mod refresh;
pub mod validate;

pub use context::AuthContext;
