//! Providers whose requests are known, as data.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::request::Request;

/// A provider's request.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Preset {
    /// What it has places for besides what every message has.
    #[serde(default)]
    pub(super) parameters: Vec<String>,
    pub(super) request: Request,
}

static PRESETS: LazyLock<BTreeMap<String, Preset>> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "part of the program; a test reads it")]
    serde_json::from_str(include_str!("presets.json")).expect("the presets read")
});

impl Preset {
    /// The preset of that name.
    pub(super) fn named(name: &str) -> Option<&'static Self> {
        PRESETS.get(name)
    }

    /// The names of all.
    pub(super) fn names() -> impl Iterator<Item = &'static str> {
        PRESETS.keys().map(String::as_str)
    }
}
