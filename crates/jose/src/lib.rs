//! JSON Object Signing: keys, signatures and tokens.
//!
//! JWS compact serialisation (RFC 7515), JWK (RFC 7517, 7638, 8037), the signature algorithms of
//! RFC 7518 and JWT (RFC 7519), held to RFC 8725. Keys are parsed once and bound to one algorithm;
//! a verifier says beforehand which algorithms, keys and types it accepts, and nothing in a token's
//! header can widen that. Encryption (RFC 7516) is [`jwe`].
//!
//! | to | use |
//! |---|---|
//! | issue a token | [`SigningKey`] → [`Signer`] |
//! | accept a token | [`KeySet`] + [`jws::Policy`] → [`jws::verify`], [`jwt::decode`] |
//! | look before loading keys | [`jws::peek`], [`jwt::peek`] |
//! | hide what a token says | [`jwe::Encrypter`] → [`jwe::decrypt`] |
//! | publish keys | [`SigningKey::public_jwk`] → [`JwkSet`] |

mod algorithm;
mod base64url;
mod compact;
mod error;
mod half_hash;
mod json;
pub mod jwe;
mod jwk;
pub mod jws;
pub mod jwt;
mod key;

pub use algorithm::{Algorithm, Family};
pub use error::{ClaimProblem, JoseError};
pub use half_hash::half_hash;
pub use jwk::{Curve, Jwk, JwkSet, KeyOp, KeyType, KeyUse};
pub use jws::Signer;
pub use key::{KeySet, SigningKey, VerifyingKey};
