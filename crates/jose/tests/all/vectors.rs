//! The examples printed in the standards.

use crate::support::{
    key_vectors, keys_of, signature_vectors, token, unb64, verify, verifying_key,
};
use durward_jose::{Algorithm, JoseError, Jwk, JwkSet, KeySet, KeyType, SigningKey, jws, jwt};
use serde_json::Value;

struct Vector {
    source: String,
    algorithm: Algorithm,
    key: Jwk,
    token: String,
}

fn vectors() -> Vec<Vector> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    signature_vectors()
        .iter()
        .map(|vector| Vector {
            source: text(&vector["source"]),
            algorithm: text(&vector["alg"]).parse().unwrap(),
            key: Jwk::parse(&vector["key"]).unwrap(),
            token: text(&vector["token"]),
        })
        .collect()
}

#[test]
fn every_example_signature_verifies() {
    for Vector {
        source,
        algorithm,
        key,
        token,
    } in vectors()
    {
        let keys = KeySet::single(verifying_key(&key, algorithm));
        let verified = verify(&token, &keys).unwrap_or_else(|error| panic!("{source}: {error}"));
        assert_eq!(verified.header.alg, algorithm, "{source}");
        assert_eq!(
            verified.payload,
            unb64(token.split('.').nth(1).unwrap()),
            "{source}"
        );
    }
}

#[test]
fn every_example_key_makes_the_example_signature_again_where_it_is_deterministic() {
    for Vector {
        source,
        algorithm,
        key,
        token: expected,
    } in vectors()
    {
        let key = SigningKey::from_jwk(&key, algorithm).unwrap();
        let mut parts = expected.split('.').map(unb64);
        let header = String::from_utf8(parts.next().unwrap()).unwrap();
        let made = token(&header, parts.next().unwrap(), &key);
        verify(&made, &keys_of(&key)).unwrap_or_else(|error| panic!("{source}: {error}"));
        let deterministic = ["HS", "RS", "Ed"]
            .iter()
            .any(|family| algorithm.as_str().starts_with(family));
        assert_eq!(made == expected, deterministic, "{source}");
    }
}

#[test]
fn the_example_claims_of_rfc_7519_are_read() {
    let example = vectors().swap_remove(0);
    let keys = KeySet::single(verifying_key(&example.key, Algorithm::HS256));
    let policy = jws::Policy::new(&[Algorithm::HS256], &keys);
    let validation = jwt::Validation {
        issuer: jwt::Expected::OneOf(&["joe"]),
        ..jwt::Validation::at(1_300_819_379)
    };
    let decoded = jwt::decode(&example.token, &policy, &validation).unwrap();
    assert_eq!(decoded.claims.iss.as_deref(), Some("joe"));
    assert_eq!(decoded.claims.exp, Some(1_300_819_380));
    assert_eq!(decoded.claims.extra["http://example.com/is_root"], true);
    assert_eq!(decoded.header.typ.as_deref(), Some("JWT"));
}

#[test]
fn the_unsecured_token_of_rfc_7515_a_5_is_refused() {
    let payload = vectors()[0].token.split('.').nth(1).unwrap().to_owned();
    let unsecured = format!("eyJhbGciOiJub25lIn0.{payload}.");
    let keys = KeySet::new();
    assert!(matches!(
        verify(&unsecured, &keys),
        Err(JoseError::Malformed(_))
    ));
    let with_signature = format!("{unsecured}AA");
    assert_eq!(
        verify(&with_signature, &keys).unwrap_err(),
        JoseError::UnsupportedAlgorithm
    );
}

#[test]
fn the_critical_extension_of_rfc_7515_e_is_refused() {
    let header = "eyJhbGciOiJub25lIiwNCiAiY3JpdCI6WyJodHRwOi8vZXhhbXBsZS5jb20vVU5ERU\
                  ZJTkVEIl0sDQogImh0dHA6Ly9leGFtcGxlLmNvbS9VTkRFRklORUQiOnRydWUNCn0";
    let token = format!("{header}.RkFJTA.AA");
    assert_eq!(
        jws::peek(&token).unwrap_err(),
        JoseError::UnsupportedExtension
    );
}

#[test]
fn the_key_sets_of_rfc_7517_appendix_a_are_read() {
    let vectors = key_vectors();
    let public = JwkSet::parse(&vectors["public"]).unwrap();
    let private = JwkSet::parse(&vectors["private"]).unwrap();
    let symmetric = JwkSet::parse(&vectors["symmetric"]).unwrap();
    assert_eq!(
        public.skipped() + private.skipped() + symmetric.skipped(),
        0
    );
    assert!(public.keys.iter().all(|key| !key.is_private()));
    assert!(
        private
            .keys
            .iter()
            .chain(&symmetric.keys)
            .all(Jwk::is_private)
    );
    assert!(
        symmetric
            .keys
            .iter()
            .all(|key| key.key_type() == KeyType::Oct)
    );
    assert_eq!(
        private.to_value(),
        public.to_value(),
        "publishing leaves the private half out"
    );
    assert_eq!(public.to_value(), vectors["public"]);
}

#[test]
fn a_key_with_a_certificate_is_read_without_it() {
    let vector = key_vectors()["with_certificate"].clone();
    let key = Jwk::parse(&vector).unwrap();
    assert_eq!(key.kid(), Some("1b94c"));
    assert!(vector.get("x5c").is_some());
    assert!(key.to_value().get("x5c").is_none());
}

#[test]
fn the_thumbprint_of_rfc_7638_3_1_is_found() {
    let key = Jwk::parse(&key_vectors()["public"]["keys"][1]).unwrap();
    assert_eq!(
        key.thumbprint(),
        "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
    );
}

#[test]
fn the_thumbprint_of_rfc_8037_a_3_is_found() {
    let key = vectors().pop().unwrap().key;
    assert_eq!(
        key.thumbprint(),
        "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
    );
    assert_eq!(key.public().unwrap().thumbprint(), key.thumbprint());
}

#[test]
fn the_at_hash_of_openid_connect_core_a_3_is_found() {
    let access_token = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y";
    assert_eq!(
        durward_jose::half_hash(Algorithm::RS256, access_token),
        "77QmUPtjPfzWtF2AnpK9RQ"
    );
}
