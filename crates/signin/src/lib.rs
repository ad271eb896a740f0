//! Durward: signin.
