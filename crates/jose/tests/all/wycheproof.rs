//! The vectors of Project Wycheproof. What we refuse though it is valid, or take though it is called invalid, is listed
//! with the reason.

use data_encoding::HEXLOWER;
use durward_jose::jwe::{self, Accepts, ContentEncryption, DecryptionKey, KeyManagement};
use durward_jose::jws::{self, Policy};
use durward_jose::{Algorithm, JoseError, Jwk, JwkSet, KeySet, VerifyingKey};
use serde_json::Value;

const ENCRYPTION: &str = include_str!("../vectors/wycheproof-encryption.json");
const SIGNATURE: &str = include_str!("../vectors/wycheproof-signature.json");
const KEY: &str = include_str!("../vectors/wycheproof-key.json");

struct Case {
    group: Value,
    number: i64,
    comment: String,
    token: String,
    plain: Vec<u8>,
    valid: bool,
}

fn cases(vectors: &str) -> Vec<Case> {
    let groups: Vec<Value> = serde_json::from_str(vectors).unwrap();
    let mut cases = Vec::new();
    for group in groups {
        for test in group["tests"].as_array().unwrap() {
            let token = test.get("jwe").or(test.get("jws")).unwrap();
            let plain = test.get("pt").and_then(Value::as_str).unwrap_or_default();
            cases.push(Case {
                group: group.clone(),
                number: test["tcId"].as_i64().unwrap(),
                comment: test["comment"].as_str().unwrap().to_owned(),
                token: token.as_str().map_or(token.to_string(), str::to_owned),
                plain: HEXLOWER.decode(plain.as_bytes()).unwrap(),
                valid: test["result"] == "valid",
            });
        }
    }
    cases
}

#[test]
fn encrypted_tokens_open_when_they_are_valid_and_only_then() {
    let accepts = Accepts {
        alg: &KeyManagement::ALL,
        enc: &ContentEncryption::ALL,
    };
    let (mut opened, mut refused) = (0, 0);
    for case in cases(ENCRYPTION) {
        let key = Jwk::parse(&case.group["private"]).and_then(|key| DecryptionKey::from_jwk(&key));
        let content = key.and_then(|key| jwe::decrypt(&case.token, accepts, &[key]));
        let what = format!("{} {}: {content:?}", case.number, case.comment);
        // AES-GCM key wrap is not among the algorithms of this crate, and neither is compression.
        let group = case.group["private"]["alg"].as_str().unwrap_or_default();
        let beyond = group.ends_with("GCMKW") || case.number == 135;
        if case.valid && !beyond {
            assert_eq!(content.expect(&what), case.plain, "{what}");
            opened += 1;
        } else {
            assert!(content.is_err(), "{what}");
            refused += 1;
        }
    }
    assert!(opened >= 55 && refused >= 70, "{opened} {refused}");
}

#[test]
fn attack_nothing_tells_bad_padding_of_rsa_from_a_bad_tag() {
    let accepts = Accepts {
        alg: &[KeyManagement::Rsa15],
        enc: &ContentEncryption::ALL,
    };
    let mut seen = 0;
    for case in cases(ENCRYPTION) {
        if case.group["private"]["alg"] == "RSA1_5" && !case.valid {
            let key = Jwk::parse(&case.group["private"]).unwrap();
            let key = DecryptionKey::from_jwk(&key).unwrap();
            let answer = jwe::decrypt(&case.token, accepts, &[key]);
            assert_eq!(answer, Err(JoseError::BadSignature), "{}", case.comment);
            seen += 1;
        }
    }
    assert_eq!(seen, 8);
}

/// The key for verification of a group, whose one mistake in a name is mended.
fn public(group: &Value) -> Value {
    let mut key = group.get("public").unwrap_or(&group["private"]).clone();
    if key["alg"] == "ES521" {
        key["alg"] = "ES512".into();
    }
    key
}

#[test]
fn signed_tokens_verify_when_they_are_valid_and_only_then() {
    // 346 and 350 say PS384 and their key PS256: a key is used for nothing else than what it says (RFC 7517 4.4). 372
    // and 373 have a character in them that is none of base64url (RFC 7515 2).
    const REFUSED: [i64; 4] = [346, 350, 372, 373];
    // Their texts are those of the valid token 357, to the letter.
    const TAKEN: [i64; 2] = [367, 370];
    let mut verified = 0;
    for mut case in cases(SIGNATURE) {
        case.valid &= !REFUSED.contains(&case.number);
        case.valid |= TAKEN.contains(&case.number);
        let key = public(&case.group);
        let algorithm = key["alg"].as_str().unwrap_or("RS256");
        let algorithm: Algorithm = algorithm.parse().unwrap();
        let answer = Jwk::parse(&key)
            .and_then(|key| VerifyingKey::from_jwk(&key, algorithm))
            .and_then(|key| {
                let keys = KeySet::single(key);
                let policy = Policy::new(std::slice::from_ref(&algorithm), &keys);
                jws::verify(&case.token, &policy).map(drop)
            });
        assert_eq!(
            answer.is_ok(),
            case.valid,
            "{} {} {answer:?}",
            case.number,
            case.comment
        );
        verified += usize::from(answer.is_ok());
    }
    assert!(verified > 40, "{verified}");
}

#[test]
fn sets_of_keys_verify_what_their_keys_are_for() {
    // Taken though they are called invalid. 1: a set may hold secrets and public keys; each is bound to its own
    // algorithm. 4: two keys may share a name (RFC 7517 4.5); each is tried. 7: a key made by a faulty device endangers
    // whoever publishes it, and nobody else; its structure is not looked for.
    const TAKEN: [i64; 3] = [1, 4, 7];
    for case in cases(KEY) {
        let set = case.group.get("public").unwrap_or(&case.group["private"]);
        let answer = JwkSet::parse(set).and_then(|set| {
            let keys = KeySet::from_jwks(&set, &Algorithm::ALL);
            let policy = Policy::new(&Algorithm::ALL, &keys);
            jws::verify(&case.token, &policy).map(drop)
        });
        let taken = case.valid || TAKEN.contains(&case.number);
        assert_eq!(
            answer.is_ok(),
            taken,
            "{} {} {answer:?}",
            case.number,
            case.comment
        );
    }
}
