//! The response type is enabled, and the client may use the grant behind it.

use durward_oauth::{AuthorizationErrorCode, GrantType, ResponseType};

use super::super::Verdict;
use super::super::deliberation::{Deliberation, refuse};
use crate::Denial;

pub(crate) fn check(deliberation: &mut Deliberation<'_>) -> Result<Verdict, Denial> {
    if deliberation.request.response_type != ResponseType::Code {
        return Err(refuse(
            AuthorizationErrorCode::UnsupportedResponseType,
            "response_type must be code.",
        ));
    }
    let enabled = deliberation
        .settings
        .grant_types
        .iter()
        .any(|name| name == GrantType::AuthorizationCode.name());
    if !enabled || !deliberation.client.may_use(GrantType::AuthorizationCode) {
        return Err(refuse(
            AuthorizationErrorCode::UnauthorizedClient,
            "The client may not use the authorization code grant.",
        ));
    }
    Ok(Verdict::Pass)
}
