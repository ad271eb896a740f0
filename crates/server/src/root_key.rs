//! The root key: a file of mode 0600 in the data directory, made on the first start. One key a line,
//! `name base64`; the first wraps what is new, the others only unwrap.

use std::io::Write;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

use anyhow::{Context, bail};
use durward_model::{Entropy, Secret, Timestamp};
use durward_store::vault::{RootKey, RootKeys};

/// Reads the key file at `path`; makes one when there is none.
///
/// # Errors
/// When the file cannot be read or made, can be read by others, or does not hold keys.
pub(crate) fn load_or_create(path: &Path, now: Timestamp, entropy: &dyn Entropy) -> anyhow::Result<RootKeys> {
    if !path.exists() {
        let key = RootKey::generate(now, entropy);
        write(path, &RootKeys { active: key.clone(), previous: Vec::new() })?;
        return Ok(RootKeys { active: key, previous: Vec::new() });
    }
    let mode = std::fs::metadata(path).with_context(|| format!("the root key file {} cannot be read", path.display()))?.permissions().mode();
    if mode & 0o077 != 0 {
        bail!("the root key file {} can be read by others; run: chmod 600 {}", path.display(), path.display());
    }
    let text = Secret::new(std::fs::read_to_string(path).with_context(|| format!("the root key file {} cannot be read", path.display()))?);
    parse(text.expose()).with_context(|| format!("the root key file {} does not hold keys", path.display()))
}

/// Writes the key file in one step: it is never half there.
///
/// # Errors
/// When the file cannot be written.
pub(crate) fn write(path: &Path, keys: &RootKeys) -> anyhow::Result<()> {
    let beside = path.with_extension("new");
    let _ = std::fs::remove_file(&beside);
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&beside)?;
    for key in std::iter::once(&keys.active).chain(&keys.previous) {
        let text = Secret::new(data_encoding::BASE64.encode(key.key.expose()));
        writeln!(file, "{} {}", key.id, text.expose())?;
    }
    file.sync_all()?;
    std::fs::rename(&beside, path)?;
    if let Some(folder) = path.parent() {
        std::fs::File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// Reads keys from text.
///
/// # Errors
/// When there is none, or a line is not a name and 32 bytes in base64.
pub(crate) fn parse(text: &str) -> anyhow::Result<RootKeys> {
    let mut keys = Vec::new();
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let broken = || format!("line {}: give a name, a space and 32 bytes in base64", number + 1);
        let (id, encoded) = line.trim().split_once(' ').with_context(broken)?;
        let bytes = Secret::new(data_encoding::BASE64.decode(encoded.trim().as_bytes()).ok().with_context(broken)?);
        let key: [u8; 32] = bytes.expose().as_slice().try_into().ok().with_context(broken)?;
        keys.push(RootKey { id: id.to_owned(), key: Secret::new(key) });
    }
    let mut keys = keys.into_iter();
    let active = keys.next().context("there is no key in it")?;
    Ok(RootKeys { active, previous: keys.collect() })
}
