//! Which tokens a policy lets through.

use crate::support::{keys_of, signing_key, token, verifying_key};
use durward_jose::jws::{self, Policy, Typ};
use durward_jose::{Algorithm, JoseError, JwkSet, KeySet, SigningKey};

const HS256: &[Algorithm] = &[Algorithm::HS256];

fn with_typ(typ: Option<&str>, accepted: Typ<'_>) -> Result<jws::Verified, JoseError> {
    let key = signing_key(Algorithm::HS256);
    let keys = keys_of(&key);
    let header = typ.map_or(r#"{"alg":"HS256"}"#.to_owned(), |typ| {
        serde_json::json!({"alg": "HS256", "typ": typ}).to_string()
    });
    jws::verify(
        &token(&header, "{}", &key),
        &Policy::new(HS256, &keys).typ(accepted),
    )
}

#[test]
fn a_type_is_compared_as_a_media_type() {
    let access_token = Typ::OneOf(&["at+jwt"]);
    for same in [
        "at+jwt",
        "AT+JWT",
        "application/at+jwt",
        "Application/At+Jwt",
    ] {
        assert!(with_typ(Some(same), access_token).is_ok(), "{same}");
    }
    for other in [
        "",
        "JWT",
        "jwt",
        "text/at+jwt",
        "application/a/at+jwt",
        "at+jwt ",
        "application/",
    ] {
        assert_eq!(
            with_typ(Some(other), access_token).unwrap_err(),
            JoseError::WrongType,
            "{other}"
        );
    }
}

#[test]
fn a_missing_type_is_accepted_only_where_it_may_be_missing() {
    assert_eq!(
        with_typ(None, Typ::OneOf(&["at+jwt"])).unwrap_err(),
        JoseError::WrongType
    );
    assert!(with_typ(None, Typ::AbsentOr(&["JWT"])).is_ok());
    assert!(with_typ(Some("jwt"), Typ::AbsentOr(&["JWT"])).is_ok());
    assert_eq!(
        with_typ(Some("at+jwt"), Typ::AbsentOr(&["JWT"])).unwrap_err(),
        JoseError::WrongType
    );
    assert!(with_typ(Some("anything"), Typ::Any).is_ok());
}

#[test]
fn an_algorithm_outside_the_list_is_refused_although_the_key_would_fit() {
    let key = signing_key(Algorithm::HS512);
    let signed = token(r#"{"alg":"HS512"}"#, "{}", &key);
    let keys = keys_of(&key);
    assert!(jws::verify(&signed, &Policy::new(&Algorithm::ALL, &keys)).is_ok());
    for algorithms in [HS256, &[]] {
        let refused = jws::verify(&signed, &Policy::new(algorithms, &keys)).unwrap_err();
        assert_eq!(refused, JoseError::AlgorithmNotAllowed);
    }
}

#[test]
fn the_named_key_is_used_and_no_other() {
    let (first, second) = (signing_key(Algorithm::ES256), signing_key(Algorithm::ES256));
    let mut keys = KeySet::new();
    keys.push(Some("first"), first.verifying_key().unwrap());
    keys.push(Some("second"), second.verifying_key().unwrap());
    let policy = Policy::new(&[Algorithm::ES256], &keys);
    let named = |kid: &str, key: &SigningKey| {
        let header = format!(r#"{{"alg":"ES256","kid":"{kid}"}}"#);
        jws::verify(&token(&header, "{}", key), &policy).map(|_| ())
    };
    assert_eq!(named("first", &first), Ok(()));
    assert_eq!(named("second", &second), Ok(()));
    assert_eq!(named("first", &second), Err(JoseError::BadSignature));
    assert_eq!(named("third", &first), Err(JoseError::UnknownKey));
}

#[test]
fn a_token_without_kid_may_be_of_any_key_and_a_key_without_kid_serves_any_name() {
    let (named, nameless) = (signing_key(Algorithm::ES256), signing_key(Algorithm::ES256));
    let mut keys = KeySet::new();
    keys.push(Some("named"), named.verifying_key().unwrap());
    keys.push(None, nameless.verifying_key().unwrap());
    let policy = Policy::new(&[Algorithm::ES256], &keys);
    for key in [&named, &nameless] {
        assert!(jws::verify(&token(r#"{"alg":"ES256"}"#, "{}", key), &policy).is_ok());
    }
    let other_name = r#"{"alg":"ES256","kid":"other"}"#;
    assert!(jws::verify(&token(other_name, "{}", &nameless), &policy).is_ok());
    assert!(jws::verify(&token(other_name, "{}", &named), &policy).is_err());
}

#[test]
fn a_key_set_from_jwks_leaves_out_keys_for_encryption_and_for_other_algorithms() {
    let es256 = signing_key(Algorithm::ES256);
    let mut encryption = signing_key(Algorithm::ES384)
        .public_jwk(Some("enc"))
        .unwrap()
        .to_value();
    encryption["use"] = "enc".into();
    encryption["alg"] = "ECDH-ES".into();
    let jwks = serde_json::json!({"keys": [es256.public_jwk(Some("sig")), encryption]});
    let jwks = JwkSet::parse(&jwks).unwrap();
    assert_eq!((jwks.keys.len(), jwks.skipped()), (2, 0));
    assert!(KeySet::from_jwks(&jwks, &[Algorithm::ES384, Algorithm::RS256]).is_empty());
    let keys = KeySet::from_jwks(&jwks, &Algorithm::ALL);
    let signed = token(r#"{"alg":"ES256","kid":"sig"}"#, "{}", &es256);
    assert!(jws::verify(&signed, &Policy::new(&Algorithm::ALL, &keys)).is_ok());
}

#[test]
fn a_key_without_alg_in_a_jwks_verifies_each_allowed_algorithm_of_its_type() {
    let jwks = JwkSet::new(vec![crate::support::RSA.clone()]);
    let keys = KeySet::from_jwks(&jwks, &[Algorithm::RS256, Algorithm::PS512]);
    let policy = Policy::new(&Algorithm::ALL, &keys);
    for (algorithm, accepted) in [
        (Algorithm::RS256, true),
        (Algorithm::PS512, true),
        (Algorithm::PS256, false),
    ] {
        let header = format!(r#"{{"alg":"{algorithm}"}}"#);
        let verified = jws::verify(&token(&header, "{}", &signing_key(algorithm)), &policy);
        assert_eq!(verified.is_ok(), accepted, "{algorithm}");
    }
}

#[test]
fn the_key_in_a_header_can_be_taken_on_purpose() {
    let key = signing_key(Algorithm::EdDSA);
    let jwk = key.public_jwk(None).unwrap();
    let header = serde_json::json!({"typ": "dpop+jwt", "alg": "EdDSA", "jwk": jwk});
    let proof = token(&header.to_string(), "{}", &key);
    let embedded = jws::peek(&proof).unwrap().embedded_jwk().unwrap().unwrap();
    assert_eq!(embedded.thumbprint(), jwk.thumbprint());
    let keys = KeySet::single(verifying_key(&embedded, Algorithm::EdDSA));
    let policy = Policy::new(&[Algorithm::EdDSA], &keys).typ(Typ::OneOf(&["dpop+jwt"]));
    assert!(jws::verify(&proof, &policy).is_ok());
}

#[test]
fn a_token_without_kid_is_not_tried_against_any_number_of_keys() {
    let other = signing_key(Algorithm::HS256).verifying_key().unwrap();
    let key = SigningKey::from_secret(Algorithm::HS256, &[9; 32]).unwrap();
    let signed = token(r#"{"alg":"HS256"}"#, "{}", &key);
    let after = |others: usize| {
        let mut keys = KeySet::new();
        for _ in 0..others {
            keys.push(Some("other"), other.clone());
        }
        keys.push(Some("last"), key.verifying_key().unwrap());
        let named = token(r#"{"alg":"HS256","kid":"last"}"#, "{}", &key);
        assert!(jws::verify(&named, &Policy::new(HS256, &keys)).is_ok());
        jws::verify(&signed, &Policy::new(HS256, &keys)).is_ok()
    };
    assert!(after(15));
    assert!(!after(16));
}
