//! Durward: db.
