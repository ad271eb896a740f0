//! The sign-in is not older than the app wants (OpenID Connect Core 3.1.2.1).

use super::super::Verdict;
use super::super::deliberation::Deliberation;
use crate::Denial;

pub(crate) fn check(deliberation: &mut Deliberation<'_>) -> Result<Verdict, Denial> {
    let Some(session) = deliberation.session else {
        return Ok(Verdict::Pass);
    };
    // A default of nearly nothing still has to let the person come back from signing in.
    let by_default = deliberation
        .client
        .default_max_age
        .map(|seconds| seconds.max(5));
    let Some(max_age) = deliberation.request.max_age.or(by_default) else {
        return Ok(Verdict::Pass);
    };
    // A sign-in for this very request is as young as any app can ask for.
    if deliberation.signed_in_for_this() {
        return Ok(Verdict::Pass);
    }
    let age = deliberation.cx.now.millis_since(session.auth_time);
    if age > i64::from(max_age) * 1000 {
        Ok(Verdict::SignIn(None))
    } else {
        Ok(Verdict::Pass)
    }
}
