//! The client may ask for the scopes, and gets its defaults when it asks for none.

use durward_oauth::{AuthorizationErrorCode, Scope};

use super::super::Verdict;
use super::super::deliberation::{Deliberation, refuse};
use crate::Denial;

pub(crate) fn check(deliberation: &mut Deliberation<'_>) -> Result<Verdict, Denial> {
    let client = &deliberation.client;
    let request = &mut deliberation.request;
    if request.scope.is_empty() {
        request.scope = client.default_scope.clone();
    }
    // OpenID Connect Core 11: without a code there is nothing to refresh.
    if !request.response_type.has_code() {
        request.scope = request
            .scope
            .filtered(|token| token != Scope::OFFLINE_ACCESS);
    }
    if !request.scope.is_subset(&client.scope) {
        return Err(refuse(
            AuthorizationErrorCode::InvalidScope,
            "The scope holds a token this client may not ask for.",
        ));
    }
    Ok(Verdict::Pass)
}
