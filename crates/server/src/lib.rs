//! Durward: server.
