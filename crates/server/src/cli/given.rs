//! What is given besides arguments.

use std::io::Read;
use std::path::Path;

use anyhow::Context;
use durward_model::Secret;

use crate::commands::Given;

/// The first line of the file at `path`, or of standard input for `-`.
///
/// # Errors
/// When it cannot be read or is empty.
pub(super) fn secret(path: &Path) -> anyhow::Result<Given> {
    let text = if path == Path::new("-") {
        let mut text = String::new();
        std::io::stdin()
            .lock()
            .read_to_string(&mut text)
            .context("standard input cannot be read")?;
        Secret::new(text)
    } else {
        Secret::new(
            std::fs::read_to_string(path)
                .with_context(|| format!("{} cannot be read", path.display()))?,
        )
    };
    let line = text.expose().lines().next().unwrap_or_default();
    anyhow::ensure!(!line.is_empty(), "{} holds no password", path.display());
    Ok(Given(Secret::new(line.to_owned())))
}
