//! Using an access token (RFC 6750).

mod error;
mod token;

pub use error::{BearerError, StepUp};
pub use token::BearerToken;
