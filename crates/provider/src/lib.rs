//! What applications get: grants, tokens, claims, discovery, logout.
//!
//! | an app asks for | module |
//! |---|---|
//! | a person's consent and a code | [`authorize`] |
//! | a code for a device, and its person's answer | [`device`] |
//! | tokens | [`grants`]: a pipeline whose phases no grant can leave out |
//! | claims about the person | [`userinfo`] |
//! | tokens that are good with a key only | [`sender`] |
//! | what a token is worth, or its end | [`introspection`], [`token_info`], [`revocation`] |
//! | the end of a session | [`logout`] |
//! | to be believed about a person | [`issuers`] |
//! | keys and metadata | [`keys`], [`metadata`] |
//!
//! [`Provider`] holds what a process has one of: parsed keys, and what clients publish.

pub mod apps;
pub mod authorize;
mod claims;
pub mod clients;
mod consent;
pub mod device;
mod failure;
pub mod grants;
pub mod introspection;
pub mod issuers;
pub mod keys;
pub mod logout;
pub mod metadata;
mod request_object;
pub mod revocation;
pub mod sender;
mod signed;
pub mod token_info;
pub mod tokens;
pub mod userinfo;

pub use failure::{Denial, Failure, Refusal};
pub use request_object::RequestObjects;

/// What a process has one of.
#[derive(Debug, Default)]
pub struct Provider {
    /// Signing keys of the realms.
    pub keys: keys::Keys,
    /// Key sets published by clients.
    pub remote_keys: clients::RemoteKeys,
    /// Request objects published by clients.
    pub request_objects: RequestObjects,
    /// What verifies certificates of clients.
    pub certificates: clients::ClientCertificates,
}
