//! How people get in: journeys run step by step, and the sessions they end in.
//!
//! - [`journeys`]: the [`Engine`]. It loads a run, lets nodes do their work, saves what they came to.
//! - [`nodes`]: the node types there are, one file and one registry line each.
//! - [`admission`]: links by which somebody invited or helped chooses a password.
//! - [`attempts`]: signing in method by method, for the authentication interface.
//! - [`kind`]: journeys as configuration documents.
//! - [`kba`]: security questions. [`captcha`]: telling people from programs.
//! - [`methods`]: what people sign in with besides a password, as they see it.
//! - [`selfservice`]: registration and recovery for programs, stage by stage.
//! - [`sessions`]: SSO sessions, from the cookie to the list a person sees.
//! - [`devices`]: browsers that somebody has signed in with before.
//! - [`remembered`]: browsers whose people are recognised without a password.
//! - [`goto`]: where a browser may be sent afterwards.
//! - [`setup`]: the platform's first administrator.
//! - [`sharing`]: what people agreed to share, as they see it.
//! - [`webhook`]: other servers that journeys ask.
//!
//! Slow work (hashing a password) is done before a write transaction begins. What a submission changes is written in
//! one transaction, guarded by the version of the run it was made for.

pub mod admission;
pub mod attempts;
pub mod captcha;
pub mod devices;
pub mod goto;
pub mod journeys;
pub mod kba;
pub mod kind;
pub mod methods;
mod nested;
pub mod nodes;
mod people;
pub mod remembered;
pub mod selfservice;
pub mod sessions;
pub mod setup;
pub mod sharing;
pub mod webhook;

pub use journeys::Engine;
