//! Claims about someone, signed (RFC 7519).
//!
//! ```
//! use durward_jose::jwt::{self, Claims, Expected, Validation};
//! use durward_jose::{Algorithm, KeySet, Signer, SigningKey, jws};
//!
//! let key = SigningKey::generate(Algorithm::ES256)?;
//! let mut keys = KeySet::new();
//! keys.push(Some("2026-11"), key.verifying_key()?);
//!
//! let issued = Claims {
//!     iss: Some("https://id.example".to_owned()),
//!     aud: vec!["https://api.example".to_owned()],
//!     exp: Some(1_790_003_600),
//!     ..Claims::default()
//! };
//! let token = Signer::new(key, Some("2026-11"), Some("at+jwt")).sign_json(&issued)?;
//!
//! let policy = jws::Policy::new(&[Algorithm::ES256], &keys).typ(jws::Typ::OneOf(&["at+jwt"]));
//! let validation = Validation {
//!     issuer: Expected::OneOf(&["https://id.example"]),
//!     audience: Expected::OneOf(&["https://api.example"]),
//!     ..Validation::at(1_790_000_000)
//! };
//! assert_eq!(jwt::decode(&token, &policy, &validation)?.claims, issued);
//! # Ok::<(), durward_jose::JoseError>(())
//! ```

mod claims;
mod decode;
mod unsecured;
mod validation;

pub use claims::{Claims, MAX_NUMERIC_DATE};
pub use decode::{Decoded, decode, peek};
pub use unsecured::unsecured;
pub use validation::{Expected, Validation};
