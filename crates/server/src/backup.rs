//! Backups: a folder with the database, the root key and a manifest.

use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

use anyhow::{Context, bail};
use durward_db::{DbError, Target};
use durward_store::migrations;
use serde::{Deserialize, Serialize};

use crate::config::Config;
use crate::root_key::Source;
use crate::wiring::Parts;
use crate::{deployment, root_key};

const DATABASE: &str = "durward.db";
const ROOT_KEY: &str = "root.key";
const MANIFEST: &str = "manifest.json";

/// What a backup says of itself. Written last: a folder without it is not a whole backup.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Manifest {
    /// Of this description.
    format: u32,
    /// Of the program that made it.
    version: String,
    /// Of the schema.
    schema: i64,
    made_at: durward_model::Timestamp,
    public_url: String,
    /// Whether the database is in it; one on PostgreSQL is not.
    database: bool,
    /// Whether the root key is in it; one from a variable or a command is not.
    root_key: bool,
}

/// Makes a backup in the new folder `output` while the database is in use. Returns what to tell the operator.
///
/// # Errors
/// When the folder exists or cannot be written.
pub(crate) async fn make(parts: &Parts, output: &Path) -> anyhow::Result<Vec<String>> {
    std::fs::DirBuilder::new()
        .mode(0o700)
        .create(output)
        .with_context(|| format!("the folder {} cannot be made", output.display()))?;
    let platform = &parts.platform;
    let mut told = Vec::new();
    let database = match platform.db.backup_to(&output.join(DATABASE)).await {
        Ok(()) => true,
        Err(DbError::Unsupported) => {
            told.push("the database is on PostgreSQL: back it up with pg_dump, or with base backups and a WAL archive".to_owned());
            false
        }
        Err(error) => return Err(error).context("the database cannot be copied"),
    };
    if let Some(path) = parts.root_key.file() {
        let roots = root_key::load(&parts.root_key).with_context(|| path.display().to_string())?;
        root_key::write(&output.join(ROOT_KEY), &roots)?;
    } else {
        told.push("the root key does not come from a file: keep it where you keep it now, the backup is worth nothing without it".to_owned());
    }
    let manifest = Manifest {
        format: 1,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        schema: platform.db.migrated_version().await?,
        made_at: platform.clock.now(),
        public_url: platform.public_url.clone(),
        database,
        root_key: parts.root_key.file().is_some(),
    };
    write_new(
        &output.join(MANIFEST),
        &serde_json::to_vec_pretty(&manifest)?,
    )?;
    std::fs::File::open(output)?.sync_all()?;
    told.push(format!("backup made in {}", output.display()));
    Ok(told)
}

/// Brings the backup in the folder `input` back into the empty deployment that `config` describes.
///
/// # Errors
/// When there is a deployment already, or no whole backup.
pub(crate) fn restore(config: &Config, input: &Path) -> anyhow::Result<()> {
    let text = std::fs::read(input.join(MANIFEST)).with_context(|| {
        format!(
            "{} is not a whole backup: it has no {MANIFEST}",
            input.display()
        )
    })?;
    let manifest: Manifest = serde_json::from_slice(&text)
        .with_context(|| format!("{}/{MANIFEST} does not read", input.display()))?;
    let newest = migrations::ALL
        .last()
        .map_or(0, |migration| migration.version);
    if manifest.format != 1 || manifest.schema > newest {
        bail!(
            "the backup was made by Durward {}, which is newer than this one: restore it with that version or a later one",
            manifest.version
        );
    }
    let database = match deployment::target(config)? {
        Target::Sqlite(path) => path,
        Target::Postgres(_) => bail!(
            "on PostgreSQL, bring the database back with its own tools and copy {ROOT_KEY} into the data folder"
        ),
    };
    if !manifest.database {
        bail!("the database is not in this backup: it was on PostgreSQL");
    }
    let source = Source::of(config);
    for path in [Some(database.as_path()), source.file()]
        .into_iter()
        .flatten()
    {
        if path.exists() {
            bail!(
                "{} exists already: a backup is brought back into an empty data folder only",
                path.display()
            );
        }
    }
    deployment::make_folder(&config.data_dir)?;
    if let Some(target) = source.file().filter(|_| manifest.root_key) {
        copy(&input.join(ROOT_KEY), target)?;
    }
    // Last: while it is missing, a restore that was cut off can be begun anew after the key is removed.
    copy(&input.join(DATABASE), &database)
}

/// Copies to a new file that only its owner can read, and waits for the disk.
fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    let work = || -> std::io::Result<()> {
        let mut source = std::fs::File::open(from)?;
        let mut target = std::fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(to)?;
        std::io::copy(&mut source, &mut target)?;
        target.sync_all()
    };
    work().with_context(|| format!("{} cannot be copied to {}", from.display(), to.display()))
}

fn write_new(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    Ok(())
}
