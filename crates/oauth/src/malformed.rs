//! A value that does not have the form its type demands.

use std::{error::Error, fmt};

/// Why a value was refused: a phrase that follows the field's name, such as
/// `must be 1 to 255 printable ASCII characters`. Never holds the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Malformed(&'static str);

impl Malformed {
    /// From a phrase that follows the field's name.
    pub(crate) const fn new(phrase: &'static str) -> Self {
        Self(phrase)
    }

    /// The phrase, to be put after the field's name.
    pub const fn phrase(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl Error for Malformed {}
