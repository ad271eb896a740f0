//! The app wants the person to sign in again, or to choose an account.

use durward_oauth::Prompt;

use super::super::Verdict;
use super::super::deliberation::Deliberation;
use crate::Denial;

pub(crate) fn check(deliberation: &mut Deliberation<'_>) -> Result<Verdict, Denial> {
    let prompt = &deliberation.request.prompt;
    // Once the person has signed in, the same request comes back without these words.
    if prompt.contains(Prompt::Login) || prompt.contains(Prompt::SelectAccount) {
        return Ok(Verdict::SignIn(None));
    }
    Ok(Verdict::Pass)
}
