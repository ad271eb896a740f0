//! Durward: identity.
