//! Putting file, environment and flags together.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};
use toml::{Table, Value};

use super::environment;
use super::sections::Config;

/// Settings given as flags: the flag, its key, its value.
pub(crate) type Flags = Vec<(&'static str, &'static str, Value)>;

/// The configuration of this process.
///
/// # Errors
/// The first setting that does not read, with the file and line, the variable or the flag it stands in.
pub(crate) fn load(file: Option<&Path>, flags: Flags) -> anyhow::Result<Config> {
    let file = file
        .map(Path::to_owned)
        .or_else(|| environment::named("DURWARD_CONFIG").map(PathBuf::from));
    let mut whole = match &file {
        Some(path) => read_file(path)?,
        None => Table::new(),
    };
    let mut given = BTreeMap::new();
    for (setting, value) in environment::settings()? {
        given.insert(
            setting.key,
            format!("the environment variable {}", setting.variable()),
        );
        put(&mut whole, setting.key, value);
    }
    for (flag, key, value) in flags {
        given.insert(key, format!("the flag {flag}"));
        put(&mut whole, key, value);
    }
    let config: Config =
        serde_path_to_error::deserialize(Value::Table(whole)).map_err(|error| {
            let key = error.path().to_string();
            let place = given
                .iter()
                .find(|(known, _)| key == **known || key.starts_with(&format!("{known}[")));
            let message = error.into_inner().message().to_owned();
            match place {
                Some((_, place)) => anyhow!("{place}: {message}"),
                None => anyhow!("{key}: {message}"),
            }
        })?;
    check(&config)?;
    Ok(config)
}

/// Reads the file on its own, so that its mistakes are reported with their line.
fn read_file(path: &Path) -> anyhow::Result<Table> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("the configuration file {} cannot be read", path.display()))?;
    let wrong =
        |error: toml::de::Error| anyhow!("the configuration file {}: {error}", path.display());
    let table: Table = text.parse().map_err(wrong)?;
    toml::from_str::<Config>(&text).map_err(wrong)?;
    Ok(table)
}

fn put(whole: &mut Table, key: &str, value: Value) {
    match key.split_once('.') {
        None => {
            whole.insert(key.to_owned(), value);
        }
        Some((section, rest)) => {
            let inside = whole
                .entry(section)
                .or_insert_with(|| Value::Table(Table::new()));
            if let Value::Table(inside) = inside {
                put(inside, rest, value);
            }
        }
    }
}

/// What no single value can be blamed for.
fn check(config: &Config) -> anyhow::Result<()> {
    if config.tls.certificate.is_some() != config.tls.key.is_some() {
        bail!("tls.certificate and tls.key: give both or neither");
    }
    if config.admin.email.is_some() != config.admin.password_file.is_some() {
        bail!("admin.email and admin.password_file: give both or neither");
    }
    let certificates = &config.client_certificates;
    if certificates.listen.is_some() && config.tls.certificate.is_none() {
        bail!("client_certificates.listen: set tls.certificate and tls.key, too");
    }
    if certificates.public_url.is_some()
        && certificates.listen.is_none()
        && certificates.header.is_none()
    {
        bail!("client_certificates.public_url: set client_certificates.listen or .header, too");
    }
    if certificates.header.is_some() && config.proxies.trusted.is_empty() {
        bail!("client_certificates.header: say in proxies.trusted whose header is believed");
    }
    let root = &config.root_key;
    let sources = usize::from(root.file.is_some())
        + usize::from(root.variable.is_some())
        + usize::from(!root.command.is_empty());
    if sources > 1 {
        bail!("root_key: give one of file, variable and command");
    }
    if config.limits.header_bytes < 8192 {
        bail!("limits.header_bytes: give at least 8192");
    }
    for (key, value) in [
        ("limits.connections", config.limits.connections as u64),
        ("limits.header_timeout", config.limits.header_timeout),
        ("limits.request_timeout", config.limits.request_timeout),
        ("limits.body", config.limits.body as u64),
        ("outbound.timeout", config.outbound.timeout),
        ("postgres.connections", config.postgres.connections as u64),
    ] {
        if value == 0 {
            bail!("{key}: give at least 1");
        }
    }
    Ok(())
}
