//! Proofs of possession: verified, and used up.

use aws_lc_rs::digest::{Context, SHA256};
use data_encoding::BASE64URL_NOPAD;
use durward_model::Timestamp;
use durward_oauth::{
    BearerError, DpopError, DpopProof, ProofCheck, ProvenKey, Thumbprint, TokenError,
};
use durward_store::{Cx, Error, dpop_proofs};

use super::{Shown, nonce};
use crate::{Failure, Refusal};

/// A proof that was good, and is good no longer.
pub(super) struct Proven {
    /// The key it shows.
    pub(super) jkt: Thumbprint,
    /// A nonce for the next one, when there is a new one.
    pub(super) nonce: Option<String>,
}

/// Why a proof is not taken.
pub(super) enum Refused {
    /// It is wrong.
    Proof(DpopError),
    /// It has to be made again, with this nonce.
    Nonce(String),
    /// It is of another key than the access token is bound to.
    OtherKey,
    /// Ours, or the database's.
    Ours(Error),
}

/// The access token beside a proof, and the key it is bound to.
#[derive(Clone, Copy)]
pub(super) struct Bound<'a> {
    pub(super) token: &'a str,
    pub(super) jkt: &'a Thumbprint,
}

/// Verifies `proof` for the request that brought it, and uses it up: the next request with it is refused
/// (RFC 9449 4.3, 11.1). Nothing is written for a proof that is wrong.
pub(super) async fn prove(
    cx: &Cx,
    proof: &DpopProof,
    shown: &Shown,
    nonce_demanded: bool,
    bound: Option<Bound<'_>>,
) -> Result<Proven, Refused> {
    let key = proof.verify(ProofCheck {
        method: shown.method,
        addresses: &shown.addresses,
        access_token: bound.map(|bound| bound.token),
        now: cx.now.seconds(),
    })?;
    if bound.is_some_and(|bound| *bound.jkt != key.jkt) {
        return Err(Refused::OtherKey);
    }
    let nonce = nonce::check(cx, key.nonce.as_deref(), nonce_demanded).await?;
    use_up(cx, &key).await?;
    Ok(Proven {
        jkt: key.jkt,
        nonce,
    })
}

async fn use_up(cx: &Cx, key: &ProvenKey) -> Result<(), Refused> {
    let mut hash = Context::new(&SHA256);
    // A thumbprint is always as long, so the parts cannot be shifted against each other.
    hash.update(key.jkt.as_str().as_bytes());
    hash.update(key.jti.as_bytes());
    let hash = BASE64URL_NOPAD.encode(hash.finish().as_ref());
    let until = Timestamp::from_seconds(key.good_until + 1);
    let mut tx = cx.db().begin().await.map_err(Error::from)?;
    let new = dpop_proofs::remember(cx, &mut tx, &hash, until).await?;
    tx.commit().await.map_err(Error::from)?;
    if new {
        return Ok(());
    }
    tracing::warn!(jkt = key.jkt.as_str(), "a DPoP proof was replayed");
    Err(Refused::Proof(DpopError::Replayed))
}

impl From<DpopError> for Refused {
    fn from(error: DpopError) -> Self {
        Self::Proof(error)
    }
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Self::Ours(error)
    }
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Proof(error) => Self::Refused(error.into()),
            // Only an access token can be bound otherwise, and none comes to the token endpoint.
            Refused::OtherKey => Self::Refused(DpopError::Key.into()),
            Refused::Nonce(nonce) => Self::Refused(TokenError::use_dpop_nonce(nonce)),
            Refused::Ours(error) => Self::Ours(error),
        }
    }
}

impl From<Refused> for Refusal {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Proof(error) => Self::Bearer(error.into()),
            Refused::OtherKey => Self::Bearer(BearerError::Bound),
            Refused::Nonce(nonce) => Self::Bearer(BearerError::UseDpopNonce(nonce)),
            Refused::Ours(error) => Self::Ours(error),
        }
    }
}
