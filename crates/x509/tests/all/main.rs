//! Which certificates are believed.
#![expect(
    clippy::unwrap_used,
    reason = "a test fails where something it counts on does not hold"
)]

mod authority;
mod names;
mod paths;
mod revocation;
