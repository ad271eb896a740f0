//! Claims about someone, signed (RFC 7519).

mod claims;
mod decode;
mod validation;

pub use claims::{Claims, MAX_NUMERIC_DATE};
pub use decode::{Decoded, decode, peek};
pub use validation::{Expected, Validation};
