//! The limit programs: a bare axum POST, and the bare cost of each signature, hash and durable row.
//!
//! `floor serve` answers every POST with a JSON document of a token response's size; `floor cost WHAT` repeats one operation and
//! prints what it costs in CPU time. The limit of a workload is one over the sum of its parts (see `bench/README.md`).

mod cost;
mod cpu;
mod rows;
mod serve;

use clap::{Parser, Subcommand};
use std::time::Duration;

#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Answers POST with JSON on 127.0.0.1:PORT, one thread.
    Serve { port: u16 },
    /// Prints the CPU microseconds of one operation, as JSON.
    Cost {
        what: cost::What,
        #[arg(long, default_value_t = 2.0)]
        seconds: f64,
        /// For durable rows: the SQLite file or the `postgres://` address.
        #[arg(long)]
        database: Option<String>,
        /// Processes (with their children) whose CPU time belongs to the cost: the database's.
        #[arg(long, value_delimiter = ',')]
        pids: Vec<u32>,
    },
    /// Prints the Argon2id hash (m=19456, t=2, p=1) of a password, for fixtures.
    Hash { password: String },
}

fn main() -> anyhow::Result<()> {
    match Arguments::parse().command {
        Command::Serve { port } => serve::serve(port),
        Command::Cost {
            what,
            seconds,
            database,
            pids,
        } => {
            let cost = cost::measure(
                what,
                Duration::from_secs_f64(seconds),
                database.as_deref(),
                &pids,
            )?;
            println!("{}", serde_json::to_string(&cost)?);
            Ok(())
        }
        Command::Hash { password } => {
            println!("{}", cost::argon2_hash(&password)?);
            Ok(())
        }
    }
}
