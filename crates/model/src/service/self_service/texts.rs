//! Texts in several languages, one `locale|text` line each.

use serde::{Deserialize, Serialize};

use crate::Invalid;

/// Texts as `locale|text` lines: `en|Registration email`, `fr|Inscription`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LocalizedLines(Vec<String>);

impl LocalizedLines {
    /// Characters of one line.
    const LONGEST: usize = 20_000;

    /// One English text.
    #[must_use]
    pub fn english(text: &str) -> Self {
        Self(vec![format!("en|{text}")])
    }

    /// The texts with their locales.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .filter_map(|line| line.split_once('|'))
            .map(|(tag, text)| (tag.trim(), text.trim()))
    }

    /// The text for the first of `locales` (BCP 47, best first) there is one for: the tag itself, then any of its
    /// language. When none fits: English, else the first there is, else nothing.
    #[must_use]
    pub fn pick(&self, locales: &[&str]) -> &str {
        let language = |tag: &str| {
            tag.split(['-', '_'])
                .next()
                .unwrap_or_default()
                .to_ascii_lowercase()
        };
        let lines = || self.0.iter().filter_map(|line| line.split_once('|'));
        let closest = |wanted: &&str| {
            lines()
                .find(|(tag, _)| tag.trim().eq_ignore_ascii_case(wanted))
                .or_else(|| lines().find(|(tag, _)| language(tag.trim()) == language(wanted)))
        };
        locales
            .iter()
            .chain(&["en"])
            .find_map(closest)
            .or_else(|| lines().next())
            .map_or("", |(_, text)| text.trim())
    }

    /// Checks every line; complaints are about `field`.
    ///
    /// # Errors
    /// The first line that is not `locale|text`.
    pub(super) fn validate(&self, field: &str) -> Result<(), Invalid> {
        let sound = |line: &String| {
            line.chars().count() <= Self::LONGEST
                && line.split_once('|').is_some_and(|(tag, text)| {
                    let tag = tag.trim();
                    (2..=35).contains(&tag.len())
                        && tag
                            .bytes()
                            .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
                        && !text.trim().is_empty()
                })
        };
        if self.0.len() <= 100 && self.0.iter().all(sound) {
            return Ok(());
        }
        Err(Invalid::new(
            field,
            "Write each text as locale|text, such as en|Welcome.",
        ))
    }
}
