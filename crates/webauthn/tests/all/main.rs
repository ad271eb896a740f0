//! Ceremonies with a software authenticator: what is right passes, and every attack is refused for its own reason.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod attacks;
mod attestations;
mod ceremonies;
