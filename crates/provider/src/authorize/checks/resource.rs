//! The client may have tokens for the resources (RFC 8707 2.1).

use durward_oauth::AuthorizationErrorCode;

use super::super::Verdict;
use super::super::deliberation::{Deliberation, refuse};
use crate::Denial;

pub(crate) fn check(deliberation: &mut Deliberation<'_>) -> Result<Verdict, Denial> {
    let client = &deliberation.client;
    if deliberation
        .request
        .resources
        .iter()
        .any(|resource| !client.resources.contains(resource))
    {
        return Err(refuse(
            AuthorizationErrorCode::InvalidTarget,
            "The client may not have tokens for one of the resources.",
        ));
    }
    Ok(Verdict::Pass)
}
