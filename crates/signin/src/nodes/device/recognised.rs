//! Whether a device is one that was remembered.

use durward_journey::catalog::Facts;
use durward_journey::input::Input;
use durward_model::Invalid;
use durward_store::Error;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{known, profile};
use crate::nodes::{Act, Acting, Node, Settings, Turn};

/// Milliseconds of a day.
const DAY: i64 = 86_400_000;

/// Ends with `true` when the device was remembered for whoever the run is about, not more than `expiration` days ago, and
/// describes itself as then but for `acceptableVariance` values; with `false` when it has changed more or was not seen
/// for long; with `unknownDevice` when it was never remembered or does not describe itself.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(in crate::nodes) struct DeviceMatchNode {
    acceptable_variance: usize,
    expiration: i64,
}

impl Default for DeviceMatchNode {
    fn default() -> Self {
        Self {
            acceptable_variance: 0,
            expiration: 30,
        }
    }
}

impl DeviceMatchNode {
    async fn decide(&self, turn: &Turn<'_>) -> Result<Act, Error> {
        let Some((now, before)) = known(turn).await? else {
            return Ok(Act::Leave("unknownDevice".into()));
        };
        let recent = turn.cx.now.millis_since(before.last_seen_at) <= self.expiration * DAY;
        let alike = differences(&now.metadata, &before.metadata)
            .is_some_and(|count| count <= self.acceptable_variance);
        let same = recent && alike;
        Ok(Act::Leave(if same { "true" } else { "false" }.into()))
    }
}

/// How many values two descriptions differ in; none when one cannot be read.
fn differences(one: &Value, other: &Value) -> Option<usize> {
    let (one, other) = (profile::flat(one)?, profile::flat(other)?);
    let changed = one
        .iter()
        .filter(|(path, value)| other.get(*path) != Some(value));
    let gone = other.keys().filter(|path| !one.contains_key(*path));
    Some(changed.count() + gone.count())
}

impl Node for DeviceMatchNode {
    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, _: &'a Input) -> Acting<'a> {
        Box::pin(self.decide(turn))
    }
}

impl Settings for DeviceMatchNode {
    const NAME: &'static str = "DeviceMatchNode";

    fn schema() -> Value {
        json!({
            "type": "object",
            "additionalProperties": false,
            "properties": {
                "acceptableVariance": {"title": "Values that may differ", "type": "integer", "minimum": 0, "maximum": 100, "default": 0},
                "expiration": {"title": "Days a device is remembered", "type": "integer", "minimum": 1, "maximum": 3650, "default": 30}
            }
        })
    }

    fn check(&self) -> Result<(), Invalid> {
        if self.acceptable_variance > 100 {
            return Err(Invalid::new(
                "acceptableVariance",
                "must be a number from 0 to 100",
            ));
        }
        if !(1..=3650).contains(&self.expiration) {
            return Err(Invalid::new(
                "expiration",
                "must be a number from 1 to 3650",
            ));
        }
        Ok(())
    }

    fn facts(&self) -> Facts {
        Facts::decision(["true", "false", "unknownDevice"])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changed_came_or_went_counts_each() {
        let before = json!({"platform": "Linux", "screen": {"width": 1, "height": 2}, "old": true});
        let now = json!({"platform": "Linux", "screen": {"width": 1, "height": 3}, "new": true});
        assert_eq!(differences(&before, &before), Some(0));
        assert_eq!(differences(&now, &before), Some(3));
    }
}
