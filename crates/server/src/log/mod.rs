//! The log: one JSON object a line on standard error, or text on a terminal.

mod json;
mod lines;

use std::io::IsTerminal;

use anyhow::{Context, anyhow};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::layer::SubscriberExt;

use crate::config::{Log, LogFormat};
pub(crate) use lines::Writing;

use json::Json;
use lines::Lines;

/// Starts the log of this process. It goes on as long as what is given back.
///
/// # Errors
/// When `log.level` does not read, or a log runs already.
pub(crate) fn start(settings: &Log) -> anyhow::Result<Writing> {
    let filter = EnvFilter::builder()
        .parse(&settings.level)
        .map_err(|error| anyhow!("log.level: {error}"))?;
    let (lines, writing) = Lines::start(std::io::stderr()).context("the log cannot be started")?;
    let registry = tracing_subscriber::registry().with(filter);
    let text = match settings.format {
        LogFormat::Auto => std::io::stderr().is_terminal(),
        LogFormat::Json => false,
        LogFormat::Text => true,
    };
    if text {
        let colours = std::io::stderr().is_terminal();
        let layer = tracing_subscriber::fmt::layer().with_writer(lines);
        tracing::subscriber::set_global_default(registry.with(layer.with_ansi(colours)))?;
    } else {
        tracing::subscriber::set_global_default(registry.with(Json::new(lines)))?;
    }
    Ok(writing)
}
