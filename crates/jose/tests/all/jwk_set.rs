//! Sets of keys.

use crate::support::{SECRET, b64, key_vectors, signing_key};
use durward_jose::{Algorithm, JoseError, JwkSet};
use serde_json::json;

#[test]
fn keys_of_unknown_type_and_broken_keys_are_left_out_and_counted() {
    let good = signing_key(Algorithm::ES256)
        .public_jwk(Some("good"))
        .unwrap();
    let set = json!({"keys": [
        {"kty": "future"}, {"kty": "RSA"}, {"kty": "RSA", "n": b64([255; 128]), "e": "AQAB"},
        good, 7, null, {"kty": "OKP", "crv": "X25519", "x": b64([1; 32])},
    ]});
    let set = JwkSet::parse(&set).unwrap();
    assert_eq!(set.skipped(), 6);
    assert_eq!(set.keys.len(), 1);
    assert_eq!(set.keys[0].kid(), Some("good"));
}

#[test]
fn what_is_not_a_set_is_refused() {
    for wrong in [
        json!({}),
        json!([]),
        json!({"keys": {}}),
        json!({"keys": null}),
        json!("keys"),
    ] {
        assert_eq!(
            JwkSet::parse(&wrong).unwrap_err(),
            JoseError::InvalidKey("keys")
        );
    }
    assert!(r#"{"keys":[],"keys":[]}"#.parse::<JwkSet>().is_err());
    assert!(r#"{"keys":[]}"#.parse::<JwkSet>().is_ok());
}

#[test]
fn a_set_with_too_many_entries_or_bytes_is_refused() {
    let entries =
        |count| JwkSet::parse(&json!({"keys": vec![json!({}); count]})).map(|set| set.skipped());
    assert_eq!(entries(JwkSet::MAX_KEYS), Ok(JwkSet::MAX_KEYS));
    assert_eq!(entries(JwkSet::MAX_KEYS + 1), Err(JoseError::TooLarge));
    let padded = format!(r#"{{"keys":[]{}}}"#, " ".repeat(JwkSet::MAX_BYTES));
    assert_eq!(padded.parse::<JwkSet>().unwrap_err(), JoseError::TooLarge);
}

#[test]
fn a_published_set_holds_no_secret() {
    let mut set = JwkSet::parse(&key_vectors()["private"]).unwrap();
    let oct = json!({"kty": "oct", "kid": "secret", "k": b64(SECRET)});
    set.keys
        .extend(JwkSet::parse(&json!({"keys": [oct]})).unwrap().keys);
    let published = serde_json::to_value(&set).unwrap();
    assert_eq!(published["keys"].as_array().unwrap().len(), 2);
    let read: JwkSet = serde_json::from_value(published).unwrap();
    assert!(read.keys.iter().all(|key| !key.is_private()));
}
