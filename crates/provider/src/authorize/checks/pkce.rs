//! A challenge is there where it is required (RFC 7636 4.4.1, RFC 9700 2.1.1).

use durward_model::service::CodeVerifierEnforced;
use durward_oauth::AuthorizationErrorCode;

use super::super::Verdict;
use super::super::deliberation::{Deliberation, refuse};
use crate::Denial;

pub(crate) fn check(deliberation: &mut Deliberation<'_>) -> Result<Verdict, Denial> {
    let client = &deliberation.client;
    let required = match deliberation.settings.code_verifier_enforced {
        CodeVerifierEnforced::True => true,
        CodeVerifierEnforced::Public => client.public || client.require_pkce,
        CodeVerifierEnforced::False => client.require_pkce,
    };
    let has_code = deliberation.request.response_type.has_code();
    if required && has_code && deliberation.request.code_challenge.is_none() {
        return Err(refuse(
            AuthorizationErrorCode::InvalidRequest,
            "code_challenge is required; send one with code_challenge_method=S256.",
        ));
    }
    Ok(Verdict::Pass)
}
