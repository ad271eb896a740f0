//! Durward: web.
