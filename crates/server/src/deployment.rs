//! A deployment, opened: folder, database, schema, root key, root realm.

use std::os::unix::fs::DirBuilderExt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use durward_db::{Db, Settings, Target};
use durward_identity::{passwords, realms};
use durward_model::text::RealmPath;
use durward_model::{Clock, Entropy};
use durward_store::vault::RootKeys;
use durward_store::{migrations, realms as rows};

use crate::config::Config;
use crate::outbound::Outbound;
use crate::root_key::{self, Source};
use crate::wiring::{self, Parts, Pieces};

/// Opens the deployment that `config` describes, and makes it if there is none yet.
///
/// # Errors
/// When the database cannot be used, or does not belong to this root key.
pub(crate) async fn open(config: &Config) -> anyhow::Result<Parts> {
    make_folder(&config.data_dir)?;
    let target = target(config)?;
    let db = Db::open(database_settings(config, target.clone()))
        .await
        .with_context(|| format!("the database {target}"))?;
    match prepare(config, &db).await {
        Ok(parts) => Ok(parts),
        Err(error) => {
            db.close().await;
            Err(error)
        }
    }
}

async fn prepare(config: &Config, db: &Db) -> anyhow::Result<Parts> {
    let (clock, entropy) = (wiring::clock(), wiring::entropy());
    let run = db
        .migrate(migrations::ALL, clock.now().millis())
        .await
        .context("the database schema cannot be brought up to date")?;
    if run > 0 {
        tracing::info!(migrations = run, "the schema is up to date");
    }
    let root_key = Source::of(config);
    let roots = roots(db, &root_key, clock.as_ref(), entropy.as_ref()).await?;
    let parts = wiring::assemble(Pieces {
        db: db.clone(),
        roots,
        root_key,
        public_url: config.public_url.as_str().to_owned(),
        certificate_door: config.certificate_door(),
        http: Arc::new(Outbound::new(&config.outbound)?),
        hashing: hashing(config),
        development: config.is_development(),
    })?;
    ensure_root(&parts).await?;
    Ok(parts)
}

/// A database that is in use already belongs to a root key: then a missing one is not made but missed.
async fn roots(
    db: &Db,
    source: &Source,
    clock: &dyn Clock,
    entropy: &dyn Entropy,
) -> anyhow::Result<RootKeys> {
    let in_use = rows::by_path(&mut db.read().await?, &RealmPath::root())
        .await?
        .is_some();
    if !in_use {
        return root_key::load_or_create(source, clock.now(), entropy);
    }
    if let Some(path) = source.file().filter(|path| !path.exists()) {
        bail!(
            "the root key file {} is missing, and the database cannot be opened without it: bring it back from a backup or copy it from another node",
            path.display()
        );
    }
    root_key::load(source)
}

/// Makes the realm `root` of an empty database, and makes sure that the root key is the right one. Of several nodes that
/// start together one makes it.
async fn ensure_root(parts: &Parts) -> anyhow::Result<()> {
    let platform = &parts.platform;
    let mut tx = platform.db.begin().await?;
    match realms::create_root(platform, &mut tx).await {
        Ok(Some(_)) => match tx.commit().await {
            Ok(()) => tracing::info!("the realm root was made"),
            Err(durward_db::DbError::Unique { .. }) => {}
            Err(error) => return Err(error.into()),
        },
        Ok(None) => drop(tx),
        // Another node was faster between the look and the row.
        Err(error) if error.kind == durward_store::ErrorKind::Conflict => drop(tx),
        Err(error) => return Err(error.into()),
    }
    let cx = parts.operator("root").await?;
    cx.keys().await.map(drop).map_err(|error| {
        anyhow::anyhow!(
            "the root key is not the one this database was made with: {}",
            error.detail
        )
    })
}

/// Makes the data folder, for this user only.
///
/// # Errors
/// When it cannot be made.
pub(crate) fn make_folder(folder: &Path) -> anyhow::Result<()> {
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .with_context(|| format!("the data folder {} cannot be made", folder.display()))
}

/// Which database.
///
/// # Errors
/// When `database` does not read.
pub(crate) fn target(config: &Config) -> anyhow::Result<Target> {
    match &config.database {
        Some(text) => Target::parse(text).map_err(|error| anyhow::anyhow!("database: {error}")),
        None => Ok(Target::Sqlite(config.data_dir.join("durward.db"))),
    }
}

fn database_settings(config: &Config, target: Target) -> Settings {
    let mut settings = Settings::new(target);
    let sqlite = &config.sqlite;
    settings.sqlite_readers = sqlite.readers.unwrap_or(settings.sqlite_readers).max(1);
    settings.sqlite_writer_cache_kib = sqlite
        .writer_cache
        .unwrap_or(settings.sqlite_writer_cache_kib);
    settings.sqlite_reader_cache_kib = sqlite
        .reader_cache
        .unwrap_or(settings.sqlite_reader_cache_kib);
    settings.pg_pool = config.postgres.connections;
    settings.pg_prepare = config.postgres.prepare;
    settings.pg_listen = config.postgres.notify;
    settings
}

fn hashing(config: &Config) -> passwords::Settings {
    let given = &config.passwords;
    let mut settings = passwords::Settings::default();
    if let Some(threads) = given.threads {
        settings.threads = threads.max(1);
        settings.queue = 24 * settings.threads;
    }
    settings.queue = given.queue.unwrap_or(settings.queue);
    settings.wait = given.wait.map_or(settings.wait, Duration::from_millis);
    settings
}
