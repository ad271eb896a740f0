//! Durward: journey.
