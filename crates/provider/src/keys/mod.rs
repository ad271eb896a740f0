//! The realm's signing keys, ready for use.
//!
//! A realm's keys are made when first needed, loaded once per process into a [`KeyRing`], and loaded
//! again when any node changes them. [`lifecycle`] moves them from *next* through *active* to *retiring*.

mod generate;
pub mod lifecycle;
mod ring;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use durward_db::Notice;
use durward_jose::Algorithm;
use durward_model::id::RealmId;
use durward_store::{Cx, Error, Platform, signing_keys};
use tokio::sync::Semaphore;

pub use ring::{ActiveKey, KeyRing};

/// Algorithms Durward makes signing keys for.
pub const SIGNING_ALGORITHMS: [Algorithm; 3] =
    [Algorithm::RS256, Algorithm::ES256, Algorithm::EdDSA];

/// The key rings of the process.
pub struct Keys {
    rings: moka::sync::Cache<RealmId, Arc<KeyRing>>,
    /// How often rings were forgotten.
    changes: AtomicU64,
    /// Making an RSA key takes a core for a while; one at a time leaves the others for requests.
    makers: Semaphore,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Keys({} rings)", self.rings.entry_count())
    }
}

impl Default for Keys {
    fn default() -> Self {
        Self {
            rings: moka::sync::Cache::new(20_000),
            changes: AtomicU64::new(0),
            makers: Semaphore::new(1),
        }
    }
}

impl Keys {
    /// The keys of the realm of `cx`, from memory or the database.
    ///
    /// # Errors
    /// Database failures; internal when a key cannot be opened.
    pub async fn ring(&self, cx: &Cx) -> Result<Arc<KeyRing>, Error> {
        if let Some(ring) = self.rings.get(&cx.realm.id) {
            return Ok(ring);
        }
        let changes = self.changes.load(Ordering::Acquire);
        let rows = signing_keys::all(cx, &mut cx.db().read().await?).await?;
        let ring = Arc::new(KeyRing::read(cx, rows)?);
        self.rings.insert(cx.realm.id, Arc::clone(&ring));
        // Somebody changed keys while these were read: they serve this request and no other.
        if self.changes.load(Ordering::Acquire) != changes {
            self.rings.invalidate(&cx.realm.id);
        }
        Ok(ring)
    }

    /// A ring whose active key of `algorithm` exists: it is made now if it was never needed before.
    ///
    /// # Errors
    /// As [`Keys::ring`].
    pub async fn ring_with(&self, cx: &Cx, algorithm: Algorithm) -> Result<Arc<KeyRing>, Error> {
        let ring = self.ring(cx).await?;
        if ring.has_active(algorithm) {
            return Ok(ring);
        }
        self.ensure(cx, &[algorithm]).await
    }

    /// Makes the active keys of `algorithms` that the realm does not have yet.
    ///
    /// # Errors
    /// As [`Keys::ring`].
    pub async fn ensure(&self, cx: &Cx, algorithms: &[Algorithm]) -> Result<Arc<KeyRing>, Error> {
        let _turn = self
            .makers
            .acquire()
            .await
            .map_err(|_| Error::internal("the key makers are closed"))?;
        let mut made = false;
        for &algorithm in algorithms {
            if !self.ring(cx).await?.has_active(algorithm) {
                generate::add(cx, algorithm, signing_keys::KeyState::Active).await?;
                self.forget(cx.realm.id);
                made = true;
            }
        }
        if made {
            tracing::info!(
                realm = cx.realm.path.as_str(),
                ?algorithms,
                "signing keys made"
            );
        }
        self.ring(cx).await
    }

    /// Forgets the ring of `realm`, so that the next use loads it.
    pub fn forget(&self, realm: RealmId) {
        self.changes.fetch_add(1, Ordering::AcqRel);
        self.rings.invalidate(&realm);
    }

    /// Follows the notices of all nodes for ever and forgets the rings that changed.
    pub async fn follow_changes(&self, platform: &Platform) {
        let mut notices = platform.db.subscribe();
        loop {
            match notices.recv().await {
                Ok(Notice::Message(text)) => {
                    if let Some(realm) = text.strip_prefix("keys ").and_then(|id| id.parse().ok()) {
                        self.forget(realm);
                    }
                }
                Ok(Notice::Resync) | Err(tokio::sync::broadcast::error::RecvError::Lagged(_)) => {
                    self.changes.fetch_add(1, Ordering::AcqRel);
                    self.rings.invalidate_all();
                }
                Err(tokio::sync::broadcast::error::RecvError::Closed) => return,
            }
        }
    }
}
