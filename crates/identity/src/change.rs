//! What changing a row takes, whatever is in it: it still stands as it was read, what differs, and the event.

use std::fmt::Display;

use durward_db::Tx;
use durward_model::audit::{Event, Topic};
use durward_model::id::UserId;
use durward_store::{Cx, Error, audit};

use crate::duplicate::changed_in_between;

/// Holds `expected`, where the caller gave one, against the `version` that stands.
pub(crate) fn still_at(expected: Option<i64>, version: i64) -> Result<(), Error> {
    if expected.is_some_and(|expected| expected != version) {
        return Err(changed_in_between());
    }
    Ok(())
}

/// Names of the fields that differ. Never their values.
pub(crate) fn differing<const N: usize>(fields: [(&'static str, bool); N]) -> Vec<&'static str> {
    fields
        .into_iter()
        .filter_map(|(name, differs)| differs.then_some(name))
        .collect()
}

/// Records the event `name` about `object`, and about `user` if one is concerned.
pub(crate) async fn record(
    cx: &Cx,
    tx: &mut Tx,
    name: &'static str,
    object: impl Display,
    user: Option<UserId>,
) -> Result<(), Error> {
    let mut event = Event::new(Topic::Activity, name).object(object);
    event.user = user.map(|user| user.to_string());
    audit::record(cx, tx, event).await
}
