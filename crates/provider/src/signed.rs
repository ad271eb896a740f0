//! Answers that are signed, so that they can be shown to others and kept (RFC 9701, OpenID Connect Core 5.3.2).

use durward_jose::{Algorithm, Signer};
use durward_store::{Cx, Error};
use serde::Serialize;

use crate::keys::Keys;

/// Signs `claims` as a token of type `typ` with the realm's key of `algorithm`.
///
/// # Errors
/// Database failures; internal when signing fails.
pub(crate) async fn answer<T: Serialize>(
    cx: &Cx,
    keys: &Keys,
    algorithm: Algorithm,
    typ: &str,
    claims: &T,
) -> Result<String, Error> {
    let ring = keys.ring_with(cx, algorithm).await?;
    let key = &ring.active(cx, algorithm).await?.id_token;
    Signer::new(key.key().clone(), key.kid(), Some(typ))
        .sign_json(claims)
        .map_err(|error| Error::internal(format!("an answer was not signed: {error}")))
}
