//! The binary, as an operator meets it.

#![expect(
    clippy::unwrap_used,
    reason = "what a test needs and does not get fails it"
)]

mod commands;
mod config;
mod connections;
mod declarations;
mod lifecycle;
mod running;
