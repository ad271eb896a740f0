//! Keys ready for use, each bound to one algorithm.

mod primitives;
mod set;
mod signing;
mod verifying;

pub use set::KeySet;
pub use signing::SigningKey;
pub use verifying::VerifyingKey;

pub(crate) use primitives::ecdsa_verification;
pub(crate) use signing::rsa_pair;
