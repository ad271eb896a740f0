//! Durward: oauth.
