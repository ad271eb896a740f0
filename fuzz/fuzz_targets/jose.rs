//! Tokens, claims, keys and key sets from nobody we know.
//!
//! The input is read as each of them as it is, and once more as the header and payload of a token
//! that is honestly signed, so that the reader behind the signature is reached as well.

#![no_main]

use data_encoding::BASE64URL_NOPAD;
use durward_jose::jwt::{self, Claims, Expected, Validation};
use durward_jose::{Algorithm, Jwk, JwkSet, KeySet, SigningKey, VerifyingKey, jws};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static KEY: LazyLock<SigningKey> = LazyLock::new(|| {
    SigningKey::from_secret(Algorithm::HS256, b"a secret that the fuzzer must not guess").unwrap()
});
static KEYS: LazyLock<KeySet> = LazyLock::new(|| KeySet::single(KEY.verifying_key().unwrap()));

fuzz_target!(|input: &[u8]| {
    if let Ok(text) = std::str::from_utf8(input) {
        token(text);
        key(text);
        let _ = text.parse::<JwkSet>().map(|set| set.to_value());
    }
    claims(input);
    signed(input);
});

fn token(text: &str) {
    let _ = jws::peek(text).map(|header| header.embedded_jwk().is_ok());
    let _ = jwt::peek(text);
    assert!(
        jws::verify(text, &jws::Policy::new(&Algorithm::ALL, &KEYS)).is_err(),
        "forged"
    );
}

fn signed(input: &[u8]) {
    let split = input
        .iter()
        .position(|byte| *byte == b'\n')
        .unwrap_or(input.len());
    let (header, payload) = input.split_at(split);
    let encode = |bytes| BASE64URL_NOPAD.encode(bytes);
    let signing_input = format!("{}.{}", encode(header), encode(payload));
    let signature = encode(&KEY.sign(signing_input.as_bytes()).unwrap());
    let token = format!("{signing_input}.{signature}");
    let policy = jws::Policy::new(&[Algorithm::HS256], &KEYS);
    if let Ok(verified) = jws::verify(&token, &policy.typ(jws::Typ::AbsentOr(&["JWT"]))) {
        assert_eq!(verified.payload, payload);
        assert_eq!(verified.header.alg, Algorithm::HS256);
    }
    let _ = jwt::decode(&token, &policy, &Validation::at(1_700_000_000));
}

fn claims(input: &[u8]) {
    let Ok(claims) = Claims::parse(input) else {
        return;
    };
    for now in [i64::MIN, 0, 1_700_000_000, i64::MAX] {
        let validation = Validation {
            skew: i64::MAX,
            issuer: Expected::OneOf(&["i"]),
            audience: Expected::OneOf(&["a"]),
            max_age: Some(i64::MAX),
            max_lifetime: Some(i64::MAX),
            ..Validation::at(now)
        };
        let _ = validation.check(&claims);
    }
}

fn key(text: &str) {
    let Ok(key) = text.parse::<Jwk>() else { return };
    let published = key.to_value().to_string();
    for private in ["\"d\":", "\"p\":", "\"q\":", "\"k\":"] {
        let leaked = published.contains(private) && key.kid().is_none() && key.alg().is_none();
        assert!(!leaked, "{published}");
    }
    if let Some(public) = key.public() {
        assert!(!public.is_private());
        let again: Jwk = published.parse().unwrap();
        assert_eq!(again.thumbprint(), key.thumbprint());
    }
    for algorithm in Algorithm::ALL {
        if VerifyingKey::from_jwk(&key, algorithm).is_ok() {
            assert_eq!(key.key_type(), algorithm.key_type());
        }
        let _ = SigningKey::from_jwk(&key, algorithm);
    }
}
