//! Certificates that clients present (RFC 5280): read, verified up to the authorities a realm trusts, and held against
//! what those authorities have revoked.
//!
//! Reading is `x509-parser`'s work and path building `rustls-webpki`'s; what is here says which rules apply. Nothing here
//! knows of people or applications: whoever asks is told what the certificate says, or why it is not believed.

mod certificate;
mod distinguished_name;
mod lists;
mod policy;
mod public_key;
mod refusal;
mod revocation;
mod verifier;

pub use certificate::Certificate;
pub use distinguished_name::{DistinguishedName, NotAName};
pub use policy::{Policy, Unreadable};
pub use public_key::PublicKey;
pub use refusal::Refusal;
pub use verifier::Verifier;
