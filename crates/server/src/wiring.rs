//! Everything a process has one of, put together.

use std::sync::Arc;

use durward_db::{Db, Tx};
use durward_identity::declare::Filling;
use durward_identity::passwords::Passwords;
use durward_messaging::channel::ChannelKind;
use durward_messaging::delivery::Postman;
use durward_messaging::template::TemplateKind;
use durward_model::entropy::OsEntropy;
use durward_model::http::{CertificateDoor, HttpClient};
use durward_model::id::NodeId;
use durward_model::time::SystemClock;
use durward_model::{Clock, Entropy};
use durward_provider::Provider;
use durward_provider::clients::AppKind;
use durward_provider::issuers::TrustedIssuerKind;
use durward_signin::Engine;
use durward_signin::kind::JourneyKind;
use durward_signin::webhook::WebhookKind;
use durward_store::documents::{Documents, Kind, Kinds};
use durward_store::realms::Directory;
use durward_store::services::ServiceKind;
use durward_store::vault::{RootKeys, Vault};
use durward_store::{Cx, Platform};
use durward_web::{App, Limits};

use crate::root_key::Source;

/// The parts of a process.
#[derive(Clone)]
pub(crate) struct Parts {
    pub(crate) platform: Arc<Platform>,
    pub(crate) provider: Arc<Provider>,
    pub(crate) engine: Arc<Engine>,
    pub(crate) passwords: Arc<Passwords>,
    pub(crate) postman: Postman,
    /// Where the root key came from.
    pub(crate) root_key: Source,
    /// Whether nobody but this machine can reach us.
    development: bool,
}

/// What parts are made of.
pub(crate) struct Pieces {
    /// An open database with the schema of this program.
    pub(crate) db: Db,
    pub(crate) roots: RootKeys,
    pub(crate) root_key: Source,
    pub(crate) public_url: String,
    pub(crate) certificate_door: CertificateDoor,
    pub(crate) http: Arc<dyn HttpClient>,
    pub(crate) hashing: durward_identity::passwords::Settings,
    /// Whether nobody but this machine can reach us.
    pub(crate) development: bool,
}

/// Where the time comes from.
pub(crate) fn clock() -> Arc<dyn Clock> {
    Arc::new(SystemClock)
}

/// Where randomness comes from.
pub(crate) fn entropy() -> Arc<dyn Entropy> {
    Arc::new(OsEntropy)
}

/// Puts `pieces` together.
///
/// # Errors
/// When no thread can be started.
pub(crate) fn assemble(pieces: Pieces) -> anyhow::Result<Parts> {
    let (clock, entropy) = (clock(), entropy());
    let passwords = Arc::new(Passwords::start(pieces.hashing, Arc::clone(&entropy))?);
    let engine = Arc::new(Engine::new(Arc::clone(&passwords))?);
    let kinds: [Arc<dyn Kind>; 7] = [
        Arc::new(AppKind),
        Arc::new(ChannelKind),
        Arc::new(JourneyKind),
        Arc::new(ServiceKind),
        Arc::new(TemplateKind),
        Arc::new(TrustedIssuerKind),
        Arc::new(WebhookKind),
    ];
    let platform = Arc::new(Platform {
        db: pieces.db,
        vault: Vault::new(pieces.roots, Arc::clone(&entropy)),
        documents: Documents::default(),
        kinds: Kinds::new(kinds),
        realms: Directory::default(),
        http: pieces.http,
        public_url: pieces.public_url,
        certificate_door: pieces.certificate_door,
        node: NodeId::new(clock.now(), entropy.as_ref()),
        clock,
        entropy,
    });
    Ok(Parts {
        postman: Postman::new(Arc::clone(&platform), pieces.development),
        platform,
        provider: Arc::new(Provider::default()),
        engine,
        passwords,
        root_key: pieces.root_key,
        development: pieces.development,
    })
}

/// What every new realm gets besides its data key: nothing, for its journey is built in and its signing keys are made
/// when they are first needed.
pub(crate) fn fill_realm<'a>(_: &'a Cx, _: &'a mut Tx) -> Filling<'a> {
    Box::pin(async { Ok(()) })
}

impl Parts {
    /// The doors of these parts.
    ///
    /// # Errors
    /// When an embedded page does not compile.
    pub(crate) fn app(&self, limits: Limits) -> anyhow::Result<App> {
        let parts = self.clone();
        let app = App::new(
            parts.platform,
            parts.provider,
            parts.engine,
            parts.passwords,
            limits,
        )?;
        Ok(if parts.development {
            app.with_mailbox()
        } else {
            app
        })
    }
}
