//! Secrets that stand elsewhere: `{env: NAME}` and `{file: PATH}` where a secret is expected.

use std::path::Path;

use anyhow::{Context, bail};
use serde_json::Value;

use crate::config;

/// Ends of the names of members that hold secrets, in lower case without separators. Elsewhere an object with a
/// single member `env` or `file` is what it says.
const SECRETS: [&str; 4] = ["password", "passwordhash", "secret", "token"];

/// Puts the secrets in place that `value` refers to. Paths begin at `folder`.
///
/// # Errors
/// A variable that is not set; a file that cannot be read.
pub(super) fn resolve(value: &mut Value, folder: &Path) -> anyhow::Result<()> {
    match value {
        Value::Array(items) => items.iter_mut().try_for_each(|item| resolve(item, folder)),
        Value::Object(members) => {
            for (name, value) in members {
                match referred(value) {
                    Some((kind, place)) if is_secret(name) => {
                        *value = Value::String(
                            fetch(kind, place, folder).with_context(|| name.clone())?,
                        );
                    }
                    _ => resolve(value, folder)?,
                }
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

fn is_secret(name: &str) -> bool {
    let plain: String = name
        .chars()
        .filter(char::is_ascii_alphabetic)
        .map(|letter| letter.to_ascii_lowercase())
        .collect();
    SECRETS.iter().any(|end| plain.ends_with(end))
}

fn referred(value: &Value) -> Option<(&str, &str)> {
    let members = value.as_object().filter(|members| members.len() == 1)?;
    let (kind, place) = members.iter().next()?;
    matches!(kind.as_str(), "env" | "file").then_some((kind.as_str(), place.as_str()?))
}

fn fetch(kind: &str, place: &str, folder: &Path) -> anyhow::Result<String> {
    if kind == "env" {
        let Some(text) = config::variable(place) else {
            bail!("the environment variable {place} is not set");
        };
        return Ok(text);
    }
    let path = folder.join(place);
    let text = std::fs::read_to_string(&path)
        .with_context(|| format!("{} cannot be read", path.display()))?;
    let text = text.strip_suffix('\n').unwrap_or(&text);
    Ok(text.strip_suffix('\r').unwrap_or(text).to_owned())
}
