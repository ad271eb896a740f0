//! People and what they may do, on both databases.
#![expect(
    clippy::unwrap_used,
    reason = "a test fails where something it counts on does not hold"
)]

mod access;
mod authenticators;
mod base;
mod credentials;
mod declare;
mod groups;
mod hashes;
mod isolation;
mod kinds;
mod lockouts;
mod organizations;
mod policy;
mod realms;
mod roles;
mod storm;
mod users;
