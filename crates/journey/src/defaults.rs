//! The journeys every realm has from the start.

use crate::document::JourneyDocument;

const LOGIN: &str = include_str!("defaults/login.json");

/// The realm's default journey, `Login`: user name and password, five attempts, then the account is locked.
#[must_use]
pub fn login() -> JourneyDocument {
    #[expect(clippy::expect_used, reason = "part of the program; a test reads it")]
    JourneyDocument::from_json(LOGIN).expect("the built-in journey reads")
}
