//! How people get in, on both databases.
#![expect(
    clippy::unwrap_used,
    reason = "a test fails where something it counts on does not hold"
)]

mod base;
mod certificates;
mod change_method;
mod client_side_sessions;
mod consents;
mod decisions;
mod device_profiles;
mod devices;
mod expired_passwords;
mod factors;
mod goto;
mod in_flight;
mod kinds;
mod lockouts;
mod nodes;
mod passkeys;
mod remembered;
mod runs;
mod sessions;
mod setup;
mod sign_in;
mod uniform;
mod waits;
mod webhooks;
