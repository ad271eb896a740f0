//! A device's description: read from what a client sent, kept between steps, compared.

use std::collections::BTreeMap;

use durward_model::{Secret, Timestamp};
use durward_store::device_profiles::DeviceProfile;
use serde_json::{Map, Value, json};

use crate::nodes::Turn;

/// Name under which the sealed state holds what was collected: where somebody is is nobody's business.
const COLLECTED: &str = "deviceProfile";
/// Characters of an identifier.
const LONGEST_IDENTIFIER: usize = 200;
/// Characters of a name.
const LONGEST_ALIAS: usize = 100;
/// How deep a description may nest.
const DEEPEST: usize = 6;
/// Values of a description.
const MOST_VALUES: usize = 200;

/// Reads what a client sent; none when it is no description.
pub(super) fn read(text: &str, now: Timestamp) -> Option<DeviceProfile> {
    let said: Value = serde_json::from_str(text).ok()?;
    let words = |name: &str, longest: usize| {
        let text = said.get(name)?.as_str()?.trim();
        let plain = !text.is_empty() && !text.chars().any(char::is_control);
        plain.then(|| text.chars().take(longest).collect::<String>())
    };
    let identifier = said.get("identifier")?.as_str()?;
    if identifier.chars().count() > LONGEST_IDENTIFIER {
        return None;
    }
    let metadata = said.get("metadata").cloned().filter(Value::is_object);
    let metadata = metadata.unwrap_or_else(|| Value::Object(Map::new()));
    if flat(&metadata)?.len() > MOST_VALUES {
        return None;
    }
    Some(DeviceProfile {
        identifier: words("identifier", LONGEST_IDENTIFIER)?,
        alias: words("alias", LONGEST_ALIAS).unwrap_or_default(),
        metadata,
        location: said.get("location").and_then(place),
        last_seen_at: now,
    })
}

/// A place on earth.
fn place(said: &Value) -> Option<(f64, f64)> {
    let within = |name: &str, most: f64| {
        let degrees = said.get(name)?.as_f64()?;
        (-most..=most).contains(&degrees).then_some(degrees)
    };
    Some((within("latitude", 90.0)?, within("longitude", 180.0)?))
}

/// The values of a description by their path; none when it nests too deep.
pub(super) fn flat(metadata: &Value) -> Option<BTreeMap<String, &Value>> {
    let mut values = BTreeMap::new();
    let mut open = vec![(String::new(), metadata, 0)];
    while let Some((path, value, depth)) = open.pop() {
        if depth > DEEPEST {
            return None;
        }
        match value {
            Value::Object(members) => open.extend(
                members
                    .iter()
                    .map(|(name, value)| (format!("{path}/{name}"), value, depth + 1)),
            ),
            Value::Array(items) => open.extend(
                items
                    .iter()
                    .enumerate()
                    .map(|(place, value)| (format!("{path}/{place}"), value, depth + 1)),
            ),
            plain => {
                values.insert(path, plain);
            }
        }
    }
    Some(values)
}

/// Keeps `profile` for the nodes after this one.
pub(super) fn keep(turn: &mut Turn<'_>, profile: &DeviceProfile) {
    let location = profile
        .location
        .map(|(latitude, longitude)| json!({"latitude": latitude, "longitude": longitude}));
    let text = json!({
        "identifier": profile.identifier,
        "alias": profile.alias,
        "metadata": profile.metadata,
        "location": location
    });
    let secure = &mut turn.state.secure;
    secure.put(COLLECTED, Secret::new(text.to_string()));
}

/// What was collected in this run.
pub(super) fn collected(turn: &Turn<'_>) -> Option<DeviceProfile> {
    read(turn.state.secure.read(COLLECTED)?.expose(), turn.cx.now)
}

/// Forgets what was collected before.
pub(super) fn forget(turn: &mut Turn<'_>) {
    turn.state.secure.take(COLLECTED);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at_zero(text: &str) -> Option<DeviceProfile> {
        read(text, Timestamp::from_millis(0))
    }

    #[test]
    fn a_description_is_bounded_in_every_way() {
        assert!(at_zero("").is_none());
        assert!(at_zero("[]").is_none());
        assert!(at_zero(r#"{"alias": "phone"}"#).is_none());
        assert!(at_zero(&json!({"identifier": "x".repeat(201)}).to_string()).is_none());
        let mut deep = json!("x");
        for _ in 0..8 {
            deep = json!({ "a": deep });
        }
        assert!(at_zero(&json!({"identifier": "x", "metadata": deep}).to_string()).is_none());
        let many: Vec<usize> = (0..300).collect();
        let many = json!({"identifier": "x", "metadata": {"many": many}});
        assert!(at_zero(&many.to_string()).is_none());
        let read = at_zero(
            r#"{"identifier": "x", "metadata": "none", "location": {"latitude": 91, "longitude": 0}}"#,
        );
        let read = read.unwrap();
        assert_eq!((read.metadata, read.location), (json!({}), None));
    }
}
