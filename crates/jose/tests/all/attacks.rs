//! Ways to cheat a verifier, each refused (RFC 7515 10, RFC 8725 2).

use crate::support::{RSA, SECRET, b64, keys_of, signing_key, token, unb64, verify, verifying_key};
use durward_jose::{Algorithm, JoseError, Jwk, KeySet, SigningKey, VerifyingKey, jws, jwt};

const PAYLOAD: &str = r#"{"sub":"ana"}"#;

fn hs256() -> SigningKey {
    signing_key(Algorithm::HS256)
}

/// What a verifier says of an honestly signed token with this header.
fn refused_header(header: &str) -> JoseError {
    verify(&token(header, PAYLOAD, &hs256()), &keys_of(&hs256())).unwrap_err()
}

#[test]
fn the_algorithm_none_is_refused_in_any_case_and_with_any_signature() {
    for name in ["none", "None", "NONE", "nOnE", "", "none "] {
        assert_eq!(
            refused_header(&format!(r#"{{"alg":"{name}"}}"#)),
            JoseError::UnsupportedAlgorithm
        );
    }
    let bare = format!("{}.{}.", b64(r#"{"alg":"none"}"#), b64(PAYLOAD));
    assert!(verify(&bare, &keys_of(&hs256())).is_err());
}

#[test]
fn an_unknown_missing_or_misspelt_algorithm_is_refused() {
    for header in [
        r#"{"alg":"hs256"}"#,
        r#"{"alg":"HS1"}"#,
        r#"{"alg":"RSA1_5"}"#,
    ] {
        assert_eq!(refused_header(header), JoseError::UnsupportedAlgorithm);
    }
    for header in [
        "{}",
        r#"{"alg":null}"#,
        r#"{"alg":["HS256"]}"#,
        r#"{"ALG":"HS256"}"#,
    ] {
        assert_eq!(refused_header(header), JoseError::Malformed("alg"));
    }
}

#[test]
fn algorithm_confusion_the_text_of_an_rsa_public_key_is_not_a_mac_secret() {
    let public = RSA.public().unwrap();
    let keys = KeySet::single(verifying_key(&public, Algorithm::RS256));
    let guesses = [
        public.to_value().to_string().into_bytes(),
        unb64(public.to_value()["n"].as_str().unwrap()),
    ];
    for guess in guesses {
        let forger = SigningKey::from_secret(Algorithm::HS256, &guess).unwrap();
        let forged = token(r#"{"alg":"HS256"}"#, PAYLOAD, &forger);
        assert_eq!(verify(&forged, &keys).unwrap_err(), JoseError::UnknownKey);
        let policy = jws::Policy::new(&[Algorithm::RS256], &keys);
        assert_eq!(
            jws::verify(&forged, &policy).unwrap_err(),
            JoseError::AlgorithmNotAllowed
        );
    }
}

#[test]
fn algorithm_confusion_a_key_verifies_no_algorithm_of_another_type_or_curve() {
    for own in Algorithm::ALL {
        let Some(jwk) = signing_key(own).public_jwk(None) else {
            continue;
        };
        let mut bare = jwk.to_value();
        bare.as_object_mut().unwrap().remove("alg");
        let bare = Jwk::parse(&bare).unwrap();
        for other in Algorithm::ALL {
            let made = VerifyingKey::from_jwk(&bare, other);
            assert_eq!(
                made.is_ok(),
                own.key_type() == other.key_type(),
                "{own} as {other}"
            );
            assert_eq!(
                VerifyingKey::from_jwk(&jwk, other).is_ok(),
                own == other,
                "{own} as {other}"
            );
        }
    }
}

#[test]
fn the_same_rsa_key_does_not_verify_pss_when_it_was_bound_to_pkcs1() {
    let keys = KeySet::single(verifying_key(&RSA, Algorithm::RS256));
    let signed = token(
        r#"{"alg":"PS256"}"#,
        PAYLOAD,
        &signing_key(Algorithm::PS256),
    );
    assert_eq!(verify(&signed, &keys).unwrap_err(), JoseError::UnknownKey);
    let relabelled = token(
        r#"{"alg":"RS256"}"#,
        PAYLOAD,
        &signing_key(Algorithm::PS256),
    );
    assert_eq!(
        verify(&relabelled, &keys).unwrap_err(),
        JoseError::BadSignature
    );
}

#[test]
fn a_critical_header_parameter_is_refused_whatever_it_names() {
    for crit in [
        r#"["exp"]"#,
        r#"["b64"]"#,
        r#"["alg"]"#,
        "[]",
        "null",
        r#""b64""#,
        "{}",
    ] {
        let header = format!(r#"{{"alg":"HS256","crit":{crit},"exp":1}}"#);
        assert_eq!(refused_header(&header), JoseError::UnsupportedExtension);
    }
}

#[test]
fn an_unencoded_payload_is_refused_also_when_it_is_not_called_critical() {
    for header in [
        r#"{"alg":"HS256","b64":false}"#,
        r#"{"alg":"HS256","b64":false,"crit":["b64"]}"#,
        r#"{"alg":"HS256","b64":0}"#,
    ] {
        assert_eq!(refused_header(header), JoseError::UnsupportedExtension);
    }
}

#[test]
fn a_header_with_a_duplicate_name_at_any_depth_is_refused() {
    for header in [
        r#"{"alg":"HS256","alg":"HS256"}"#,
        r#"{"alg":"none","alg":"HS256"}"#,
        r#"{"alg":"HS256","kid":"a","\u006bid":"b"}"#,
        r#"{"alg":"HS256","x":{"y":1,"y":2}}"#,
        r#"{"alg":"HS256","x":[{"y":1,"y":2}]}"#,
    ] {
        assert_eq!(
            refused_header(header),
            JoseError::Malformed("header"),
            "{header}"
        );
    }
}

#[test]
fn a_header_that_is_not_one_json_object_is_refused() {
    for header in [
        "",
        "null",
        "[]",
        r#""HS256""#,
        r#"{"alg":"HS256"}{}"#,
        r#"{"alg":"HS256",}"#,
    ] {
        assert!(
            matches!(refused_header(header), JoseError::Malformed(_)),
            "{header}"
        );
    }
    let bom = format!("\u{feff}{}", r#"{"alg":"HS256"}"#);
    assert_eq!(refused_header(&bom), JoseError::Malformed("header"));
    let deep = format!(
        r#"{{"alg":"HS256","x":{}{}}}"#,
        "[".repeat(500),
        "]".repeat(500)
    );
    assert_eq!(refused_header(&deep), JoseError::Malformed("header"));
    for name in ["kid", "typ", "cty"] {
        let header = format!(r#"{{"alg":"HS256","{name}":1}}"#);
        assert_eq!(refused_header(&header), JoseError::Malformed(name));
    }
}

#[test]
fn anything_but_three_parts_is_refused() {
    let key = hs256();
    let good = token(r#"{"alg":"HS256"}"#, PAYLOAD, &key);
    let (input, signature) = good.rsplit_once('.').unwrap();
    let (header, payload) = input.split_once('.').unwrap();
    let parts = [
        String::new(),
        ".".into(),
        "..".into(),
        header.to_owned(),
        input.to_owned(),
        format!("{input}."),
        format!(".{payload}.{signature}"),
        format!("{good}."),
        format!(".{good}"),
        format!("{header}..{payload}.{signature}"),
        format!("{good}.{signature}"),
        format!("{good}.{signature}.{signature}"),
    ];
    for token in parts {
        assert_eq!(
            verify(&token, &keys_of(&key)).unwrap_err(),
            JoseError::Malformed("not three parts")
        );
    }
}

#[test]
fn a_token_has_one_spelling_padding_and_loose_bits_are_refused() {
    let key = hs256();
    let good = token(r#"{"alg":"HS256"}"#, PAYLOAD, &key);
    assert!(verify(&good, &keys_of(&key)).is_ok());
    // A MAC of 32 bytes ends in a character of which two bits count for nothing.
    let (rest, last) = good.split_at(good.len() - 1);
    let alphabet = ('A'..='Z')
        .chain('a'..='z')
        .chain('0'..='9')
        .chain(['-', '_']);
    for c in alphabet.filter(|c| !last.starts_with(*c)) {
        assert!(
            verify(&format!("{rest}{c}"), &keys_of(&key)).is_err(),
            "{c}"
        );
    }
    for spelling in [
        format!("{good}="),
        format!("{good}\n"),
        format!(" {good}"),
        good.replace('.', " ."),
        good.replacen('e', "%65", 1),
        good.replace('_', "/").replace('-', "+") + "=",
    ] {
        assert!(matches!(
            verify(&spelling, &keys_of(&key)).unwrap_err(),
            JoseError::Malformed(_)
        ));
    }
}

#[test]
fn a_changed_header_payload_or_signature_is_refused() {
    for algorithm in Algorithm::ALL {
        let key = signing_key(algorithm);
        let keys = keys_of(&key);
        let good = token(&format!(r#"{{"alg":"{algorithm}"}}"#), PAYLOAD, &key);
        let mut parts: Vec<String> = good.split('.').map(str::to_owned).collect();
        parts[1] = b64(r#"{"sub":"bob"}"#);
        assert_eq!(
            verify(&parts.join("."), &keys).unwrap_err(),
            JoseError::BadSignature
        );
        parts[1] = b64(PAYLOAD);
        parts[0] = b64(format!(r#"{{"alg":"{algorithm}" }}"#));
        assert_eq!(
            verify(&parts.join("."), &keys).unwrap_err(),
            JoseError::BadSignature
        );
    }
}

#[test]
fn a_signature_of_the_wrong_length_is_refused() {
    for algorithm in Algorithm::ALL {
        let key = signing_key(algorithm);
        let verifier = key.verifying_key().unwrap();
        let signature = key.sign(b"message").unwrap();
        verifier.verify(b"message", &signature).unwrap();
        let shorter = &signature[..signature.len() - 1];
        let longer = [&signature[..], &[0]].concat();
        let zero_first = [&[0], &signature[..]].concat();
        for wrong in [&[], shorter, &longer, &zero_first, &[0; 1], &[0; 2048]] {
            let refused = verifier.verify(b"message", wrong);
            assert_eq!(
                refused,
                Err(JoseError::BadSignature),
                "{algorithm} {}",
                wrong.len()
            );
        }
    }
}

#[test]
fn an_ecdsa_signature_of_zeros_is_refused() {
    for algorithm in [Algorithm::ES256, Algorithm::ES384, Algorithm::ES512] {
        let key = signing_key(algorithm);
        let verifier = key.verifying_key().unwrap();
        let signature = key.sign(b"message").unwrap();
        let half = signature.len() / 2;
        let zeros = vec![0; half];
        let (r, s) = signature.split_at(half);
        for wrong in [[&zeros[..], &zeros], [r, &zeros], [&zeros, s]] {
            let refused = verifier.verify(b"message", &wrong.concat());
            assert_eq!(refused, Err(JoseError::BadSignature), "{algorithm}");
        }
    }
}

#[test]
fn an_ecdsa_signature_in_der_is_refused() {
    let key = signing_key(Algorithm::ES256);
    let raw = key.sign(b"message").unwrap();
    let integer = |half: &[u8]| {
        let mut bytes: Vec<u8> = half.iter().copied().skip_while(|byte| *byte == 0).collect();
        if bytes[0] >= 128 {
            bytes.insert(0, 0);
        }
        [&[2, bytes.len() as u8], &bytes[..]].concat()
    };
    let body = [integer(&raw[..32]), integer(&raw[32..])].concat();
    let der = [&[0x30, body.len() as u8], &body[..]].concat();
    let refused = key.verifying_key().unwrap().verify(b"message", &der);
    assert_eq!(refused, Err(JoseError::BadSignature));
}

#[test]
fn a_key_the_header_carries_or_points_to_is_never_trusted() {
    let forger = signing_key(Algorithm::ES256);
    let jwk = forger.public_jwk(Some("evil")).unwrap().to_value();
    let header = serde_json::json!({
        "alg": "ES256", "kid": "evil", "jwk": jwk, "jku": "https://evil.example/jwks",
        "x5u": "https://evil.example/cert", "x5c": ["AAAA"],
    });
    let forged = token(&header.to_string(), PAYLOAD, &forger);
    let trusted = keys_of(&signing_key(Algorithm::ES256));
    assert_eq!(
        verify(&forged, &trusted).unwrap_err(),
        JoseError::BadSignature
    );
    assert_eq!(
        verify(&forged, &KeySet::new()).unwrap_err(),
        JoseError::UnknownKey
    );
}

#[test]
fn a_token_longer_than_the_limit_is_not_read() {
    let key = hs256();
    let keys = keys_of(&key);
    let long = token(
        r#"{"alg":"HS256"}"#,
        vec![b' '; jws::DEFAULT_MAX_LENGTH],
        &key,
    );
    assert_eq!(verify(&long, &keys).unwrap_err(), JoseError::TooLarge);
    assert_eq!(jws::peek(&long).unwrap_err(), JoseError::TooLarge);
    assert_eq!(jwt::peek(&long).unwrap_err(), JoseError::TooLarge);
    let policy = jws::Policy::new(&[Algorithm::HS256], &keys).max_length(long.len());
    assert!(jws::verify(&long, &policy).is_ok());
    let policy = policy.max_length(long.len() - 1);
    assert_eq!(
        jws::verify(&long, &policy).unwrap_err(),
        JoseError::TooLarge
    );
}

#[test]
fn a_guessable_mac_secret_is_refused() {
    for (algorithm, least) in [
        (Algorithm::HS256, 32),
        (Algorithm::HS384, 48),
        (Algorithm::HS512, 64),
    ] {
        let short = &SECRET[..least - 1];
        assert_eq!(
            SigningKey::from_secret(algorithm, short).unwrap_err(),
            JoseError::WeakKey
        );
        assert_eq!(
            VerifyingKey::from_secret(algorithm, short).unwrap_err(),
            JoseError::WeakKey
        );
        assert!(SigningKey::from_secret(algorithm, &SECRET[..least]).is_ok());
        let jwk = Jwk::parse(&serde_json::json!({"kty": "oct", "k": b64(short)})).unwrap();
        assert_eq!(
            VerifyingKey::from_jwk(&jwk, algorithm).unwrap_err(),
            JoseError::WeakKey
        );
    }
}

#[test]
fn an_encrypted_token_is_not_mistaken_for_a_signed_one() {
    let parts = [
        b64(r#"{"alg":"dir","enc":"A128GCM"}"#),
        String::new(),
        b64("iv"),
        b64("text"),
        b64("tag"),
    ];
    assert_eq!(
        jws::peek(&parts.join(".")).unwrap_err(),
        JoseError::Malformed("not three parts")
    );
}
