//! Settings from environment variables: the only place that reads them.

use anyhow::{Context, bail};
use toml::Value;

use super::table::{Kind, SETTINGS, Setting};

/// Variables that are not settings but ours all the same.
const OTHERS: [&str; 1] = ["DURWARD_CONFIG"];

/// The value of the variable `name`, if it is set and not empty.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place that reads the environment"
)]
pub(crate) fn named(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// The settings given as variables.
///
/// # Errors
/// A variable that does not read as its setting's kind.
pub(super) fn settings() -> anyhow::Result<Vec<(&'static Setting, Value)>> {
    let mut given = Vec::new();
    for setting in SETTINGS {
        let name = setting.variable();
        if let Some(text) = named(&name) {
            let value = read(setting.kind, &text)
                .with_context(|| format!("the environment variable {name}"))?;
            given.push((setting, value));
        }
    }
    Ok(given)
}

/// Reads `text` as a value of `kind`.
fn read(kind: Kind, text: &str) -> anyhow::Result<Value> {
    Ok(match kind {
        Kind::Text => Value::String(text.to_owned()),
        Kind::Number => Value::Integer(text.trim().parse().context("give a whole number")?),
        Kind::Switch => match text.trim() {
            "true" => Value::Boolean(true),
            "false" => Value::Boolean(false),
            _ => bail!("give true or false"),
        },
        Kind::List => {
            let parts = text
                .split(',')
                .map(str::trim)
                .filter(|part| !part.is_empty());
            Value::Array(parts.map(|part| Value::String(part.to_owned())).collect())
        }
    })
}

/// Variables that begin like settings and are none: perhaps mistyped.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place that reads the environment"
)]
pub(crate) fn unknown_variables() -> Vec<String> {
    let names = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    let ours = |name: &String| {
        SETTINGS.iter().any(|setting| setting.variable() == *name)
            || OTHERS.contains(&name.as_str())
    };
    names
        .filter(|name| name.starts_with("DURWARD_") && !ours(name))
        .collect()
}
