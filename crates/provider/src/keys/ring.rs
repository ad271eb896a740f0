//! A realm's keys, parsed.

use aws_lc_rs::digest;
use durward_jose::{Algorithm, Jwk, JwkSet, KeySet, Signer, SigningKey};
use durward_store::signing_keys::{KeyState, SigningKeyRow};
use durward_store::{Cx, Error};
use serde_json::Value;

use super::SIGNING_ALGORITHMS;
use super::generate::seal_context;

/// The key that signs, with the header of each kind of token encoded once.
#[derive(Debug, Clone)]
pub struct ActiveKey {
    /// Signs ID tokens (`typ` `JWT`).
    pub id_token: Signer,
    /// Signs access tokens (`typ` `at+jwt`, RFC 9068 2.1).
    pub access_token: Signer,
}

/// The keys of one realm.
#[derive(Debug)]
pub struct KeyRing {
    active: Vec<(Algorithm, ActiveKey)>,
    verifying: KeySet,
    jwks: String,
    etag: String,
}

impl KeyRing {
    /// Opens and parses `rows`.
    pub(super) async fn open(cx: &Cx, rows: &[SigningKeyRow]) -> Result<Self, Error> {
        let broken = |error: durward_jose::JoseError| {
            Error::internal(format!("a stored signing key does not read: {error}"))
        };
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
                let algorithm: Algorithm = row.alg.parse().map_err(broken)?;
                let der = cx.open(&seal_context(row.id), &row.sealed).await?;
                let key = SigningKey::from_pkcs8(algorithm, der.expose()).map_err(broken)?;
                let kid = Some(row.id.as_str());
                let signers = ActiveKey {
                    id_token: Signer::new(key.clone(), kid, Some("JWT")),
                    access_token: Signer::new(key, kid, Some("at+jwt")),
                };
                active.push((algorithm, signers));
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

    /// The active key of `algorithm`.
    pub fn active(&self, algorithm: Algorithm) -> Option<&ActiveKey> {
        self.active
            .iter()
            .find(|(known, _)| *known == algorithm)
            .map(|(_, key)| key)
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
