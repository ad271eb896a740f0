//! What nodes about people have in common: the attributes collected on the way, and whom the run is about.

use durward_identity::policy::Broken;
use durward_identity::users::UserFields;
use durward_journey::callback::FailedPolicy;
use durward_journey::state::RunState;
use durward_model::id::UserId;
use durward_model::text::{Email, Username};
use durward_model::user::User;
use durward_store::{Error, users};
use serde_json::{Map, Value};

use super::Turn;

/// Name under which the state holds the attributes collected so far, by name.
pub(crate) const ATTRIBUTES: &str = "objectAttributes";
/// Name under which the state holds the addresses and numbers that were proven without an account, by medium.
const PROVEN: &str = "provenAddress";
/// Name under which the state holds who somebody says to be, as long as that is not proven.
pub(crate) const CANDIDATE: &str = "candidate";

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

/// Who somebody is, or says to be.
pub(crate) fn candidate(state: &RunState) -> Option<UserId> {
    state.subject.or_else(|| state.text(CANDIDATE).parse().ok())
}

/// Notes of `fields` what was proven on the way.
pub(crate) fn mark_proven(state: &RunState, fields: &mut UserFields) {
    let proven = |medium: &str| {
        let all = state.shared.get(PROVEN)?;
        all.get(medium)?.as_str()
    };
    let email = proven("email").and_then(|text| Email::parse(text).ok());
    let own = fields.email.as_ref().map(Email::key);
    fields.email_verified |= email.is_some_and(|email| own == Some(email.key()));
    let phones = [proven("sms"), proven("whatsapp")];
    fields.phone_verified |= fields.phone.is_some() && phones.contains(&fields.phone.as_deref());
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
