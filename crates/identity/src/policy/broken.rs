//! A rule that a value does not meet, for programs and for people.

use std::collections::BTreeMap;

/// A rule that a value does not meet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// The rule's name, as clients of the callback interface know it: `MIN_LENGTH`.
    pub rule: &'static str,
    /// The rule's figures: `minLength`.
    pub figures: BTreeMap<&'static str, i64>,
    /// What to mend, in English.
    pub message: String,
}

impl Broken {
    /// The rule called `rule`, without figures.
    pub fn new(rule: &'static str, message: impl Into<String>) -> Self {
        Self {
            rule,
            figures: BTreeMap::new(),
            message: message.into(),
        }
    }

    /// Adds a figure.
    #[must_use]
    pub fn with(mut self, name: &'static str, figure: i64) -> Self {
        self.figures.insert(name, figure);
        self
    }
}
