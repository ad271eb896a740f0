//! Durward: testkit.
