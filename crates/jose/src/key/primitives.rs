//! Our algorithms in the words of the cryptographic library.

use crate::jwk::Curve;
use crate::{Algorithm, JoseError};
use aws_lc_rs::hmac;
use aws_lc_rs::signature::{
    self, EcdsaSigningAlgorithm, EcdsaVerificationAlgorithm, RsaParameters, RsaSignatureEncoding,
};

/// How the key of an algorithm is used.
#[derive(Clone, Copy)]
pub(super) enum Primitive {
    Hmac(hmac::Algorithm),
    Rsa {
        sign: &'static RsaSignatureEncoding,
        verify: &'static RsaParameters,
    },
    Ecdsa {
        sign: &'static EcdsaSigningAlgorithm,
        curve: Curve,
    },
    Ed25519,
}

impl Primitive {
    pub(super) fn of(algorithm: Algorithm) -> Self {
        match algorithm {
            Algorithm::HS256 => Self::Hmac(hmac::HMAC_SHA256),
            Algorithm::HS384 => Self::Hmac(hmac::HMAC_SHA384),
            Algorithm::HS512 => Self::Hmac(hmac::HMAC_SHA512),
            Algorithm::RS256 => Self::Rsa {
                sign: &signature::RSA_PKCS1_SHA256,
                verify: &signature::RSA_PKCS1_2048_8192_SHA256,
            },
            Algorithm::RS384 => Self::Rsa {
                sign: &signature::RSA_PKCS1_SHA384,
                verify: &signature::RSA_PKCS1_2048_8192_SHA384,
            },
            Algorithm::RS512 => Self::Rsa {
                sign: &signature::RSA_PKCS1_SHA512,
                verify: &signature::RSA_PKCS1_2048_8192_SHA512,
            },
            Algorithm::PS256 => Self::Rsa {
                sign: &signature::RSA_PSS_SHA256,
                verify: &signature::RSA_PSS_2048_8192_SHA256,
            },
            Algorithm::PS384 => Self::Rsa {
                sign: &signature::RSA_PSS_SHA384,
                verify: &signature::RSA_PSS_2048_8192_SHA384,
            },
            Algorithm::PS512 => Self::Rsa {
                sign: &signature::RSA_PSS_SHA512,
                verify: &signature::RSA_PSS_2048_8192_SHA512,
            },
            Algorithm::ES256 => Self::Ecdsa {
                sign: &signature::ECDSA_P256_SHA256_FIXED_SIGNING,
                curve: Curve::P256,
            },
            Algorithm::ES384 => Self::Ecdsa {
                sign: &signature::ECDSA_P384_SHA384_FIXED_SIGNING,
                curve: Curve::P384,
            },
            Algorithm::ES512 => Self::Ecdsa {
                sign: &signature::ECDSA_P521_SHA512_FIXED_SIGNING,
                curve: Curve::P521,
            },
            Algorithm::EdDSA => Self::Ed25519,
        }
    }
}

/// Each curve is used with one hash only (RFC 7518 3.4).
pub(crate) fn ecdsa_verification(curve: Curve) -> &'static EcdsaVerificationAlgorithm {
    match curve {
        Curve::P256 => &signature::ECDSA_P256_SHA256_FIXED,
        Curve::P384 => &signature::ECDSA_P384_SHA384_FIXED,
        Curve::P521 => &signature::ECDSA_P521_SHA512_FIXED,
    }
}

/// A MAC key at least as long as the hash (RFC 7518 3.2).
pub(super) fn hmac_key(algorithm: Algorithm, secret: &[u8]) -> Result<hmac::Key, JoseError> {
    let Primitive::Hmac(hmac) = Primitive::of(algorithm) else {
        return Err(JoseError::KeyMismatch);
    };
    if secret.len() < hmac.tag_len() {
        return Err(JoseError::WeakKey);
    }
    Ok(hmac::Key::new(hmac, secret))
}
