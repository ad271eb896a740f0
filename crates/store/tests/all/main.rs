//! The store's conformance suite: every promise kept on both databases, races included.

mod claims;
mod documents;
mod realms;
mod support;
mod vault;
