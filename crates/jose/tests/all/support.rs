//! Keys and hand-made tokens for the tests.

use data_encoding::BASE64URL_NOPAD;
use durward_jose::{Algorithm, JoseError, Jwk, KeySet, SigningKey, VerifyingKey, jws};
use serde_json::Value;
use std::sync::LazyLock;

/// A private RSA key of 2048 bits (RFC 7515 A.2), to spare making one.
pub(crate) static RSA: LazyLock<Jwk> = LazyLock::new(|| vector_key("RFC 7515 A.2"));

pub(crate) fn signature_vectors() -> Vec<Value> {
    serde_json::from_str(include_str!("../vectors/signatures.json")).unwrap()
}

pub(crate) fn key_vectors() -> Value {
    serde_json::from_str(include_str!("../vectors/keys.json")).unwrap()
}

fn vector_key(source: &str) -> Jwk {
    let vectors = signature_vectors();
    let vector = vectors
        .iter()
        .find(|vector| vector["source"] == source)
        .unwrap();
    Jwk::parse(&vector["key"]).unwrap()
}

/// A secret long enough for every HMAC algorithm.
pub(crate) const SECRET: &[u8; 64] =
    b"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

pub(crate) fn signing_key(algorithm: Algorithm) -> SigningKey {
    use durward_jose::Family::{Ecdsa, EdDsa, Hmac, RsaPkcs1, RsaPss};
    match algorithm.family() {
        Hmac => SigningKey::from_secret(algorithm, SECRET),
        RsaPkcs1 | RsaPss => SigningKey::from_jwk(&RSA, algorithm),
        Ecdsa | EdDsa => SigningKey::generate(algorithm),
    }
    .unwrap()
}

pub(crate) fn keys_of(key: &SigningKey) -> KeySet {
    KeySet::single(key.verifying_key().unwrap())
}

pub(crate) fn b64(bytes: impl AsRef<[u8]>) -> String {
    BASE64URL_NOPAD.encode(bytes.as_ref())
}

pub(crate) fn unb64(text: &str) -> Vec<u8> {
    BASE64URL_NOPAD.decode(text.as_bytes()).unwrap()
}

/// A token with exactly this header and payload, honestly signed.
pub(crate) fn token(header: &str, payload: impl AsRef<[u8]>, key: &SigningKey) -> String {
    let input = format!("{}.{}", b64(header), b64(payload));
    let signature = key.sign(input.as_bytes()).unwrap();
    format!("{input}.{}", b64(signature))
}

/// Verifies with every algorithm allowed, so that only the key and the token can say no.
pub(crate) fn verify(token: &str, keys: &KeySet) -> Result<jws::Verified, JoseError> {
    jws::verify(token, &jws::Policy::new(&Algorithm::ALL, keys))
}

pub(crate) fn verifying_key(jwk: &Jwk, algorithm: Algorithm) -> VerifyingKey {
    VerifyingKey::from_jwk(jwk, algorithm).unwrap()
}
