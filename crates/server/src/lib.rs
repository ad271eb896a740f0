//! The binary `durward`: command line, configuration, wiring, listeners, workers.
//!
//! - [`cli`]: what is asked for, and where its answers go.
//! - `config`: the settings of the process, from file, environment and flags.
//! - `deployment`, `wiring`: a deployment opened, and everything a process has one of put together.
//! - `commands`: what the command line does to a deployment, whether in this process or, through
//!   `control`, in the one that is serving it.
//! - `serve`: sockets (`listen`), what every request meets first (`front`), background work (`workers`), from start to
//!   graceful stop.
//! - [`declarations`]: YAML and JSON as people write them for `apply`.

mod backup;
pub mod cli;
mod commands;
mod config;
mod control;
pub mod declarations;
mod deployment;
mod doctor;
mod first_start;
mod front;
mod jose;
mod listen;
mod log;
mod metrics;
mod outbound;
mod reference;
mod root_key;
mod serve;
mod wiring;
mod workers;
