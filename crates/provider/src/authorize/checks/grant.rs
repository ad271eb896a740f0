//! The response type is enabled, and the client may use it and the grants behind it (R-OAUTH-11, R-OAUTH-13).

use durward_oauth::{AuthorizationErrorCode, GrantType};

use super::super::Verdict;
use super::super::deliberation::{Deliberation, refuse};
use crate::Denial;

pub(crate) fn check(deliberation: &mut Deliberation<'_>) -> Result<Verdict, Denial> {
    let Deliberation {
        client,
        settings,
        request,
        ..
    } = deliberation;
    let kind = request.response_type;
    let front = kind.has_id_token() || kind.has_token();
    let needs = [
        (!front || kind.has_code(), GrantType::AuthorizationCode),
        (front, GrantType::Implicit),
    ];
    let enabled = |grant: GrantType| settings.grant_types.iter().any(|name| name == grant.name());
    let mut needed = needs.into_iter().filter(|(needed, _)| *needed);
    if front && !enabled(GrantType::Implicit) {
        return Err(refuse(
            AuthorizationErrorCode::UnsupportedResponseType,
            "Response types that hold token or id_token are not enabled here.",
        ));
    }
    let granted = needed.all(|(_, grant)| enabled(grant) && client.may_use(grant));
    if !granted || !client.response_types.contains(&kind) {
        return Err(refuse(
            AuthorizationErrorCode::UnauthorizedClient,
            "The client may not use this response type.",
        ));
    }
    // What the browser carries cannot be bound to a key of the app (RFC 9449 1, RFC 8705 3).
    let bound = client.dpop_bound_access_tokens || client.certificate_bound_access_tokens;
    if kind.has_token() && bound {
        return Err(refuse(
            AuthorizationErrorCode::UnauthorizedClient,
            "The tokens of this client are bound to a key: it gets none from this endpoint.",
        ));
    }
    Ok(Verdict::Pass)
}
