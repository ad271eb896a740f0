//! How far a device is from where it was.

use durward_journey::catalog::Facts;
use durward_journey::input::Input;
use durward_model::Invalid;
use durward_store::Error;
use serde::Deserialize;
use serde_json::{Value, json};

use super::known;
use crate::nodes::{Act, Acting, Node, Settings, Turn};

/// Kilometres from the middle of the earth to its surface, on average.
const RADIUS: f64 = 6371.0;

/// Ends with `true` when the device is within `distance` kilometres of where it was remembered, with `false` when it is
/// further away, and with `unknownDevice` when it was not remembered or one of the places is not known.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(in crate::nodes) struct DeviceLocationMatchNode {
    distance: f64,
}

impl DeviceLocationMatchNode {
    async fn decide(&self, turn: &Turn<'_>) -> Result<Act, Error> {
        let places = known(turn)
            .await?
            .and_then(|(now, before)| now.location.zip(before.location));
        Ok(Act::Leave(
            match places {
                None => "unknownDevice",
                Some((one, other)) if kilometres(one, other) <= self.distance => "true",
                Some(_) => "false",
            }
            .into(),
        ))
    }
}

/// The way from `one` to `other` along the surface: the haversine formula. Degrees of latitude and longitude.
fn kilometres(one: (f64, f64), other: (f64, f64)) -> f64 {
    let (from, to) = (one.0.to_radians(), other.0.to_radians());
    let half = |difference: f64| (difference / 2.0).sin().powi(2);
    let across = half((other.1 - one.1).to_radians());
    let chord = half(to - from) + from.cos() * to.cos() * across;
    2.0 * RADIUS * chord.sqrt().min(1.0).asin()
}

impl Node for DeviceLocationMatchNode {
    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, _: &'a Input) -> Acting<'a> {
        Box::pin(self.decide(turn))
    }
}

impl Settings for DeviceLocationMatchNode {
    const NAME: &'static str = "DeviceLocationMatchNode";

    fn schema() -> Value {
        json!({
            "type": "object",
            "additionalProperties": false,
            "required": ["distance"],
            "properties": {
                "distance": {"title": "Kilometres", "type": "number", "exclusiveMinimum": 0, "maximum": 20_038}
            }
        })
    }

    fn check(&self) -> Result<(), Invalid> {
        if self.distance > 0.0 && self.distance <= 20_038.0 {
            return Ok(());
        }
        Err(Invalid::new(
            "distance",
            "must be a number of kilometres up to 20038",
        ))
    }

    fn facts(&self) -> Facts {
        Facts::decision(["true", "false", "unknownDevice"])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brussels_is_two_hundred_and_sixty_kilometres_from_paris() {
        let way = kilometres((50.8503, 4.3517), (48.8566, 2.3522));
        assert!((way - 264.0).abs() < 2.0, "{way}");
        assert!(kilometres((0.0, 179.9), (0.0, -179.9)) < 23.0);
    }
}
