//! Durward: access.
