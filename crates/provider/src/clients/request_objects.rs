//! What an app says about its request objects.

use durward_jose::Family;
use durward_model::app::{AppDocument, ClientType};
use durward_store::Error;
use url::Url;

use super::RequestObjectAlg;
use crate::request_object::LONGEST_URI;

/// Checks it.
///
/// # Errors
/// The first field that does not fit.
pub(super) fn check(app: &AppDocument) -> Result<(), Error> {
    const ALG: &str = "oauth.request_object_signing_alg";
    let oauth = &app.oauth;
    let choose = || Error::invalid(ALG, "Choose a JWS algorithm such as ES256, or none.");
    let alg = match oauth.request_object_signing_alg.as_deref() {
        Some(name) => Some(RequestObjectAlg::parse(name).ok_or_else(choose)?),
        None => None,
    };
    let by_secret = app.client_type == ClientType::Confidential;
    let by_key = oauth.jwks.is_some() || oauth.jwks_uri.is_some();
    match alg {
        Some(RequestObjectAlg::None) if oauth.require_signed_request_object => Err(Error::invalid(
            ALG,
            "Choose an algorithm: require_signed_request_object asks for a signature.",
        )),
        Some(RequestObjectAlg::Signed(alg)) if alg.family() == Family::Hmac && !by_secret => {
            Err(Error::invalid(
                ALG,
                "A public client has no secret to sign with: choose another.",
            ))
        }
        Some(RequestObjectAlg::Signed(alg)) if alg.family() != Family::Hmac && !by_key => {
            Err(Error::invalid(ALG, "Give jwks or jwks_uri to verify with."))
        }
        None if oauth.require_signed_request_object && !by_secret && !by_key => {
            Err(Error::invalid(
                "oauth.require_signed_request_object",
                "Give jwks or jwks_uri to verify with.",
            ))
        }
        _ => addresses(&oauth.request_uris),
    }
}

fn addresses(uris: &[String]) -> Result<(), Error> {
    for (index, uri) in uris.iter().enumerate() {
        let sound = uri.len() <= LONGEST_URI
            && Url::parse(uri).is_ok_and(|url| {
                url.scheme() == "https" && url.username().is_empty() && url.password().is_none()
            });
        if !sound {
            return Err(Error::invalid(
                format!("oauth.request_uris[{index}]"),
                "Give an https address of at most 512 characters.",
            ));
        }
    }
    Ok(())
}
