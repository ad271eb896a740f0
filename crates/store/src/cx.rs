//! What every use case is given: the platform it runs on, and who asks for what, when, in which realm.

use std::sync::Arc;

use durward_db::Db;
use durward_model::http::{CertificateDoor, ClientCertificate, HttpClient};
use durward_model::id::{NodeId, RealmId, RequestId};
use durward_model::realm::Realm;
use durward_model::{Actor, Clock, Entropy, Secret, Timestamp};

use crate::Error;
use crate::documents::{Documents, Kinds};
use crate::realms::Directory;
use crate::vault::{RealmKeys, Sealed, Vault};

/// What a process has one of.
pub struct Platform {
    /// The database.
    pub db: Db,
    /// Where time comes from.
    pub clock: Arc<dyn Clock>,
    /// Where randomness comes from.
    pub entropy: Arc<dyn Entropy>,
    /// Seals secrets.
    pub vault: Vault,
    /// Compiled configuration documents.
    pub documents: Documents,
    /// The kinds of document there are.
    pub kinds: Kinds,
    /// Realms by address.
    pub realms: Directory,
    /// Requests that leave the process.
    pub http: Arc<dyn HttpClient>,
    /// Scheme and authority people and applications reach us at, without a trailing slash.
    pub public_url: String,
    /// Where clients can present certificates.
    pub certificate_door: CertificateDoor,
    /// This process.
    pub node: NodeId,
}

impl std::fmt::Debug for Platform {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Platform({}, {})", self.node, self.public_url)
    }
}

/// Where a request came from.
#[derive(Debug, Clone, Default)]
pub struct Origin {
    /// Network address of the client, behind trusted proxies its own.
    pub ip: String,
    /// `User-Agent`, at most 512 characters.
    pub user_agent: String,
    /// Languages its person reads, best first.
    pub languages: Vec<String>,
    /// What tells this browser from others, hashed; empty when it has not shown a page of ours before.
    pub browser: String,
    /// Names of the cookies that came with it, a bounded number of them.
    pub cookies: Vec<String>,
    /// The certificate that the client presented, if it did.
    pub client_certificate: Option<Arc<ClientCertificate>>,
}

/// One request or job in one realm. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Cx {
    /// What the process has one of.
    pub platform: Arc<Platform>,
    /// The realm.
    pub realm: Arc<Realm>,
    /// The present moment, read once.
    pub now: Timestamp,
    /// On whose behalf.
    pub actor: Actor,
    /// Ties logs and audit events together.
    pub request_id: RequestId,
    /// Where the request came from.
    pub origin: Origin,
}

impl Cx {
    /// A context for `realm`, now.
    pub fn new(platform: Arc<Platform>, realm: Arc<Realm>, actor: Actor, origin: Origin) -> Self {
        let now = platform.clock.now();
        let request_id = RequestId::new(now, platform.entropy.as_ref());
        Self {
            platform,
            realm,
            now,
            actor,
            request_id,
            origin,
        }
    }

    /// The database.
    pub fn db(&self) -> &Db {
        &self.platform.db
    }

    /// The realm's identifier.
    pub fn realm_id(&self) -> RealmId {
        self.realm.id
    }

    /// Randomness.
    pub fn entropy(&self) -> &dyn Entropy {
        self.platform.entropy.as_ref()
    }

    /// The same request on behalf of `actor`, once it is known.
    #[must_use]
    pub fn acting(mut self, actor: Actor) -> Self {
        self.actor = actor;
        self
    }

    /// The realm's issuer: its base address on its public origin, without a trailing slash.
    pub fn issuer(&self) -> String {
        issuer(&self.platform.public_url, &self.realm)
    }

    /// The realm's sealing keys.
    ///
    /// # Errors
    /// As [`Vault::realm_keys`].
    pub async fn keys(&self) -> Result<Arc<RealmKeys>, Error> {
        self.platform
            .vault
            .realm_keys(self.db(), self.realm.id)
            .await
    }

    /// Seals `plain` for this realm; opening needs the same `context`.
    ///
    /// # Errors
    /// As [`Vault::realm_keys`].
    pub async fn seal(&self, context: &str, plain: &[u8]) -> Result<Sealed, Error> {
        let keys = self.keys().await?;
        self.platform.vault.seal(&keys, context, plain)
    }

    /// Opens what [`Cx::seal`] sealed.
    ///
    /// # Errors
    /// Internal when the value is broken or not this realm's.
    pub async fn open(&self, context: &str, sealed: &Sealed) -> Result<Secret<Vec<u8>>, Error> {
        self.keys().await?.open(context, sealed)
    }
}

/// The issuer of `realm`, where `public_url` is the platform's own origin. A realm with host names of its
/// own is reached at `/` of the first of them.
pub fn issuer(public_url: &str, realm: &Realm) -> String {
    match realm.hosts.first() {
        Some(host) => {
            let scheme = public_url
                .split_once("://")
                .map_or("https", |(scheme, _)| scheme);
            format!("{scheme}://{host}")
        }
        None => format!("{public_url}{}", realm.path.base_path()),
    }
}
