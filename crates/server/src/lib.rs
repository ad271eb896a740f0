//! The binary `durward`: command line, configuration, wiring, listeners, workers.
//!
//! - [`cli`]: what is asked for.
//! - `config`: the settings of the process, from file, environment and flags.
//! - `wiring`: everything a process has one of, put together.
//! - `commands`: what the command line does to a deployment, whether in this process or, through
//!   `control`, in the one that is serving it.
//! - `serve`: listeners and background work, from start to graceful stop.

pub mod cli;
mod commands;
mod control;
mod declarations;
mod first_start;
mod home;
mod http_client;
mod root_key;
mod serve;
mod wiring;
