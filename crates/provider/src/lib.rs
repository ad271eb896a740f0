//! Durward: provider.
