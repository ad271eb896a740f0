//! What the crate promises, told as one test per promise.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod attacks;
mod claims;
mod jwe;
mod jwk;
mod jwk_set;
mod keys;
mod oracle;
mod policy;
mod properties;
mod signer;
mod support;
mod unsecured;
mod vectors;
mod wycheproof;
