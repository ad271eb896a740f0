//! People and how they are organized: realms, users, groups, roles, organizations, and the passwords and
//! authenticators they prove themselves with.
//!
//! A use case takes the context, then the transaction, then its subject; it asks `access` first, and writes the
//! change and its audit event in that one transaction. Only hashing a password is slow: it is done before any
//! transaction, on the threads of [`passwords::Passwords`].

pub mod authenticators;
pub mod credentials;
pub mod declare;
pub mod groups;
pub mod lockouts;
pub mod organizations;
pub mod passwords;
pub mod policy;
pub mod realms;
pub mod repudiation;
pub mod roles;
pub mod users;

pub mod access_end;
mod attributes;
mod change;
mod duplicate;
