//! The same tokens and keys before another implementation.

use crate::support::{SECRET, b64, keys_of, signature_vectors, signing_key, verify};
use durward_jose::Curve;
use durward_jose::jwe::{
    self, Accepts, ContentEncryption, DecryptionKey, Encrypter, KeyManagement, Kind,
};
use durward_jose::{Algorithm, Family, JoseError, Jwk, KeySet, KeyType, Signer, VerifyingKey};
use jose4rs::jwa::{AlgorithmConstraints, ConstraintType};
use jose4rs::jwe::{JsonWebEncryption, KeyManagementAlgorithm};
use jose4rs::jwk::{JsonWebKey, JsonWebKeyGenerator, OutputControlLevel};
use jose4rs::jws::{AlgorithmIdentifier, JsonWebSignature};
use jose4rs::jwx::JsonWebStructure;
use std::sync::LazyLock;

/// Bytes of the keys of [`ContentEncryption::ALL`].
const CONTENT_KEYS: [usize; 6] = [32, 48, 64, 16, 24, 32];
/// It blocks RSA1_5 unless it is told otherwise.
static EVERY: LazyLock<AlgorithmConstraints<KeyManagementAlgorithm>> =
    LazyLock::new(|| AlgorithmConstraints::new(ConstraintType::Block, []));

const PAYLOAD: &[u8] = br#"{"sub":"ana","aud":["a","b"]}"#;

fn their_name(algorithm: Algorithm) -> AlgorithmIdentifier {
    algorithm.as_str().parse().unwrap()
}

/// A key of their making; an RSA key takes long to make, so that one comes from RFC 7515 A.2.
fn their_key(algorithm: Algorithm) -> JsonWebKey {
    if algorithm.key_type() == KeyType::Rsa {
        return JsonWebKey::from_json(signature_vectors()[1]["key"].to_string()).unwrap();
    }
    JsonWebKeyGenerator::for_signature(their_name(algorithm))
        .generate()
        .unwrap()
}

#[test]
fn the_other_implementation_accepts_our_tokens() {
    for algorithm in Algorithm::ALL {
        let key = signing_key(algorithm);
        let token = Signer::new(key.clone(), None, Some("JWT"))
            .sign_bytes(PAYLOAD)
            .unwrap();
        let jwk = key.public_jwk(None).map_or_else(
            || serde_json::json!({"kty": "oct", "k": b64(SECRET)}),
            |jwk| jwk.to_value(),
        );
        let theirs = JsonWebKey::from_json(jwk.to_string()).unwrap();
        let read = JsonWebSignature::from_compact_serialization(&token).unwrap();
        assert!(read.verify_signature(&theirs).unwrap(), "{algorithm}");
        assert_eq!(read.payload(&theirs).unwrap(), PAYLOAD);
    }
}

#[test]
fn we_accept_the_other_implementations_keys_and_tokens() {
    for algorithm in Algorithm::ALL {
        let theirs = their_key(algorithm);
        let mut made = JsonWebSignature::new();
        made.set_payload(PAYLOAD);
        made.set_algorithm(their_name(algorithm));
        let token = made.compact_serialization(&theirs).unwrap();

        let private: Jwk = theirs
            .to_json(OutputControlLevel::IncludePrivate)
            .parse()
            .unwrap();
        let keys = KeySet::single(VerifyingKey::from_jwk(&private, algorithm).unwrap());
        let verified = verify(&token, &keys).map(|verified| verified.payload);
        // It salts PSS to the limit of the key; RFC 7518 3.5 wants a salt as long as the hash.
        let expected = match algorithm.family() {
            Family::RsaPss => Err(JoseError::BadSignature),
            _ => Ok(PAYLOAD.to_vec()),
        };
        assert_eq!(verified, expected, "{algorithm}");

        let imported = durward_jose::SigningKey::from_jwk(&private, algorithm).unwrap();
        let ours = Signer::new(imported, None, None)
            .sign_bytes(PAYLOAD)
            .unwrap();
        let read = JsonWebSignature::from_compact_serialization(&ours).unwrap();
        assert!(read.verify_signature(&theirs).unwrap(), "{algorithm}");
    }
}

#[test]
fn both_refuse_the_same_alterations() {
    for algorithm in Algorithm::ALL {
        let key = signing_key(algorithm);
        let keys = keys_of(&key);
        let Some(jwk) = key.public_jwk(None) else {
            continue;
        };
        let theirs = JsonWebKey::from_json(jwk.to_value().to_string()).unwrap();
        let token = Signer::new(key, None, None).sign_bytes(PAYLOAD).unwrap();
        for position in (0..token.len()).step_by(7) {
            let mut altered = token.clone().into_bytes();
            altered[position] = if altered[position] == b'A' {
                b'B'
            } else {
                b'A'
            };
            let altered = String::from_utf8(altered).unwrap();
            let accepted = JsonWebSignature::from_compact_serialization(&altered)
                .and_then(|read| read.verify_signature(&theirs))
                .unwrap_or(false);
            assert_eq!(
                verify(&altered, &keys).is_ok(),
                accepted,
                "{algorithm} at {position}"
            );
        }
    }
}

#[test]
fn encrypted_tokens_are_read_on_both_sides() {
    for alg in KeyManagement::ALL {
        for enc in ContentEncryption::ALL {
            encrypted_both_ways(alg, enc);
        }
    }
}

fn encrypted_both_ways(alg: KeyManagement, enc: ContentEncryption) {
    let what = format!("{alg} {enc}");
    let kind = if alg.is_rsa() {
        Kind::Rsa
    } else {
        Kind::Ec(Curve::P256)
    };
    let private = if alg.is_shared() {
        let length = match alg.as_str() {
            "A128KW" => 16,
            "A192KW" => 24,
            "A256KW" => 32,
            _ => {
                CONTENT_KEYS[ContentEncryption::ALL
                    .iter()
                    .position(|one| *one == enc)
                    .unwrap()]
            }
        };
        serde_json::json!({"kty": "oct", "k": b64(vec![7; length])})
    } else if kind == Kind::Rsa {
        // The key of RFC 7515 A.2 with all its private members.
        let mut key = signature_vectors()[1]["key"].clone();
        key.as_object_mut()
            .unwrap()
            .retain(|name, _| !["alg", "use", "kid"].contains(&name.as_str()));
        key
    } else {
        let made = JsonWebKeyGenerator::for_signature(their_name(Algorithm::ES256))
            .generate()
            .unwrap();
        let mut key: serde_json::Value =
            serde_json::from_str(&made.to_json(OutputControlLevel::IncludePrivate)).unwrap();
        key.as_object_mut()
            .unwrap()
            .retain(|name, _| !["alg", "use", "kid"].contains(&name.as_str()));
        key
    };
    let ours = Jwk::parse(&private).unwrap();
    let theirs = JsonWebKey::from_json(private.to_string()).unwrap();
    let token = Encrypter::for_key(&ours, alg, enc)
        .unwrap()
        .encrypt(PAYLOAD, None)
        .unwrap();
    let read = JsonWebEncryption::from_compact_serialization(&token);
    let mut read = read.unwrap();
    read.set_algorithm_constraints(&EVERY);
    assert_eq!(read.payload(&theirs).unwrap(), PAYLOAD, "{what}");

    let mut made = JsonWebEncryption::new();
    made.set_payload(PAYLOAD);
    made.set_algorithm_constraints(&EVERY);
    made.set_algorithm(alg.as_str().parse().unwrap());
    made.set_encryption_method(enc.as_str().parse().unwrap());
    made.encrypt(&theirs).unwrap();
    let token = made.compact_serialization().unwrap();
    let key = DecryptionKey::from_jwk(&ours).unwrap();
    let accepts = Accepts {
        alg: &[alg],
        enc: &[enc],
    };
    assert_eq!(
        jwe::decrypt(&token, accepts, &[key]).unwrap(),
        PAYLOAD,
        "{what}"
    );
}
