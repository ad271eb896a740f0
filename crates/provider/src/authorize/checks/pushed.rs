//! A request that must be pushed was (RFC 9126 5, R-OAUTH-22).

use durward_oauth::AuthorizationErrorCode;

use super::super::Verdict;
use super::super::deliberation::{Channel, Deliberation, refuse};
use crate::Denial;

pub(crate) fn check(deliberation: &mut Deliberation<'_>) -> Result<Verdict, Denial> {
    let required = deliberation.settings.require_pushed_authorization_requests
        || deliberation.client.require_pushed_authorization_requests;
    let openly = matches!(deliberation.channel, Channel::Open | Channel::Signed);
    if required && openly {
        return Err(refuse(
            AuthorizationErrorCode::InvalidRequest,
            "The request object is missing: push the request first, and send the request_uri that gives.",
        ));
    }
    Ok(Verdict::Pass)
}
