//! The store's conformance suite: every promise kept on both databases, races included.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod authenticators;
mod claims;
mod documents;
mod messages;
mod realms;
mod support;
mod vault;
