//! Durward: jose.
