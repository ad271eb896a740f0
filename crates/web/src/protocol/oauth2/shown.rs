//! What a request shows of the keys its sender holds (RFC 9449 4.3).

use axum::http::{HeaderName, HeaderValue};
use durward_model::http::CertificateDoor;
use durward_oauth::{DpopError, DpopProof};
use durward_provider::sender::Shown;

use crate::kit::asked::Asked;

const PROOF: HeaderName = HeaderName::from_static("dpop");

/// Takes the proof from the header of a request by `method`.
///
/// # Errors
/// When there is more than one, or what is there is no proof.
pub(super) fn shown(asked: &Asked, method: &'static str) -> Result<Shown, DpopError> {
    let values = asked.headers.get_all(PROOF);
    let proof = DpopProof::of_header(values.iter().map(HeaderValue::as_bytes))?;
    let addresses = proof.as_ref().map(|_| addresses(asked));
    Ok(Shown {
        proof,
        method,
        addresses: addresses.unwrap_or_default(),
    })
}

/// The address of the endpoint, and the one that the client has written, which led there. Neither depends on what the
/// request says of its host: a proof for another server is none for us.
fn addresses(asked: &Asked) -> Vec<String> {
    let issuer = asked.cx.issuer();
    let origin = issuer.strip_suffix(&asked.base()).unwrap_or(&issuer);
    let mut addresses = vec![
        format!("{issuer}{}", asked.path),
        format!("{origin}{}", asked.written),
    ];
    if let CertificateDoor::At(origin) = &asked.cx.platform.certificate_door {
        addresses.push(format!("{origin}{}", asked.written));
    }
    addresses
}
