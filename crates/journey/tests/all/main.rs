//! The journey engine, seen from outside.

#![expect(clippy::unwrap_used, reason = "a test's helper may panic too")]

mod attempts;
mod callbacks;
mod documents;
mod inputs;
mod messages;
mod properties;
mod running;
mod states;
mod toys;
mod validation;
