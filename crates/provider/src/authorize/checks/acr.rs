//! The sign-in was of a class the app asks for (OpenID Connect Core 3.1.2.1 and 5.5.1.1, RFC 9470).

use durward_oauth::AuthorizationErrorCode;

use super::super::Verdict;
use super::super::deliberation::{Deliberation, acr_of, refuse};
use crate::Denial;

pub(crate) fn check(deliberation: &mut Deliberation<'_>) -> Result<Verdict, Denial> {
    let (wanted, essential) = wanted(deliberation);
    if wanted.is_empty() {
        return Ok(Verdict::Pass);
    }
    let reached = deliberation
        .session
        .and_then(|session| acr_of(session, &deliberation.settings));
    if reached.is_some_and(|reached| wanted.contains(&reached)) {
        return Ok(Verdict::Pass);
    }
    match wanted
        .iter()
        .find_map(|acr| deliberation.settings.loa_mapping.get(acr))
    {
        Some(journey) => Ok(Verdict::SignIn(Some(journey.clone()))),
        None if essential => Err(refuse(
            AuthorizationErrorCode::UnmetAuthenticationRequirements,
            "No journey of this realm reaches the authentication context class that is asked for.",
        )),
        None => Ok(Verdict::Pass),
    }
}

/// The classes asked for, most wanted first, and whether the app can do without.
fn wanted(deliberation: &Deliberation<'_>) -> (Vec<String>, bool) {
    let demand = deliberation.request.claims.id_token.get("acr");
    if let Some(demand) = demand.filter(|demand| demand.essential) {
        let text = |value: &serde_json::Value| value.as_str().map(str::to_owned);
        let values: Vec<String> = demand
            .value
            .iter()
            .chain(&demand.values)
            .filter_map(text)
            .collect();
        if !values.is_empty() {
            return (values, true);
        }
    }
    let listed =
        |values: &durward_oauth::AcrValues| values.iter().map(str::to_owned).collect::<Vec<_>>();
    let mut values = listed(&deliberation.request.acr_values);
    if values.is_empty() {
        values = deliberation
            .client
            .default_acr_values
            .as_ref()
            .map(listed)
            .unwrap_or_default();
    }
    if values.is_empty() {
        values.clone_from(&deliberation.settings.default_acr);
    }
    (values, false)
}
