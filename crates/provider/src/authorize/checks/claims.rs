//! The `claims` parameter counts only where the realm honours it (OpenID Connect Core 5.5).

use durward_oauth::ClaimsRequest;

use super::super::Verdict;
use super::super::deliberation::Deliberation;
use crate::Denial;

pub(crate) fn check(deliberation: &mut Deliberation<'_>) -> Result<Verdict, Denial> {
    if !deliberation.settings.claims_parameter_supported {
        deliberation.request.claims = ClaimsRequest::default();
    }
    Ok(Verdict::Pass)
}
