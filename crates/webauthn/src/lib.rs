//! Passkeys as the relying party sees them (Web Authentication Level 3): is this registration, is this assertion what
//! was asked for, and by whom.
//!
//! Pure: bytes and rules in, a verdict out. What to ask for, whose key it is and what to remember is for the caller.
//!
//! - [`registration`]: a new credential (7.1).
//! - [`authentication`]: a signature by a known one (7.2).
//! - [`response`]: what browsers and client libraries send, in the encodings there are.
//! - [`attestation`]: what a device says about itself, and whether that is believed (6.5, 8).

pub mod attestation;
pub mod authentication;
mod authenticator_data;
mod cbor;
mod client_data;
mod cose;
mod refused;
pub mod registration;
pub mod response;
#[cfg(feature = "testing")]
pub mod testing;

pub use client_data::Expected;
pub use cose::Algorithm;
pub use refused::Refused;
