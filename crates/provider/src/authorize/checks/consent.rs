//! The person agrees to what the app asks for, now or before (OpenID Connect Core 3.1.2.4).

use durward_oauth::{AuthorizationErrorCode, Prompt, Scope};
use durward_store::consents;

use super::super::deliberation::{Deliberation, refuse};
use super::super::{Answer, Verdict};
use crate::Denial;

pub(crate) async fn check(deliberation: &mut Deliberation<'_>) -> Result<Verdict, Denial> {
    let must_ask = deliberation.request.prompt.contains(Prompt::Consent);
    match deliberation.answer {
        Some(Answer::Allow) => return Ok(Verdict::Pass),
        Some(Answer::Deny) => {
            return Err(refuse(
                AuthorizationErrorCode::AccessDenied,
                "The person did not agree.",
            ));
        }
        None => {}
    }
    let scope = deliberation.request.scope.clone();
    if must_ask {
        return Ok(Verdict::Consent(scope));
    }
    if deliberation.client.first_party {
        return Ok(Verdict::Pass);
    }
    let Some(user) = deliberation.user.as_ref() else {
        return Ok(Verdict::SignIn(None));
    };
    let cx = deliberation.cx;
    let agreed = consents::load(
        cx,
        &mut cx.db().read().await?,
        user.id,
        deliberation.client.id,
    )
    .await?;
    let agreed = agreed.and_then(|text| Scope::parse(&text).ok());
    if agreed.is_some_and(|agreed| scope.is_subset(&agreed)) {
        Ok(Verdict::Pass)
    } else {
        Ok(Verdict::Consent(scope))
    }
}
