//! Everything a process has one of, put together.

use std::sync::Arc;

use anyhow::Context;
use durward_db::Db;
use durward_identity::Passwords;
use durward_model::entropy::OsEntropy;
use durward_model::http::HttpClient;
use durward_model::id::NodeId;
use durward_model::time::SystemClock;
use durward_model::{Clock, Entropy};
use durward_provider::Provider;
use durward_provider::clients::AppKind;
use durward_signin::{Engine, JourneyKind};
use durward_store::documents::{Documents, Kind, Kinds};
use durward_store::realms::Directory;
use durward_store::services::ServiceKind;
use durward_store::vault::{RootKeys, Vault};
use durward_store::{Platform, migrations};
use durward_web::{App, Limits};

/// The parts of a running process.
#[derive(Clone)]
pub(crate) struct Parts {
    pub(crate) platform: Arc<Platform>,
    pub(crate) provider: Arc<Provider>,
    pub(crate) engine: Arc<Engine>,
    pub(crate) passwords: Arc<Passwords>,
}

/// Migrates `db` and puts the parts together.
///
/// # Errors
/// When the schema cannot be brought up to date or no thread can be started.
pub(crate) async fn assemble(
    db: Db,
    roots: RootKeys,
    public_url: String,
    http: Arc<dyn HttpClient>,
    hashing: durward_identity::passwords::Settings,
) -> anyhow::Result<Parts> {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let entropy: Arc<dyn Entropy> = Arc::new(OsEntropy);
    let now = clock.now();
    db.migrate(migrations::ALL, now.millis()).await.context("the database schema could not be brought up to date")?;
    let passwords = Arc::new(Passwords::start(hashing, Arc::clone(&entropy))?);
    let engine = Arc::new(Engine::new(Arc::clone(&passwords)));
    let kinds: [Arc<dyn Kind>; 3] = [Arc::new(AppKind), Arc::new(JourneyKind::new(&engine)), Arc::new(ServiceKind)];
    let platform = Arc::new(Platform {
        db,
        clock,
        vault: Vault::new(roots, Arc::clone(&entropy)),
        documents: Documents::default(),
        kinds: Kinds::new(kinds),
        realms: Directory::default(),
        http,
        public_url: public_url.trim_end_matches('/').to_owned(),
        node: NodeId::new(now, entropy.as_ref()),
        entropy,
    });
    Ok(Parts { platform, provider: Arc::new(Provider::default()), engine, passwords })
}

impl Parts {
    /// The doors of these parts.
    ///
    /// # Errors
    /// When an embedded page does not compile.
    pub(crate) fn app(&self, limits: Limits) -> anyhow::Result<App> {
        let parts = self.clone();
        Ok(App::new(parts.platform, parts.provider, parts.engine, parts.passwords, limits)?)
    }
}
