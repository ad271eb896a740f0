//! Signed content in compact form (RFC 7515).
//!
//! What a verifier accepts is said in a [`Policy`] before the token is read. A key that a header
//! carries or points to (`jwk`, `jku`, `x5u`, `x5c`) is never trusted; a protocol that binds a token
//! to the key inside it, such as DPoP, takes it from [`Header::embedded_jwk`] after [`peek`] and
//! builds its [`crate::KeySet`] from it on purpose.

mod header;
mod policy;
mod signer;
mod verify;

pub use header::{Header, peek};
pub use policy::{DEFAULT_MAX_LENGTH, Policy, Typ};
pub use signer::Signer;
pub use verify::{Verified, verify};
