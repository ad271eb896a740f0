//! Issuers whose word about a person counts (RFC 7523 2.1, R-OAUTH-26): the document kind `trusted-jwt-issuer`.

mod kind;

use std::sync::Arc;

use durward_jose::{Algorithm, JwkSet, KeySet};
use durward_model::id::DocumentId;
use durward_store::documents::{Compiled, Document};
use durward_store::{Cx, Error};

use crate::clients::ClientKeys;
pub use kind::TrustedIssuerKind;
pub(crate) use kind::{Identity, Written};

/// An issuer that is trusted.
#[derive(Debug)]
pub(crate) struct TrustedIssuer {
    /// Identifier of its document.
    pub(crate) id: DocumentId,
    /// What it says of itself.
    pub(crate) written: Written,
    /// Its public keys.
    pub(crate) keys: ClientKeys,
}

impl TrustedIssuer {
    /// The issuer called `issuer`, if it is trusted.
    ///
    /// # Errors
    /// Database failures.
    pub(crate) async fn find(cx: &Cx, issuer: &str) -> Result<Option<Arc<Self>>, Error> {
        if issuer.len() > kind::LONGEST {
            return Ok(None);
        }
        cx.platform.documents.find::<Self>(cx, issuer).await
    }
}

impl Compiled for TrustedIssuer {
    const KIND: &'static str = kind::NAME;

    async fn compile(_: &Cx, document: Document) -> Result<Self, Error> {
        let broken = |why: &dyn std::fmt::Display| {
            Error::internal(format!(
                "trusted-jwt-issuer {} does not compile: {why}",
                document.id
            ))
        };
        let written: Written =
            serde_json::from_value(document.body.clone()).map_err(|error| broken(&error))?;
        let keys = match (&written.jwk_set, &written.jwks_uri) {
            (Some(jwks), _) => ClientKeys::Inline(KeySet::from_jwks(
                &JwkSet::parse(jwks).map_err(|error| broken(&error))?,
                &asymmetric(),
            )),
            (None, Some(uri)) => ClientKeys::Remote(uri.clone()),
            (None, None) => ClientKeys::None,
        };
        Ok(Self {
            id: document.id.parse().map_err(|error| broken(&error))?,
            written,
            keys,
        })
    }
}

/// Algorithms whose keys can be published.
pub(crate) fn asymmetric() -> Vec<Algorithm> {
    let all = Algorithm::ALL.into_iter();
    all.filter(|alg| alg.family() != durward_jose::Family::Hmac)
        .collect()
}
