//! A request that must be signed is (RFC 9101 10.5).

use durward_oauth::AuthorizationErrorCode;

use super::super::Verdict;
use super::super::deliberation::{Channel, Deliberation, refuse};
use crate::Denial;

pub(crate) fn check(deliberation: &mut Deliberation<'_>) -> Result<Verdict, Denial> {
    // What is kept was held to this before.
    let unsigned = matches!(deliberation.channel, Channel::Open | Channel::Pushed);
    if deliberation.client.require_signed_request_object && unsigned {
        return Err(refuse(
            AuthorizationErrorCode::InvalidRequest,
            "The request object is missing: this client must send its requests signed.",
        ));
    }
    Ok(Verdict::Pass)
}
