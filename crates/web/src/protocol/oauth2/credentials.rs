//! What a client sends to prove who it is, and the limit on guessing it.

use axum::http::header;
use durward_oauth::{Parameters, PresentedCredentials, TokenErrorCode};
use durward_provider::Failure;
use durward_store::{Error, ErrorKind};

use crate::kit::asked::Asked;
use crate::kit::failure::OauthFailure;

/// Reads the credentials of a request.
///
/// # Errors
/// RFC 6749 2.3: several methods at once, or none; secrets in the address; too many failures from this network.
pub(super) fn presented(
    asked: &Asked,
    form: &Parameters,
) -> Result<PresentedCredentials, OauthFailure> {
    if let Err(seconds) = asked
        .app
        .failed_client_limit
        .look(asked.peer.network(), asked.cx.now)
    {
        return Err(Error::new(
            ErrorKind::RateLimited(seconds),
            "Too many failed attempts from this address.",
        )
        .into());
    }
    if !asked.query.is_empty()
        && let Ok(query) = Parameters::from_query(&asked.query)
    {
        PresentedCredentials::refuse_in_query(&query)?;
    }
    let authorization = asked
        .headers
        .get(header::AUTHORIZATION)
        .map(|value| value.to_str().unwrap_or("not ASCII"));
    Ok(PresentedCredentials::parse(authorization, form)?)
}

/// Counts a failure against the network it came from, when it was about the client's identity.
pub(super) fn counted(asked: &Asked, failure: Failure) -> OauthFailure {
    if let Failure::Refused(error) = &failure
        && error.code() == TokenErrorCode::InvalidClient
    {
        let _ = asked
            .app
            .failed_client_limit
            .take(asked.peer.network(), asked.cx.now);
    }
    OauthFailure(failure)
}
