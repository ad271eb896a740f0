//! Somebody is signed in, may be, and is who the app expects.

use durward_model::user::User;
use durward_store::users;

use super::super::Verdict;
use super::super::deliberation::Deliberation;
use crate::Denial;

pub(crate) async fn check(deliberation: &mut Deliberation<'_>) -> Result<Verdict, Denial> {
    let cx = deliberation.cx;
    let Some(session) = deliberation
        .session
        .filter(|session| session.is_live(cx.now))
    else {
        return Ok(Verdict::SignIn(None));
    };
    let user = users::by_id(cx, &mut cx.db().read().await?, session.user).await?;
    let Some(user) = user.filter(User::is_active) else {
        return Ok(Verdict::SignIn(None));
    };
    let expected = [
        deliberation.expected_subject.as_deref(),
        claimed_subject(deliberation),
    ];
    if expected
        .into_iter()
        .flatten()
        .any(|subject| subject != user.id.as_str())
    {
        return Ok(Verdict::SignIn(None));
    }
    deliberation.user = Some(user);
    Ok(Verdict::Pass)
}

/// The `sub` that the `claims` parameter demands (OpenID Connect Core 5.5.1).
fn claimed_subject<'a>(deliberation: &'a Deliberation<'_>) -> Option<&'a str> {
    let demand = deliberation.request.claims.id_token.get("sub")?;
    demand.value.as_ref()?.as_str()
}
