//! Tokens that are good only with a key: what a request shows of the keys its sender holds, and what that binds.
//!
//! DPoP (RFC 9449) shows a key by a proof in a header, mutual TLS (RFC 8705) by the certificate of the connection. At the
//! token endpoint [`Sender::of_request`] is a phase of every grant; at a protected resource [`require`] comes before
//! anything is told.

mod nonce;
mod proof;
mod resource;

use aws_lc_rs::digest;
use data_encoding::BASE64URL_NOPAD;
use durward_model::audit::Event;
use durward_model::service::OauthOidc;
use durward_oauth::{Confirmation, DpopProof, Thumbprint, TokenErrorCode};
use durward_store::Cx;

use crate::Failure;
use crate::clients::Client;

pub use resource::require;

/// What a request brings along to show a key. Its certificate is in the context.
#[derive(Debug, Default)]
pub struct Shown {
    /// The proof in its header, if there is one.
    pub proof: Option<DpopProof>,
    /// Its method.
    pub method: &'static str,
    /// The addresses of its endpoint, as clients write them.
    pub addresses: Vec<String>,
}

/// Who sends a token request, as far as keys go.
#[derive(Debug)]
pub(crate) struct Sender {
    /// What the tokens of this request are bound to.
    pub(crate) binding: Confirmation,
    /// What the sender showed, whether or not it binds anything.
    pub(crate) shown: Confirmation,
    /// A nonce for the next proof, when there is a new one.
    pub(crate) nonce: Option<String>,
}

impl Sender {
    /// Looks at what a token request of `client` shows, and refuses what its registration does not allow: a bound token
    /// must be asked for with what it is to be bound to (RFC 9449 5.2).
    ///
    /// # Errors
    /// `invalid_dpop_proof`, `use_dpop_nonce`, `invalid_request`; our own failures.
    pub(crate) async fn of_request(
        cx: &Cx,
        client: &Client,
        settings: &OauthOidc,
        shown: &Shown,
    ) -> Result<Self, Failure> {
        let (jkt, nonce) = match &shown.proof {
            Some(proof) => {
                let demanded = client.requires_dpop_nonce(settings);
                let proven = proof::prove(cx, proof, shown, demanded, None).await?;
                (Some(proven.jkt), proven.nonce)
            }
            None if client.dpop_bound_access_tokens => {
                return Err(Failure::refused(
                    TokenErrorCode::InvalidRequest,
                    "The tokens of this client are bound to a key: send a DPoP proof.",
                ));
            }
            None => (None, None),
        };
        let certificate = certificate(cx);
        let binding = Confirmation {
            jkt: jkt.clone(),
            certificate: bound_certificate(client, settings, certificate.as_ref())?,
        };
        let shown = Confirmation { jkt, certificate };
        Ok(Self {
            binding,
            shown,
            nonce,
        })
    }
}

/// `event` with what its token is bound to, if it is to anything.
pub(crate) fn told(event: Event, binding: &Confirmation) -> Event {
    let bound_by = match (&binding.jkt, &binding.certificate) {
        (None, None) => return event,
        (Some(_), None) => "dpop",
        (None, Some(_)) => "certificate",
        (Some(_), Some(_)) => "dpop certificate",
    };
    event.with("bound_by", bound_by)
}

/// The key that a pushed authorization request binds its code to: by `dpop_jkt`, by a proof, or by both if they are of
/// one key (RFC 9449 10.1).
///
/// # Errors
/// `invalid_dpop_proof`, `use_dpop_nonce`, `invalid_request`; our own failures.
pub async fn of_push(
    cx: &Cx,
    client: &Client,
    settings: &OauthOidc,
    shown: &Shown,
    dpop_jkt: Option<&Thumbprint>,
) -> Result<Option<Thumbprint>, Failure> {
    let Some(proof) = &shown.proof else {
        return Ok(dpop_jkt.cloned());
    };
    let demanded = client.requires_dpop_nonce(settings);
    let proven = proof::prove(cx, proof, shown, demanded, None).await?;
    if dpop_jkt.is_some_and(|named| *named != proven.jkt) {
        return Err(Failure::refused(
            TokenErrorCode::InvalidRequest,
            "The parameter dpop_jkt names another key than that of the DPoP proof.",
        ));
    }
    Ok(Some(proven.jkt))
}

/// The certificate that tokens of `client` are bound to, if they are (RFC 8705 3).
fn bound_certificate(
    client: &Client,
    settings: &OauthOidc,
    presented: Option<&Thumbprint>,
) -> Result<Option<Thumbprint>, Failure> {
    if !client.certificate_bound_access_tokens {
        return Ok(None);
    }
    if !settings.tls_certificate_bound_access_tokens_enabled {
        return Err(Failure::refused(
            TokenErrorCode::UnauthorizedClient,
            "The tokens of this client are bound to a certificate, which is not enabled here.",
        ));
    }
    presented.cloned().map(Some).ok_or_else(|| {
        Failure::refused(
            TokenErrorCode::InvalidRequest,
            "The tokens of this client are bound to a certificate: present it in the TLS handshake.",
        )
    })
}

/// The certificate that the sender holds the key of (RFC 8705 3.1).
fn certificate(cx: &Cx) -> Option<Thumbprint> {
    let presented = cx.origin.client_certificate.as_deref()?;
    let hash = digest::digest(&digest::SHA256, presented.chain.first()?);
    Thumbprint::parse(&BASE64URL_NOPAD.encode(hash.as_ref())).ok()
}
