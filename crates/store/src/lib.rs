//! Everything that is kept: the schema, one module of SQL per aggregate, configuration documents with
//! their history, the audit trail and background jobs. No other crate says SQL.
//!
//! Functions take the realm's [`Cx`] (or the realm's id), then the transaction, then the subject. Every
//! statement names its realm; the few that look after all realms at once are in [`app_sessions`], [`jobs`], [`messages`], [`expiry`],
//! [`realms`] and [`vault`] and read nothing but keys and what is due.

pub mod app_sessions;
pub mod attempts;
pub mod audit;
pub mod authenticators;
mod bulk;
pub mod codes;
pub mod consents;
pub mod credentials;
pub mod cx;
pub mod device_codes;
pub mod device_profiles;
pub mod documents;
pub mod dpop_proofs;
pub mod error;
pub mod expiry;
pub mod grants;
pub mod groups;
pub mod jobs;
pub mod links;
pub mod lockouts;
pub mod mapping_consents;
pub mod messages;
pub mod migrations;
pub mod organizations;
pub mod platform_values;
pub mod pushed_requests;
pub mod realms;
pub mod recovery_requests;
pub mod remembered;
pub mod roles;
pub mod runs;
pub mod security_answers;
pub mod selfservice_flows;
pub mod services;
pub mod sessions;
pub mod sign_in_counts;
pub mod signing_keys;
pub mod terms;
#[cfg(feature = "testing")]
pub mod testing;
pub mod token;
pub mod tokens;
pub mod users;
pub mod vault;

pub use cx::{Cx, Platform};
pub use error::{Error, ErrorKind};
