//! Demonstrating proof of possession (RFC 9449): a small JWT beside each request shows that its sender holds a key.

mod error;
mod proof;

pub use error::DpopError;
pub use proof::{DPOP_ALGORITHMS, DpopProof, ProofCheck, ProvenKey};
