//! The root key: one key a line, `name base64`; the first wraps what is new, the others only unwrap.
//!
//! It is a file of mode 0600, made on the first start, unless the settings name a variable or a command to get it from.

use std::io::Write;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, bail};
use durward_model::{Entropy, Secret, Timestamp};
use durward_store::vault::{RootKey, RootKeys};

use crate::config::{self, Config};

/// Where the root key of a deployment comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Source {
    /// A file.
    File(PathBuf),
    /// An environment variable.
    Variable(String),
    /// What a program prints.
    Command(Vec<String>),
}

impl Source {
    /// The source that `config` names.
    pub(crate) fn of(config: &Config) -> Self {
        let settings = &config.root_key;
        if let Some(name) = &settings.variable {
            return Self::Variable(name.clone());
        }
        if !settings.command.is_empty() {
            return Self::Command(settings.command.clone());
        }
        Self::File(
            settings
                .file
                .clone()
                .unwrap_or_else(|| config.data_dir.join("root.key")),
        )
    }

    /// The file, if it is one.
    pub(crate) fn file(&self) -> Option<&Path> {
        match self {
            Self::File(path) => Some(path),
            _ => None,
        }
    }
}

/// Reads the keys.
///
/// # Errors
/// When the source has none, or a file that others can read.
pub(crate) fn load(source: &Source) -> anyhow::Result<RootKeys> {
    match source {
        Source::File(path) => load_file(path),
        Source::Variable(name) => {
            let text = Secret::new(
                config::variable(name)
                    .with_context(|| format!("root_key.variable: {name} is not set"))?,
            );
            parse(text.expose())
                .with_context(|| format!("the environment variable {name} does not hold root keys"))
        }
        Source::Command(words) => printed_by(words),
    }
}

/// Reads the keys of a deployment that has none yet: a file that does not exist is made.
///
/// # Errors
/// As [`load`]; when the file cannot be made.
pub(crate) fn load_or_create(
    source: &Source,
    now: Timestamp,
    entropy: &dyn Entropy,
) -> anyhow::Result<RootKeys> {
    if let Source::File(path) = source
        && !path.exists()
    {
        let keys = RootKeys {
            active: RootKey::generate(now, entropy),
            previous: Vec::new(),
        };
        create(path, &keys)?;
    }
    // What is in the file now counts: another process may have been faster.
    load(source)
}

fn load_file(path: &Path) -> anyhow::Result<RootKeys> {
    let what = || format!("the root key file {}", path.display());
    let mode = std::fs::metadata(path)
        .with_context(|| format!("{} cannot be read", what()))?
        .permissions()
        .mode();
    if mode & 0o077 != 0 {
        bail!(
            "{} can be read by others; run: chmod 600 {}",
            what(),
            path.display()
        );
    }
    let text = Secret::new(
        std::fs::read_to_string(path).with_context(|| format!("{} cannot be read", what()))?,
    );
    parse(text.expose()).with_context(|| format!("{} does not hold root keys", what()))
}

fn printed_by(words: &[String]) -> anyhow::Result<RootKeys> {
    let (program, arguments) = words.split_first().context("root_key.command is empty")?;
    let output = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("root_key.command: {program} cannot be run"))?;
    if !output.status.success() {
        bail!("root_key.command: {program} ended with {}", output.status);
    }
    let text = Secret::new(
        String::from_utf8(output.stdout)
            .ok()
            .with_context(|| format!("root_key.command: {program} printed no text"))?,
    );
    parse(text.expose())
        .with_context(|| format!("root_key.command: {program} did not print root keys"))
}

/// Makes the file, unless it is there already.
fn create(path: &Path, keys: &RootKeys) -> anyhow::Result<()> {
    let beside = written_beside(path, keys)?;
    let made = std::fs::hard_link(&beside, path);
    drop(std::fs::remove_file(&beside));
    match made {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error)
            .with_context(|| format!("the root key file {} cannot be made", path.display())),
        _ => settle(path),
    }
}

/// Writes the file anew in one step: it is never half there.
///
/// # Errors
/// When the file cannot be written.
pub(crate) fn write(path: &Path, keys: &RootKeys) -> anyhow::Result<()> {
    let beside = written_beside(path, keys)?;
    std::fs::rename(&beside, path)
        .with_context(|| format!("the root key file {} cannot be written", path.display()))?;
    settle(path)
}

fn written_beside(path: &Path, keys: &RootKeys) -> anyhow::Result<PathBuf> {
    let beside = path.with_extension(format!("new-{}", std::process::id()));
    drop(std::fs::remove_file(&beside));
    let write = || -> std::io::Result<()> {
        let mut file = std::fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&beside)?;
        for key in std::iter::once(&keys.active).chain(&keys.previous) {
            let text = Secret::new(data_encoding::BASE64.encode(key.key.expose()));
            writeln!(file, "{} {}", key.id, text.expose())?;
        }
        file.sync_all()
    };
    write().with_context(|| format!("the root key file {} cannot be written", beside.display()))?;
    Ok(beside)
}

fn settle(path: &Path) -> anyhow::Result<()> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    std::fs::File::open(folder)?.sync_all()?;
    Ok(())
}

/// Reads keys from text.
///
/// # Errors
/// When there is none, or a line is not a name and 32 bytes in base64.
fn parse(text: &str) -> anyhow::Result<RootKeys> {
    let mut keys = Vec::new();
    for (number, line) in text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
    {
        let broken = || {
            format!(
                "line {}: give a name, a space and 32 bytes in base64",
                number + 1
            )
        };
        let (id, encoded) = line.trim().split_once(' ').with_context(broken)?;
        let bytes = Secret::new(
            data_encoding::BASE64
                .decode(encoded.trim().as_bytes())
                .ok()
                .with_context(broken)?,
        );
        let key: [u8; 32] = bytes
            .expose()
            .as_slice()
            .try_into()
            .ok()
            .with_context(broken)?;
        keys.push(RootKey {
            id: id.to_owned(),
            key: Secret::new(key),
        });
    }
    let mut keys = keys.into_iter();
    let active = keys.next().context("there is no key in it")?;
    Ok(RootKeys {
        active,
        previous: keys.collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use durward_model::entropy::SeededEntropy;

    fn made(seed: u64, path: &Path) -> RootKeys {
        load_or_create(
            &Source::File(path.to_owned()),
            Timestamp::from_millis(1_000),
            &SeededEntropy::new(seed),
        )
        .unwrap()
    }

    #[test]
    fn the_first_to_make_the_file_decides_what_is_in_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("root.key");
        let first = made(1, &path);
        let second = made(2, &path);
        assert_eq!(first.active.key.expose(), second.active.key.expose());
        assert_eq!(
            std::fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o600
        );
        assert_eq!(
            std::fs::read_dir(folder.path()).unwrap().count(),
            1,
            "nothing is left beside it"
        );
    }

    #[test]
    fn a_rotated_file_begins_with_the_active_key() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("root.key");
        let old = made(1, &path).active;
        let new = RootKey {
            id: "root-2".to_owned(),
            key: Secret::new([7; 32]),
        };
        write(
            &path,
            &RootKeys {
                active: new,
                previous: vec![old.clone()],
            },
        )
        .unwrap();
        let read = load(&Source::File(path)).unwrap();
        assert_eq!(read.active.id, "root-2");
        assert_eq!(read.previous[0].key.expose(), old.key.expose());
    }

    #[test]
    fn a_file_that_others_can_read_is_refused_with_the_remedy() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("root.key");
        made(1, &path);
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        let error = load(&Source::File(path)).unwrap_err();
        assert!(format!("{error:#}").contains("chmod 600"), "{error:#}");
    }

    #[test]
    fn a_line_that_is_no_key_is_named_by_its_number_and_not_shown() {
        let error = parse("root-1 AAAA\n").unwrap_err().to_string();
        assert!(
            error.contains("line 1") && !error.contains("AAAA"),
            "{error}"
        );
        assert!(parse("\n\n").is_err());
    }
}
