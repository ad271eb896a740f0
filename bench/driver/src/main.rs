//! Load for the benchmark: whole flows in a closed loop, or one request at a fixed rate, with every answer checked.
//!
//! `driver CONFIG.json` prints one JSON report. It runs on one thread, keeps its connections open, and reads the server's CPU
//! time from /proc at the borders of the measured window (see `bench/README.md`).

mod browser;
mod config;
mod cpu;
mod html;
mod http;
mod load;
mod scenario;
mod scenarios;

use anyhow::Context as _;

fn main() -> anyhow::Result<()> {
    let path = std::env::args()
        .nth(1)
        .context("usage: driver CONFIG.json")?;
    let config: config::Config =
        serde_json::from_slice(&std::fs::read(&path).with_context(|| path.clone())?)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let report = tokio::task::LocalSet::new().block_on(&runtime, scenarios::run(config))?;
    println!("{}", serde_json::to_string(&report)?);
    Ok(())
}
