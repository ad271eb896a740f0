//! The app wants the person to sign in again, or to choose an account.

use durward_oauth::Prompt;

use super::super::Verdict;
use super::super::deliberation::Deliberation;
use crate::Denial;

pub(crate) fn check(deliberation: &mut Deliberation<'_>) -> Result<Verdict, Denial> {
    let prompt = &deliberation.request.prompt;
    let asked = prompt.contains(Prompt::Login) || prompt.contains(Prompt::SelectAccount);
    // A request in the address comes back without these words once the person has signed in.
    if asked && !deliberation.signed_in_for_this() {
        return Ok(Verdict::SignIn(None));
    }
    Ok(Verdict::Pass)
}
