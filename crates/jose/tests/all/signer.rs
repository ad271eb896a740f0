//! Issuing tokens.

use crate::support::{b64, keys_of, signing_key, unb64, verify};
use durward_jose::jwt::{self, Claims, Validation};
use durward_jose::{Algorithm, JoseError, Signer, jws};
use serde_json::{Value, json};

fn signer() -> Signer {
    Signer::new(signing_key(Algorithm::HS256), Some("k1"), Some("at+jwt"))
}

fn part(token: &str, index: usize) -> Vec<u8> {
    unb64(token.split('.').nth(index).unwrap())
}

#[test]
fn the_header_names_algorithm_key_and_type() {
    let token = signer().sign_json(&json!({})).unwrap();
    assert_eq!(
        part(&token, 0),
        br#"{"alg":"HS256","kid":"k1","typ":"at+jwt"}"#
    );
    let bare = Signer::new(signing_key(Algorithm::HS256), None, None)
        .sign_bytes(b"")
        .unwrap();
    assert_eq!(part(&bare, 0), br#"{"alg":"HS256"}"#);
    let odd = Signer::new(signing_key(Algorithm::HS256), Some("\"\n\u{e9}"), None);
    let header = jws::peek(&odd.sign_bytes(b"").unwrap()).unwrap();
    assert_eq!(header.kid.as_deref(), Some("\"\n\u{e9}"));
}

#[test]
fn json_of_any_length_is_signed_as_it_would_be_as_bytes() {
    let key = signing_key(Algorithm::HS256);
    for length in (0..12).chain(755..775).chain(1525..1545).chain([5000]) {
        let claims = json!({"sub": "a".repeat(length)});
        let token = signer().sign_json(&claims).unwrap();
        assert_eq!(
            token,
            signer().sign_bytes(claims.to_string().as_bytes()).unwrap()
        );
        let verified = verify(&token, &keys_of(&key)).unwrap();
        assert_eq!(verified.payload, claims.to_string().as_bytes());
    }
}

#[test]
fn every_algorithm_issues_tokens_that_verify() {
    for algorithm in Algorithm::ALL {
        let key = signing_key(algorithm);
        let token = Signer::new(key.clone(), Some("k1"), None)
            .sign_json(&json!({"a": 1}))
            .unwrap();
        assert_eq!(
            verify(&token, &keys_of(&key)).unwrap().payload,
            br#"{"a":1}"#,
            "{algorithm}"
        );
    }
}

#[test]
fn claims_are_written_as_rfc_7519_asks_and_read_back() {
    let mut claims = Claims {
        iss: Some("https://id.example".into()),
        sub: Some("ana".into()),
        aud: vec!["one".into()],
        exp: Some(20),
        iat: Some(10),
        jti: Some("j".into()),
        ..Claims::default()
    };
    claims.extra.insert("scope".into(), "openid".into());
    let token = signer().sign_json(&claims).unwrap();
    let written: Value = serde_json::from_slice(&part(&token, 1)).unwrap();
    assert_eq!(written["aud"], "one");
    assert!(written.get("nbf").is_none());
    assert_eq!(jwt::peek(&token).unwrap(), claims);
    claims.aud.push("two".into());
    let token = signer().sign_json(&claims).unwrap();
    let keys = keys_of(&signing_key(Algorithm::HS256));
    let policy = jws::Policy::new(&[Algorithm::HS256], &keys);
    assert_eq!(
        jwt::decode(&token, &policy, &Validation::at(15))
            .unwrap()
            .claims,
        claims
    );
}

#[test]
fn a_registered_claim_cannot_be_written_twice() {
    for name in ["iss", "sub", "aud", "exp", "nbf", "iat", "jti"] {
        let mut claims = Claims::default();
        claims.extra.insert(name.into(), 1.into());
        assert_eq!(
            signer().sign_json(&claims).unwrap_err(),
            JoseError::Serialize
        );
    }
}

#[test]
fn what_cannot_be_json_is_an_error() {
    let keyed_by_list = std::collections::BTreeMap::from([(vec![1], 1)]);
    assert_eq!(
        signer().sign_json(&keyed_by_list).unwrap_err(),
        JoseError::Serialize
    );
}

#[test]
fn the_halves_of_hashes_have_the_length_of_their_algorithm() {
    for algorithm in Algorithm::ALL {
        let bytes = match algorithm.as_str() {
            "EdDSA" => 32,
            name => name[2..].parse::<usize>().unwrap() / 16,
        };
        assert_eq!(
            unb64(&durward_jose::half_hash(algorithm, "code")).len(),
            bytes
        );
    }
    let whole = b64(aws_lc_rs::digest::digest(
        &aws_lc_rs::digest::SHA256,
        b"code",
    ));
    assert!(whole.starts_with(&durward_jose::half_hash(Algorithm::ES256, "code")[..21]));
}
