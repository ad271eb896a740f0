//! A realm's keys, parsed.

use aws_lc_rs::digest;
use durward_jose::{Algorithm, JoseError, Jwk, JwkSet, KeySet, KeyType, Signer, SigningKey};
use durward_model::id::KeyId;
use durward_store::signing_keys::{KeyState, SigningKeyRow};
use durward_store::vault::Sealed;
use durward_store::{Cx, Error};
use serde_json::Value;
use tokio::sync::OnceCell;

use super::SIGNING_ALGORITHMS;
use super::generate::seal_context;

/// The key that signs, with the header of each kind of token encoded once.
#[derive(Debug, Clone)]
pub struct ActiveKey {
    /// Signs ID tokens (`typ` `JWT`).
    pub id_token: Signer,
    /// Signs access tokens (`typ` `at+jwt`, RFC 9068 2.1).
    pub access_token: Signer,
    /// Signs logout tokens (`typ` `logout+jwt`, OpenID Connect Back-Channel Logout 1.0 2.4).
    pub logout_token: Signer,
}

/// A private key that is opened when something is signed with it: parsing an RSA key takes longer than starting the
/// server, and most realms sign with one of their keys.
#[derive(Debug)]
struct Private {
    algorithm: Algorithm,
    id: KeyId,
    sealed: Sealed,
    opened: OnceCell<ActiveKey>,
}

impl Private {
    async fn open(&self, cx: &Cx) -> Result<ActiveKey, Error> {
        let der = cx.open(&seal_context(self.id), &self.sealed).await?;
        let algorithm = self.algorithm;
        let parse = move || SigningKey::from_pkcs8(algorithm, der.expose());
        let parsed = if algorithm.key_type() == KeyType::Rsa {
            tokio::task::spawn_blocking(parse)
                .await
                .map_err(|error| Error::internal(format!("opening a key stopped: {error}")))?
        } else {
            parse()
        };
        let key = parsed.map_err(broken)?;
        let kid = Some(self.id.as_str());
        Ok(ActiveKey {
            id_token: Signer::new(key.clone(), kid, Some("JWT")),
            access_token: Signer::new(key.clone(), kid, Some("at+jwt")),
            logout_token: Signer::new(key, kid, Some("logout+jwt")),
        })
    }
}

fn broken(error: JoseError) -> Error {
    Error::internal(format!("a stored signing key does not read: {error}"))
}

/// The keys of one realm.
#[derive(Debug)]
pub struct KeyRing {
    active: Vec<Private>,
    verifying: KeySet,
    jwks: String,
    etag: String,
}

impl KeyRing {
    /// Parses the public halves of `rows`.
    pub(super) fn read(cx: &Cx, rows: Vec<SigningKeyRow>) -> Result<Self, Error> {
        let mut active = Vec::new();
        let mut public = Vec::new();
        for row in rows {
            if matches!(row.state, KeyState::Retiring(until) if until < cx.now) {
                continue;
            }
            let value: Value = serde_json::from_str(&row.public_jwk)
                .map_err(|error| Error::internal(format!("a stored key is not JSON: {error}")))?;
            public.push(Jwk::parse(&value).map_err(broken)?);
            if row.state == KeyState::Active {
                active.push(Private {
                    algorithm: row.alg.parse().map_err(broken)?,
                    id: row.id,
                    sealed: row.sealed,
                    opened: OnceCell::new(),
                });
            }
        }
        let set = JwkSet::new(public);
        let verifying = KeySet::from_jwks(&set, &SIGNING_ALGORITHMS);
        let jwks = set.to_value().to_string();
        let hash = digest::digest(&digest::SHA256, jwks.as_bytes());
        let etag = format!(
            "\"{}\"",
            data_encoding::BASE64URL_NOPAD.encode(&hash.as_ref()[..12])
        );
        Ok(Self {
            active,
            verifying,
            jwks,
            etag,
        })
    }

    /// Whether there is an active key of `algorithm`.
    pub fn has_active(&self, algorithm: Algorithm) -> bool {
        self.active.iter().any(|key| key.algorithm == algorithm)
    }

    /// The active key of `algorithm`, opened by the first who asks.
    ///
    /// # Errors
    /// Internal when there is none (see [`super::Keys::ring_with`]) or when it does not open.
    pub async fn active(&self, cx: &Cx, algorithm: Algorithm) -> Result<&ActiveKey, Error> {
        let mut all = self.active.iter();
        let private = all
            .find(|key| key.algorithm == algorithm)
            .ok_or_else(|| Error::internal("a signing key is missing"))?;
        private.opened.get_or_try_init(|| private.open(cx)).await
    }

    /// All keys that may have signed a token that has not expired.
    pub fn verifying(&self) -> &KeySet {
        &self.verifying
    }

    /// The JWK Set document (RFC 7517 5) of next, active and retiring keys, as JSON text.
    pub fn jwks(&self) -> &str {
        &self.jwks
    }

    /// Entity tag of the JWK Set document.
    pub fn etag(&self) -> &str {
        &self.etag
    }
}
