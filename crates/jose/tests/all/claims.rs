//! Which claims are acceptable (RFC 7519 4.1).

use crate::support::{keys_of, signing_key, token};
use durward_jose::ClaimProblem::{
    Expired, Malformed, Mismatch, Missing, NotYetValid, TooLong, TooOld,
};
use durward_jose::jwt::{self, Claims, Expected, MAX_NUMERIC_DATE, Validation};
use durward_jose::{Algorithm, ClaimProblem, JoseError, jws};
use serde_json::{Value, json};

const NOW: i64 = 1_700_000_000;

fn check(claims: &Value, validation: &Validation<'_>) -> Result<(), JoseError> {
    let key = signing_key(Algorithm::HS256);
    let keys = keys_of(&key);
    let policy = jws::Policy::new(&[Algorithm::HS256], &keys);
    jwt::decode(
        &token(r#"{"alg":"HS256"}"#, claims.to_string(), &key),
        &policy,
        validation,
    )
    .map(|_| ())
}

/// At `NOW`, requiring nothing.
fn lenient() -> Validation<'static> {
    Validation {
        required: &[],
        ..Validation::at(NOW)
    }
}

fn refused(claim: &'static str, problem: ClaimProblem) -> Result<(), JoseError> {
    Err(JoseError::Claim { claim, problem })
}

#[test]
fn a_token_expires_at_its_second_and_not_before() {
    let at = |exp, skew| {
        check(
            &json!({"exp": exp}),
            &Validation {
                skew,
                ..Validation::at(NOW)
            },
        )
    };
    assert_eq!(at(NOW + 1, 0), Ok(()));
    assert_eq!(at(NOW, 0), refused("exp", Expired));
    assert_eq!(at(NOW - 4, 5), Ok(()));
    assert_eq!(at(NOW - 5, 5), refused("exp", Expired));
    assert_eq!(at(MAX_NUMERIC_DATE, i64::MAX), Ok(()));
}

#[test]
fn an_expired_token_is_accepted_only_where_that_is_asked_for() {
    let expired = json!({"exp": 1});
    assert_eq!(check(&expired, &lenient()), refused("exp", Expired));
    assert_eq!(
        check(
            &expired,
            &Validation {
                accept_expired: true,
                ..lenient()
            }
        ),
        Ok(())
    );
}

#[test]
fn a_token_is_not_accepted_before_its_time_nor_from_the_future() {
    for name in ["nbf", "iat"] {
        let at = |date, skew| check(&json!({name: date}), &Validation { skew, ..lenient() });
        assert_eq!(at(NOW, 0), Ok(()));
        assert_eq!(at(NOW + 1, 0), refused(name, NotYetValid));
        assert_eq!(at(NOW + 5, 5), Ok(()));
        assert_eq!(at(NOW + 6, 5), refused(name, NotYetValid));
    }
}

#[test]
fn a_token_too_old_is_refused() {
    let aged = |claims: Value| {
        check(
            &claims,
            &Validation {
                max_age: Some(60),
                skew: 2,
                ..lenient()
            },
        )
    };
    assert_eq!(aged(json!({"iat": NOW - 62})), Ok(()));
    assert_eq!(aged(json!({"iat": NOW - 63})), refused("iat", TooOld));
    assert_eq!(aged(json!({})), refused("iat", Missing));
}

#[test]
fn a_token_that_lives_too_long_is_refused() {
    let lives = |claims: Value| {
        check(
            &claims,
            &Validation {
                max_lifetime: Some(60),
                ..lenient()
            },
        )
    };
    assert_eq!(lives(json!({"exp": NOW + 60})), Ok(()));
    assert_eq!(lives(json!({"exp": NOW + 61})), refused("exp", TooLong));
    assert_eq!(lives(json!({})), refused("exp", Missing));
}

#[test]
fn a_required_claim_must_be_there() {
    let required = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti", "nonce"];
    let full = json!({
        "iss": "i", "sub": "s", "aud": "a", "exp": NOW + 9, "nbf": 1, "iat": 1, "jti": "j", "nonce": "n",
    });
    for name in required {
        let wanted = [name];
        let validation = Validation {
            required: &wanted,
            ..lenient()
        };
        assert_eq!(check(&full, &validation), Ok(()));
        let mut without = full.clone();
        without.as_object_mut().unwrap().remove(name);
        assert_eq!(check(&without, &validation), refused(name, Missing));
    }
    assert_eq!(
        check(&json!({}), &Validation::at(NOW)),
        refused("exp", Missing)
    );
    let nobody = Validation {
        required: &["aud"],
        ..lenient()
    };
    assert_eq!(check(&json!({"aud": []}), &nobody), refused("aud", Missing));
}

#[test]
fn the_issuer_is_compared_exactly() {
    let from = |claims: Value| {
        check(
            &claims,
            &Validation {
                issuer: Expected::OneOf(&["https://a.example", "b"]),
                ..lenient()
            },
        )
    };
    assert_eq!(from(json!({"iss": "https://a.example"})), Ok(()));
    assert_eq!(from(json!({"iss": "b"})), Ok(()));
    for wrong in [
        "https://a.example/",
        "HTTPS://A.EXAMPLE",
        "",
        "https://a.exampl",
    ] {
        assert_eq!(from(json!({"iss": wrong})), refused("iss", Mismatch));
    }
    assert_eq!(from(json!({})), refused("iss", Missing));
    let nobody = Validation {
        issuer: Expected::OneOf(&[]),
        ..lenient()
    };
    assert_eq!(
        check(&json!({"iss": "b"}), &nobody),
        refused("iss", Mismatch)
    );
}

#[test]
fn one_of_the_audiences_must_be_meant() {
    let to = |aud: Value| {
        check(
            &json!({"aud": aud}),
            &Validation {
                audience: Expected::OneOf(&["a", "b"]),
                ..lenient()
            },
        )
    };
    assert_eq!(to(json!("a")), Ok(()));
    assert_eq!(to(json!(["x", "b"])), Ok(()));
    assert_eq!(to(json!("x")), refused("aud", Mismatch));
    assert_eq!(to(json!(["x", "y"])), refused("aud", Mismatch));
    assert_eq!(to(json!([])), refused("aud", Missing));
    assert_eq!(
        check(
            &json!({}),
            &Validation {
                audience: Expected::OneOf(&["a"]),
                ..lenient()
            }
        ),
        refused("aud", Missing)
    );
}

#[test]
fn a_registered_claim_of_the_wrong_type_is_refused() {
    for (name, wrong) in [
        ("iss", json!(1)),
        ("sub", json!(null)),
        ("jti", json!({})),
        ("aud", json!(1)),
        ("aud", json!(["a", 1])),
        ("aud", json!([["a"]])),
    ] {
        assert_eq!(
            check(&json!({name: wrong}), &lenient()),
            refused(name, Malformed)
        );
    }
}

#[test]
fn a_date_that_is_no_number_or_absurd_is_refused() {
    for name in ["exp", "nbf", "iat"] {
        for wrong in [
            json!("1700000000"),
            json!(null),
            json!(true),
            json!([1]),
            json!(-1),
            json!(-0.5),
            json!(MAX_NUMERIC_DATE + 1),
            json!(u64::MAX),
            json!(1e300),
        ] {
            assert_eq!(
                check(&json!({name: wrong}), &lenient()),
                refused(name, Malformed),
                "{wrong}"
            );
        }
    }
}

#[test]
fn a_date_may_have_a_fraction() {
    let claims = Claims::parse(br#"{"exp":1700000000.75,"nbf":1.7e9,"iat":0}"#).unwrap();
    assert_eq!(
        (claims.exp, claims.nbf, claims.iat),
        (Some(NOW), Some(NOW), Some(0))
    );
}

#[test]
fn a_payload_that_is_not_one_object_with_unique_names_is_refused() {
    for payload in [
        "",
        "null",
        "[]",
        "\"exp\"",
        "1",
        "{}x",
        "{\"a\":1,\"a\":2}",
        "{\"a\":{\"b\":1,\"b\":1}}",
        "{'a':1}",
    ] {
        assert_eq!(
            Claims::parse(payload.as_bytes()),
            Err(JoseError::Malformed("claims")),
            "{payload}"
        );
    }
    assert_eq!(
        Claims::parse(b"{\"a\":\"\xff\"}"),
        Err(JoseError::Malformed("claims"))
    );
}

#[test]
fn other_claims_keep_their_order_and_values() {
    let payload = r#"{"z":1,"iss":"i","a":[true,null,1.5,-3,18446744073709551615],"m":{"y":{},"b":"\u00e9"}}"#;
    let claims = Claims::parse(payload.as_bytes()).unwrap();
    let names: Vec<&str> = claims.extra.keys().map(String::as_str).collect();
    assert_eq!(names, ["z", "a", "m"]);
    let plain: Value = serde_json::from_str(payload).unwrap();
    assert_eq!(claims.extra["a"], plain["a"]);
    assert_eq!(claims.extra["m"], plain["m"]);
}
