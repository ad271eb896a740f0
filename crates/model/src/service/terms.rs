//! The `terms` service: the terms people accept, version by version (R-REG-2, R-REG-5).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Service;
use crate::Invalid;

/// The terms of a realm. People accept the one in force; when it changes they are asked again.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Terms {
    /// Version in force; empty for none.
    pub active: String,
    /// All versions, those of before included.
    pub versions: Vec<TermsVersion>,
}

/// One version of the terms.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct TermsVersion {
    /// Its name: `2026-01`.
    pub version: String,
    /// When it was written, RFC 3339.
    pub create_date: String,
    /// The terms by language tag: the text itself.
    pub terms: BTreeMap<String, String>,
}

impl Terms {
    /// The version in force.
    #[must_use]
    pub fn in_force(&self) -> Option<&TermsVersion> {
        self.versions
            .iter()
            .find(|version| version.version == self.active)
    }
}

impl Service for Terms {
    const NAME: &'static str = "terms";

    fn validate(&self) -> Result<(), Invalid> {
        for (place, version) in self.versions.iter().enumerate() {
            let field = |name: &str| format!("versions[{place}].{name}");
            let twice = |other: &&TermsVersion| other.version == version.version;
            if version.version.is_empty()
                || version.version.chars().count() > 100
                || self.versions.iter().filter(twice).count() > 1
            {
                return Err(Invalid::new(
                    field("version"),
                    "Give each version a name of its own.",
                ));
            }
            let long = |text: &String| text.is_empty() || text.chars().count() > 20_000;
            if version.terms.is_empty() || version.terms.values().any(long) {
                return Err(Invalid::new(
                    field("terms"),
                    "Give a text of at most 20000 characters in at least one language.",
                ));
            }
            if !version.create_date.is_empty()
                && version.create_date.parse::<jiff::Timestamp>().is_err()
            {
                return Err(Invalid::new(
                    field("createDate"),
                    "Give a moment such as 2026-01-31T12:00:00Z.",
                ));
            }
        }
        if !self.active.is_empty() && self.in_force().is_none() {
            return Err(Invalid::new("active", "Name one of the versions."));
        }
        Ok(())
    }
}
