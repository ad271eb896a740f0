//! Using an access token (RFC 6750, RFC 9449 7).

mod error;
mod token;

pub use error::{BearerError, StepUp};
pub use token::{BearerToken, Scheme};
