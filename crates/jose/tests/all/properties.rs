//! What holds for every input.

use crate::support::{keys_of, signing_key, token, verify};
use durward_jose::jwt::{self, Claims};
use durward_jose::{Algorithm, Jwk, JwkSet, Signer, jws};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// Anything JSON can say, not too deep.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<i32>().prop_map(|quarters| Value::from(f64::from(quarters) / 4.0)),
        ".{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((".{0,6}", inner), 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

/// A JSON object that looks like a header or a key more often than chance would have it.
fn likely_object() -> impl Strategy<Value = Value> {
    let name = prop::sample::select(vec![
        "alg", "kid", "typ", "cty", "crit", "b64", "jwk", "kty", "crv", "x", "y", "n", "e", "d",
        "k", "p", "q", "dp", "dq", "qi", "oth", "use", "key_ops", "keys", "iss", "sub", "aud",
        "exp", "nbf", "iat",
    ]);
    let value = prop_oneof![
        prop::sample::select(vec![
            "RS256", "ES256", "HS256", "none", "EC", "RSA", "OKP", "oct", "P-256", "Ed25519", "sig"
        ])
        .prop_map(Value::from),
        prop::collection::vec(any::<u8>(), 0..70)
            .prop_map(|bytes| crate::support::b64(bytes).into()),
        any_json(),
    ];
    prop::collection::vec((name, value), 0..10).prop_map(|members| {
        Value::Object(
            members
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
        )
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_makes_a_reader_panic(text in any::<String>()) {
        let _ = jws::peek(&text);
        let _ = jwt::peek(&text);
        let _ = text.parse::<Jwk>();
        let _ = text.parse::<JwkSet>();
        let _ = text.parse::<Algorithm>();
        let _ = Claims::parse(text.as_bytes());
    }

    #[test]
    fn no_text_with_dots_makes_a_reader_panic(text in "[A-Za-z0-9_-]{0,40}\\.[A-Za-z0-9_=-]{0,40}(\\.[A-Za-z0-9_-]{0,40}){0,3}") {
        let _ = jws::peek(&text);
        let _ = jwt::peek(&text);
        prop_assert!(verify(&text, &keys_of(&signing_key(Algorithm::HS256))).is_err());
    }

    #[test]
    fn no_json_makes_a_reader_panic(value in likely_object()) {
        let key = signing_key(Algorithm::HS256);
        let text = value.to_string();
        let _ = verify(&token(&text, &text, &key), &keys_of(&key));
        let _ = Claims::parse(text.as_bytes());
        let _ = JwkSet::parse(&json!({"keys": [value]}));
        if let Ok(jwk) = text.parse::<Jwk>() {
            let again = Jwk::parse(&jwk.to_value());
            prop_assert_eq!(again.is_ok(), jwk.public().is_some());
            for algorithm in Algorithm::ALL {
                let _ = durward_jose::VerifyingKey::from_jwk(&jwk, algorithm);
                let _ = durward_jose::SigningKey::from_jwk(&jwk, algorithm);
            }
        }
    }

    #[test]
    fn any_payload_comes_back_as_it_was(payload in prop::collection::vec(any::<u8>(), 0..2000)) {
        let key = signing_key(Algorithm::HS256);
        let token = Signer::new(key.clone(), Some("kid"), None).sign_bytes(&payload).unwrap();
        prop_assert_eq!(verify(&token, &keys_of(&key)).unwrap().payload, payload);
    }

    #[test]
    fn any_other_claims_come_back_as_they_were(value in any_json()) {
        let mut claims = Claims { exp: Some(7), ..Claims::default() };
        claims.extra.insert("other".into(), value);
        let token = Signer::new(signing_key(Algorithm::HS256), None, None).sign_json(&claims).unwrap();
        prop_assert_eq!(jwt::peek(&token).unwrap(), claims);
    }

    #[test]
    fn any_altered_byte_is_refused(position in any::<prop::sample::Index>(), flip in 1..=255_u8) {
        let key = signing_key(Algorithm::HS256);
        let token = Signer::new(key.clone(), None, None).sign_bytes(b"{\"sub\":\"ana\"}").unwrap();
        let mut altered = token.into_bytes();
        let position = position.index(altered.len());
        altered[position] ^= flip;
        if let Ok(altered) = String::from_utf8(altered) {
            prop_assert!(verify(&altered, &keys_of(&key)).is_err());
        }
    }
}
