//! The binary, as an operator meets it.

mod commands;
mod config;
mod connections;
mod declarations;
mod lifecycle;
mod running;
