//! The nouns everything else is said in: identifiers, time, randomness, secrets, parsed text and the
//! domain's own types with their transitions. Pure data: no I/O besides the system clock and the
//! operating system's randomness, both behind traits.

pub mod actor;
pub mod app;
pub mod audit;
pub mod authenticator;
pub mod entropy;
pub mod http;
pub mod id;
pub mod invalid;
pub mod organization;
pub mod profile;
pub mod realm;
pub mod role;
pub mod secret;
pub mod service;
pub mod session;
pub mod text;
pub mod time;
pub mod user;

pub use actor::Actor;
pub use entropy::Entropy;
pub use invalid::Invalid;
pub use secret::Secret;
pub use time::{Clock, Timestamp};
