//! The `keys` service: how often signing keys change.

use serde::{Deserialize, Serialize};

use super::{Service, within};
use crate::Invalid;

/// Settings of signing-key rotation. A key is published as *next* before it signs, signs while
/// *active*, and verifies while *retiring*, until the last token it signed has expired.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Keys {
    /// Days a key signs; 0 turns the schedule off (keys then change only by command).
    pub rotation_days: i64,
    /// Hours a key is published before it signs.
    pub publish_hours: i64,
}

impl Default for Keys {
    fn default() -> Self {
        Self {
            rotation_days: 90,
            publish_hours: 24,
        }
    }
}

impl Service for Keys {
    const NAME: &'static str = "keys";

    fn validate(&self) -> Result<(), Invalid> {
        within("rotationDays", self.rotation_days, 0, 3650)?;
        within("publishHours", self.publish_hours, 0, 8760)
    }
}
