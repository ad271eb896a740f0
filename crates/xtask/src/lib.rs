//! Durward: xtask.
