//! Durward: store.
