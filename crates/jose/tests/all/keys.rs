//! Making, keeping and using private keys.

use crate::support::{RSA, SECRET, signing_key};
use durward_jose::{Algorithm, Family, JoseError, SigningKey};
use std::thread;

#[test]
fn every_algorithm_verifies_what_it_signed_and_nothing_else() {
    for algorithm in Algorithm::ALL {
        let key = signing_key(algorithm);
        let verifier = key.verifying_key().unwrap();
        assert_eq!(
            (key.algorithm(), verifier.algorithm()),
            (algorithm, algorithm)
        );
        let signature = key.sign(b"message").unwrap();
        assert_eq!(
            verifier.verify(b"message", &signature),
            Ok(()),
            "{algorithm}"
        );
        assert_eq!(
            verifier.verify(b"massage", &signature),
            Err(JoseError::BadSignature)
        );
        let mut flipped = signature;
        flipped[3] ^= 1;
        assert_eq!(
            verifier.verify(b"message", &flipped),
            Err(JoseError::BadSignature)
        );
    }
}

#[test]
fn a_key_survives_the_way_through_pkcs8() {
    for algorithm in Algorithm::ALL
        .into_iter()
        .filter(|algorithm| !algorithm.is_symmetric())
    {
        let key = signing_key(algorithm);
        let again = SigningKey::from_pkcs8(algorithm, &key.to_pkcs8().unwrap()).unwrap();
        let thumbprint = |key: &SigningKey| key.public_jwk(None).unwrap().thumbprint();
        assert_eq!(thumbprint(&again), thumbprint(&key), "{algorithm}");
        let signature = again.sign(b"message").unwrap();
        assert_eq!(
            key.verifying_key().unwrap().verify(b"message", &signature),
            Ok(())
        );
    }
}

#[test]
fn pkcs8_of_another_type_or_curve_is_refused() {
    for own in [
        Algorithm::RS256,
        Algorithm::ES256,
        Algorithm::ES384,
        Algorithm::EdDSA,
    ] {
        let der = signing_key(own).to_pkcs8().unwrap();
        for other in Algorithm::ALL {
            let made = SigningKey::from_pkcs8(other, &der);
            assert_eq!(
                made.is_ok(),
                own.key_type() == other.key_type(),
                "{own} as {other}"
            );
        }
        assert!(SigningKey::from_pkcs8(own, &der[..der.len() - 1]).is_err());
        assert!(SigningKey::from_pkcs8(own, &[]).is_err());
    }
}

#[test]
fn a_shared_secret_is_neither_made_nor_published_nor_exported() {
    assert_eq!(
        SigningKey::generate(Algorithm::HS256).unwrap_err(),
        JoseError::KeyMismatch
    );
    let key = SigningKey::from_secret(Algorithm::HS256, SECRET).unwrap();
    assert!(key.public_jwk(Some("kid")).is_none());
    assert_eq!(key.to_pkcs8().unwrap_err(), JoseError::KeyMismatch);
    for algorithm in Algorithm::ALL
        .into_iter()
        .filter(|algorithm| !algorithm.is_symmetric())
    {
        assert_eq!(
            SigningKey::from_secret(algorithm, SECRET).unwrap_err(),
            JoseError::KeyMismatch
        );
    }
}

#[test]
fn a_new_key_is_new_and_of_the_size_asked_for() {
    let thumbprint = |key: SigningKey| key.public_jwk(None).unwrap().thumbprint();
    for algorithm in [Algorithm::ES256, Algorithm::EdDSA] {
        let made = [
            SigningKey::generate(algorithm),
            SigningKey::generate(algorithm),
        ];
        let [first, second] = made.map(|key| thumbprint(key.unwrap()));
        assert_ne!(first, second);
    }
    let rsa = SigningKey::generate_rsa(Algorithm::PS256, 2048).unwrap();
    assert_eq!(rsa.sign(b"message").unwrap().len(), 2048 / 8);
    let sizes = [(Algorithm::RS256, 1024), (Algorithm::ES256, 2048)];
    for (algorithm, bits) in sizes {
        assert!(SigningKey::generate_rsa(algorithm, bits).is_err());
    }
}

#[test]
fn a_published_key_says_what_it_is_for() {
    let jwk = signing_key(Algorithm::ES256)
        .public_jwk(Some("k1"))
        .unwrap()
        .to_value();
    assert_eq!(
        (&jwk["kid"], &jwk["alg"], &jwk["use"]),
        (&"k1".into(), &"ES256".into(), &"sig".into())
    );
    assert_eq!(
        SigningKey::from_jwk(&RSA, Algorithm::RS256)
            .unwrap()
            .public_jwk(None)
            .unwrap()
            .to_value()["n"],
        RSA.to_value()["n"]
    );
}

#[test]
fn one_key_serves_many_threads() {
    let key = signing_key(Algorithm::ES256);
    let verifier = key.verifying_key().unwrap();
    thread::scope(|scope| {
        for message in 0..4_u8 {
            let (key, verifier) = (key.clone(), verifier.clone());
            scope.spawn(move || {
                for _ in 0..25 {
                    let signature = key.sign(&[message]).unwrap();
                    assert_eq!(verifier.verify(&[message], &signature), Ok(()));
                }
            });
        }
    });
}

#[test]
fn names_and_families_are_the_registered_ones() {
    for algorithm in Algorithm::ALL {
        assert_eq!(algorithm.as_str().parse(), Ok(algorithm));
        let json = serde_json::to_string(&algorithm).unwrap();
        assert_eq!(json, format!("\"{algorithm}\""));
        assert_eq!(serde_json::from_str::<Algorithm>(&json).unwrap(), algorithm);
        let family = match &algorithm.as_str()[..2] {
            "HS" => Family::Hmac,
            "RS" => Family::RsaPkcs1,
            "PS" => Family::RsaPss,
            "ES" => Family::Ecdsa,
            _ => Family::EdDsa,
        };
        assert_eq!(algorithm.family(), family);
    }
    assert!(serde_json::from_str::<Algorithm>("\"none\"").is_err());
}
