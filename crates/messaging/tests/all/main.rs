//! Messages from the outbox to a provider that behaves as it is told, on both databases.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod delivery;
mod documents;
mod provider;
mod words;
