//! Secrets at rest. A root key wraps one data key per realm; a realm's data key seals its secrets
//! with AES-256-GCM. Rotating the root key re-wraps data keys and leaves sealed values alone.

use std::collections::BTreeMap;
use std::sync::{Arc, RwLock};

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::{hkdf, hmac};
use data_encoding::BASE64URL_NOPAD as B64;
use durward_db::{Db, Tx, params};
use durward_model::id::{DataKeyId, RealmId};
use durward_model::{Entropy, Secret, Timestamp};
use serde::{Deserialize, Serialize};

use crate::Error;

/// A 256-bit key that wraps data keys, with the name it is known by.
#[derive(Debug, Clone)]
pub struct RootKey {
    /// Short name stored beside what it wrapped.
    pub id: String,
    /// The key itself.
    pub key: Secret<[u8; 32]>,
}

impl RootKey {
    /// A fresh root key named after the moment it was made.
    pub fn generate(now: Timestamp, entropy: &dyn Entropy) -> Self {
        let mut key = [0u8; 32];
        entropy.fill(&mut key);
        Self {
            id: format!("root-{}", now.millis()),
            key: Secret::new(key),
        }
    }
}

/// The root key in use and those that may still have to unwrap.
#[derive(Debug, Clone)]
pub struct RootKeys {
    /// Wraps what is new.
    pub active: RootKey,
    /// Only unwrap.
    pub previous: Vec<RootKey>,
}

impl RootKeys {
    fn named(&self, id: &str) -> Option<&RootKey> {
        std::iter::once(&self.active)
            .chain(&self.previous)
            .find(|key| key.id == id)
    }
}

/// A sealed value as it is stored: `v1.` data key, nonce and ciphertext.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sealed(pub String);

/// Realms whose keys are kept in memory, about a kilobyte each.
const REALMS: u64 = 16_384;

/// The keys of one realm, ready for use.
pub struct RealmKeys {
    active: DataKeyId,
    keys: BTreeMap<DataKeyId, LessSafeKey>,
    derived: Derived,
}

/// Keys made from a realm's first data key, each for one purpose.
struct Derived {
    hash: hmac::Key,
    dpop_nonce: hmac::Key,
}

/// Seals and opens. One per process.
pub struct Vault {
    roots: RwLock<RootKeys>,
    realms: moka::sync::Cache<RealmId, Arc<RealmKeys>>,
    entropy: Arc<dyn Entropy>,
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Vault(…)")
    }
}

impl Vault {
    /// A vault under `roots`.
    pub fn new(roots: RootKeys, entropy: Arc<dyn Entropy>) -> Self {
        Self {
            roots: RwLock::new(roots),
            // A realm that is being made must find its keys here: who comes last stays.
            realms: moka::sync::Cache::builder()
                .max_capacity(REALMS)
                .eviction_policy(moka::policy::EvictionPolicy::lru())
                .build(),
            entropy,
        }
    }

    /// Makes the first data key of a new realm, in the transaction that makes the realm.
    ///
    /// # Errors
    /// Database failures.
    pub async fn create_data_key(
        &self,
        tx: &mut Tx,
        realm: RealmId,
        now: Timestamp,
    ) -> Result<(), Error> {
        let mut key = Secret::new([0u8; 32]);
        let mut bytes = *key.expose();
        self.entropy.fill(&mut bytes);
        key = Secret::new(bytes);
        let id = DataKeyId::new(now, self.entropy.as_ref());
        let (root_id, wrapped) = {
            let roots = self.roots();
            (
                roots.active.id.clone(),
                wrap(
                    &roots.active,
                    realm,
                    id,
                    key.expose(),
                    self.entropy.as_ref(),
                )?,
            )
        };
        tx.execute(
            "INSERT INTO data_keys (realm_id, id, root_key_id, wrapped, created_at) VALUES ($1, $2, $3, $4, $5)",
            params![realm.as_str(), id.as_str(), root_id.as_str(), wrapped.as_str(), now.millis()],
        )
        .await?;
        Ok(())
    }

    /// The keys of `realm`, from memory or the database.
    ///
    /// # Errors
    /// Internal when a wrapping root key is missing or wrong; database failures.
    pub async fn realm_keys(&self, db: &Db, realm: RealmId) -> Result<Arc<RealmKeys>, Error> {
        if let Some(keys) = self.realms.get(&realm) {
            return Ok(keys);
        }
        let mut tx = db.read().await?;
        self.realm_keys_in(&mut tx, realm).await
    }

    /// The same inside a transaction that may have just made the realm.
    ///
    /// # Errors
    /// As [`Vault::realm_keys`].
    pub async fn realm_keys_in(
        &self,
        tx: &mut Tx,
        realm: RealmId,
    ) -> Result<Arc<RealmKeys>, Error> {
        if let Some(keys) = self.realms.get(&realm) {
            return Ok(keys);
        }
        let rows = tx
            .query(
                "SELECT id, root_key_id, wrapped FROM data_keys WHERE realm_id = $1 ORDER BY id",
                params![realm.as_str()],
            )
            .await?;
        let mut keys = BTreeMap::new();
        let mut derived = None;
        for row in rows {
            let id = parse_id(&row.get::<String>(0)?)?;
            let plain = self.unwrap(realm, id, &row.get::<String>(1)?, &row.get::<String>(2)?)?;
            if derived.is_none() {
                derived = Some(Derived {
                    hash: derive_key(plain.expose(), b"keyed-hash")?,
                    dpop_nonce: derive_key(plain.expose(), b"dpop-nonce")?,
                });
            }
            keys.insert(id, aead_key(plain.expose())?);
        }
        let (Some((&active, _)), Some(derived)) = (keys.last_key_value(), derived) else {
            return Err(Error::internal(format!("realm {realm} has no data key")));
        };
        let keys = Arc::new(RealmKeys {
            active,
            keys,
            derived,
        });
        self.realms.insert(realm, Arc::clone(&keys));
        Ok(keys)
    }

    /// Puts `roots` in place and wraps every data key that another root key wrapped anew. Returns how many.
    ///
    /// # Errors
    /// Internal when a data key cannot be unwrapped; database failures. What was done stays done.
    pub async fn rotate_root(&self, db: &Db, roots: RootKeys) -> Result<usize, Error> {
        let active = roots.active.clone();
        *self
            .roots
            .write()
            .unwrap_or_else(std::sync::PoisonError::into_inner) = roots;
        let mut done = 0;
        loop {
            let mut tx = db.begin().await?;
            let rows = tx
                .query(
                    "SELECT realm_id, id, root_key_id, wrapped FROM data_keys WHERE root_key_id <> $1 ORDER BY realm_id, id LIMIT 200",
                    params![active.id.as_str()],
                )
                .await?;
            if rows.is_empty() {
                return Ok(done);
            }
            for row in rows {
                let realm: RealmId = row
                    .get::<String>(0)?
                    .parse()
                    .map_err(|_| Error::internal("a data key has a broken realm id"))?;
                let id = parse_id(&row.get::<String>(1)?)?;
                let old_root: String = row.get(2)?;
                let plain = self.unwrap(realm, id, &old_root, &row.get::<String>(3)?)?;
                let wrapped = wrap(&active, realm, id, plain.expose(), self.entropy.as_ref())?;
                tx.execute(
                    "UPDATE data_keys SET root_key_id = $1, wrapped = $2 WHERE realm_id = $3 AND id = $4 AND root_key_id = $5",
                    params![active.id.as_str(), wrapped.as_str(), realm.as_str(), id.as_str(), old_root.as_str()],
                )
                .await?;
                done += 1;
            }
            tx.commit().await?;
        }
    }

    /// Seals `plain`. `context` says what it is (`app.client_secret`); opening needs the same words.
    ///
    /// # Errors
    /// Internal only.
    pub fn seal(&self, keys: &RealmKeys, context: &str, plain: &[u8]) -> Result<Sealed, Error> {
        let key = keys
            .keys
            .get(&keys.active)
            .ok_or_else(|| Error::internal("the active data key is missing"))?;
        let body = encrypt(key, context, plain, self.entropy.as_ref())?;
        Ok(Sealed(format!("v1.{}.{body}", keys.active)))
    }

    fn roots(&self) -> std::sync::RwLockReadGuard<'_, RootKeys> {
        self.roots
            .read()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn unwrap(
        &self,
        realm: RealmId,
        id: DataKeyId,
        root_id: &str,
        wrapped: &str,
    ) -> Result<Secret<[u8; 32]>, Error> {
        let roots = self.roots();
        let root = roots
            .named(root_id)
            .ok_or_else(|| Error::internal(format!("root key {root_id} is not available; give the root key file this data was made with")))?;
        let plain = decrypt(
            &aead_key(root.key.expose())?,
            &wrap_context(realm, id),
            wrapped,
        )
        .map_err(|_| {
            Error::internal(format!(
                "root key {root_id} does not unwrap the data key of realm {realm}"
            ))
        })?;
        let bytes: [u8; 32] = plain
            .expose()
            .as_slice()
            .try_into()
            .map_err(|_| Error::internal("a data key has the wrong length"))?;
        Ok(Secret::new(bytes))
    }
}

impl RealmKeys {
    /// Opens what [`Vault::seal`] sealed.
    ///
    /// # Errors
    /// Internal when it is broken, of another realm or sealed for another context.
    pub fn open(&self, context: &str, sealed: &Sealed) -> Result<Secret<Vec<u8>>, Error> {
        let broken = || Error::internal(format!("a sealed value ({context}) cannot be opened"));
        let rest = sealed.0.strip_prefix("v1.").ok_or_else(broken)?;
        let (id, body) = rest.split_once('.').ok_or_else(broken)?;
        let id: DataKeyId = id.parse().map_err(|_| broken())?;
        decrypt(self.keys.get(&id).ok_or_else(broken)?, context, body)
    }

    /// HMAC-SHA-256 of `message` under a key of this realm: for comparing machine secrets.
    pub fn keyed_hash(&self, message: &[u8]) -> hmac::Tag {
        hmac::sign(&self.derived.hash, message)
    }

    /// HMAC-SHA-256 of `message` under the key of this realm's DPoP nonces (RFC 9449 8).
    pub fn dpop_nonce(&self, message: &[u8]) -> hmac::Tag {
        hmac::sign(&self.derived.dpop_nonce, message)
    }
}

impl std::fmt::Debug for RealmKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "RealmKeys({} and {} older)",
            self.active,
            self.keys.len() - 1
        )
    }
}

fn parse_id(text: &str) -> Result<DataKeyId, Error> {
    text.parse()
        .map_err(|_| Error::internal("a data key has a broken id"))
}

fn wrap_context(realm: RealmId, id: DataKeyId) -> String {
    format!("data-key|{realm}|{id}")
}

fn wrap(
    root: &RootKey,
    realm: RealmId,
    id: DataKeyId,
    key: &[u8; 32],
    entropy: &dyn Entropy,
) -> Result<String, Error> {
    encrypt(
        &aead_key(root.key.expose())?,
        &wrap_context(realm, id),
        key,
        entropy,
    )
}

fn aead_key(bytes: &[u8; 32]) -> Result<LessSafeKey, Error> {
    let key =
        UnboundKey::new(&AES_256_GCM, bytes).map_err(|_| Error::internal("AES-256 key refused"))?;
    Ok(LessSafeKey::new(key))
}

fn derive_key(key: &[u8; 32], purpose: &[u8]) -> Result<hmac::Key, Error> {
    let broken = |_| Error::internal("HKDF failed");
    let mut bytes = [0u8; 32];
    hkdf::Salt::new(hkdf::HKDF_SHA256, b"durward")
        .extract(key)
        .expand(&[purpose], hmac::HMAC_SHA256)
        .map_err(broken)?
        .fill(&mut bytes)
        .map_err(broken)?;
    Ok(hmac::Key::new(hmac::HMAC_SHA256, &bytes))
}

fn encrypt(
    key: &LessSafeKey,
    context: &str,
    plain: &[u8],
    entropy: &dyn Entropy,
) -> Result<String, Error> {
    let mut nonce = [0u8; NONCE_LEN];
    entropy.fill(&mut nonce);
    let mut body = plain.to_vec();
    key.seal_in_place_append_tag(
        Nonce::assume_unique_for_key(nonce),
        Aad::from(context.as_bytes()),
        &mut body,
    )
    .map_err(|_| Error::internal("sealing failed"))?;
    let mut whole = nonce.to_vec();
    whole.append(&mut body);
    Ok(B64.encode(&whole))
}

fn decrypt(key: &LessSafeKey, context: &str, text: &str) -> Result<Secret<Vec<u8>>, Error> {
    let broken = || Error::internal(format!("a sealed value ({context}) cannot be opened"));
    let whole = B64.decode(text.as_bytes()).map_err(|_| broken())?;
    let (nonce, body) = whole.split_at_checked(NONCE_LEN).ok_or_else(broken)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| broken())?;
    let mut body = body.to_vec();
    let plain = key
        .open_in_place(nonce, Aad::from(context.as_bytes()), &mut body)
        .map_err(|_| broken())?
        .len();
    body.truncate(plain);
    Ok(Secret::new(body))
}
