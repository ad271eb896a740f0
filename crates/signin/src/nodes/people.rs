//! What nodes about people have in common: the attributes collected on the way, and whom the run is about.

use durward_identity::policy::Broken;
use durward_identity::users::UserFields;
use durward_journey::callback::FailedPolicy;
use durward_journey::state::RunState;
use durward_model::text::Username;
use durward_model::user::User;
use durward_store::{Error, users};
use serde_json::{Map, Value};

use super::Turn;

/// Name under which the state holds the attributes collected so far, by name.
pub(crate) const ATTRIBUTES: &str = "objectAttributes";
/// Name under which the state holds the mail address that was proven to be the person's.
pub(crate) const VERIFIED_EMAIL: &str = "verifiedEmail";
/// Name under which the state holds the telephone number that was proven to be the person's.
pub(crate) const VERIFIED_PHONE: &str = "verifiedPhone";

/// The attribute collected as `name`.
pub(crate) fn collected<'a>(state: &'a RunState, name: &str) -> Option<&'a Value> {
    state.shared.get(ATTRIBUTES)?.get(name)
}

/// Collects `value` as the attribute `name`.
pub(crate) fn collect(state: &mut RunState, name: &str, value: Value) {
    let all = state
        .shared
        .entry(ATTRIBUTES)
        .or_insert_with(|| Value::Object(Map::new()));
    if let Value::Object(all) = all {
        all.insert(name.to_owned(), value);
    }
}

/// The user whom the run is about, as the database knows it.
pub(crate) async fn subject(turn: &Turn<'_>) -> Result<Option<User>, Error> {
    let Some(id) = turn.state.subject else {
        return Ok(None);
    };
    users::by_id(turn.cx, &mut turn.cx.db().read().await?, id).await
}

/// Nobody yet: what attributes are checked against before there is a user.
pub(crate) fn nobody() -> Result<UserFields, Error> {
    Ok(UserFields::named(Username::parse("nobody")?))
}

/// Rules that are broken, as callbacks carry them.
pub(crate) fn failed(broken: &[Broken]) -> Vec<FailedPolicy> {
    let figures = |one: &Broken| {
        one.figures
            .iter()
            .map(|(name, figure)| ((*name).to_owned(), Value::from(*figure)))
            .collect()
    };
    broken
        .iter()
        .map(|one| FailedPolicy {
            policy: one.rule.to_owned(),
            params: figures(one),
        })
        .collect()
}

/// Keeps in the state which rules the value called `key` breaks; none broken, forgets what was kept.
pub(crate) fn keep_failed(state: &mut RunState, key: &str, broken: &[Broken]) {
    if broken.is_empty() {
        state.shared.remove(key);
        return;
    }
    let value = serde_json::to_value(failed(broken)).unwrap_or_default();
    state.shared.insert(key.to_owned(), value);
}

/// Which rules the value called `key` broke when it was last submitted.
pub(crate) fn kept_failed(state: &RunState, key: &str) -> Vec<FailedPolicy> {
    let kept = state.shared.get(key).cloned().unwrap_or_default();
    serde_json::from_value(kept).unwrap_or_default()
}
