//! The hint is an ID token of ours, expired or not (OpenID Connect Core 3.1.2.1).

use durward_oauth::AuthorizationErrorCode;

use super::super::Verdict;
use super::super::deliberation::{Deliberation, refuse};
use crate::Denial;
use crate::tokens::id_token;

pub(crate) async fn check(deliberation: &mut Deliberation<'_>) -> Result<Verdict, Denial> {
    let Some(hint) = deliberation.request.id_token_hint.clone() else {
        return Ok(Verdict::Pass);
    };
    let hinted =
        id_token::read_hint(deliberation.cx, &deliberation.provider.keys, hint.as_str()).await?;
    let Some(hinted) = hinted else {
        return Err(refuse(
            AuthorizationErrorCode::InvalidRequest,
            "id_token_hint is not an ID token of this issuer.",
        ));
    };
    deliberation.expected_subject = Some(hinted.subject);
    Ok(Verdict::Pass)
}
