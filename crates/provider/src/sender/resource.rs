//! At a protected resource of ours: an access token with what it is bound to (RFC 9449 7, RFC 8705 3).

use durward_model::service::OauthOidc;
use durward_oauth::{BearerError, BearerToken, ClientId, DpopError, Scheme};
use durward_store::{Cx, services};

use super::proof::{self, Bound};
use super::{Shown, certificate};
use crate::Refusal;
use crate::clients::Client;
use crate::tokens::validate::LiveToken;

/// Refuses the live token `live`, which came as `presented`, unless its sender shows what it is bound to. Gives a nonce
/// for the next proof when there is a new one.
///
/// # Errors
/// `invalid_token` when it came without its key or certificate, or as another kind of token than it is;
/// `invalid_dpop_proof`, `use_dpop_nonce`; our own failures.
pub async fn require(
    cx: &Cx,
    live: &LiveToken,
    presented: &BearerToken,
    shown: &Shown,
) -> Result<Option<String>, Refusal> {
    let bound = &live.confirmation;
    if bound.certificate.is_some() && bound.certificate != certificate(cx) {
        return Err(Refusal::Bearer(BearerError::InvalidToken(
            "The access token is bound to a certificate: present it in the TLS handshake.".into(),
        )));
    }
    let jkt = match (&bound.jkt, presented.scheme()) {
        (None, Scheme::Bearer) => return Ok(None),
        (None, Scheme::Dpop) => {
            return Err(Refusal::Bearer(BearerError::InvalidToken(
                "The access token is bound to no key: send it as Bearer.".into(),
            )));
        }
        (Some(_), Scheme::Bearer) => return Err(Refusal::Bearer(BearerError::Bound)),
        (Some(jkt), Scheme::Dpop) => jkt,
    };
    let Some(proof) = &shown.proof else {
        return Err(Refusal::Bearer(DpopError::Missing.into()));
    };
    let settings = services::settings::<OauthOidc>(cx).await?;
    let client = match ClientId::parse(&live.client_id) {
        Ok(client_id) => Client::find(cx, &client_id).await?,
        Err(_) => None,
    };
    let demanded = client.map_or(settings.require_dpop_nonce, |client| {
        client.requires_dpop_nonce(&settings)
    });
    let bound = Bound {
        token: presented.expose(),
        jkt,
    };
    let proven = proof::prove(cx, proof, shown, demanded, Some(bound)).await?;
    Ok(proven.nonce)
}
