//! Reading and writing keys.

use crate::support::{RSA, SECRET, b64, key_vectors, signing_key};
use durward_jose::{Algorithm, Curve, JoseError, Jwk, KeyType, KeyUse, SigningKey, VerifyingKey};
use serde_json::{Value, json};

/// A public P-256 key with these members changed; `null` removes one.
fn ec_with(changes: &Value) -> Result<Jwk, JoseError> {
    changed(key_vectors()["public"]["keys"][0].clone(), changes)
}

fn rsa_with(changes: &Value) -> Result<Jwk, JoseError> {
    changed(key_vectors()["private"]["keys"][1].clone(), changes)
}

fn changed(mut key: Value, changes: &Value) -> Result<Jwk, JoseError> {
    let members = key.as_object_mut().unwrap();
    for (name, value) in changes.as_object().unwrap() {
        members.remove(name);
        if !value.is_null() {
            members.insert(name.clone(), value.clone());
        }
    }
    Jwk::parse(&key)
}

#[test]
fn what_an_owner_says_about_a_key_is_read() {
    let key = ec_with(&json!({"alg": "ES256", "use": "sig", "key_ops": ["verify"]})).unwrap();
    assert_eq!(key.key_type(), KeyType::Ec(Curve::P256));
    assert_eq!((key.kid(), key.alg()), (Some("1"), Some("ES256")));
    assert_eq!(key.key_use(), Some(&KeyUse::Signature));
    assert_eq!(key.key_ops().unwrap().len(), 1);
}

#[test]
fn debug_and_json_show_nothing_private() {
    let vectors = key_vectors();
    let secrets = vectors["private"]["keys"]
        .as_array()
        .unwrap()
        .iter()
        .chain(vectors["symmetric"]["keys"].as_array().unwrap());
    for vector in secrets {
        let key = Jwk::parse(vector).unwrap();
        let shown = format!(
            "{key:?}{}{}",
            key.to_value(),
            serde_json::to_string(&key).unwrap()
        );
        for name in ["d", "p", "q", "dp", "dq", "qi", "k"] {
            let Some(value) = vector[name].as_str() else {
                continue;
            };
            assert!(
                !shown.contains(value) && !shown.contains(&format!("\"{name}\":")),
                "{name}"
            );
        }
    }
    let shown = format!(
        "{:?}",
        SigningKey::from_secret(Algorithm::HS256, SECRET).unwrap()
    );
    assert_eq!(shown, "SigningKey { algorithm: HS256, .. }");
}

#[test]
fn the_public_half_of_a_private_key_keeps_its_description_but_not_its_operations() {
    let key = rsa_with(&json!({"use": "sig", "key_ops": ["sign"]})).unwrap();
    let public = key.public().unwrap();
    assert!(key.is_private() && !public.is_private());
    assert_eq!(
        (public.kid(), public.alg()),
        (Some("2011-04-29"), Some("RS256"))
    );
    assert!(public.key_ops().is_none());
    assert!(Jwk::parse(&public.to_value()).is_ok());
    let oct = Jwk::parse(&json!({"kty": "oct", "k": b64(SECRET)})).unwrap();
    assert!(oct.public().is_none());
    assert_eq!(oct.to_value(), json!({"kty": "oct"}));
}

#[test]
fn an_unknown_type_or_curve_is_called_unsupported() {
    for (key, member) in [
        (json!({"kty": "AKP", "pub": "AA"}), "kty"),
        (json!({"kty": "ec"}), "kty"),
        (
            json!({"kty": "OKP", "crv": "X25519", "x": b64([1; 32])}),
            "crv",
        ),
        (
            json!({"kty": "OKP", "crv": "Ed448", "x": b64([1; 57])}),
            "crv",
        ),
        (
            json!({"kty": "EC", "crv": "secp256k1", "x": b64([1; 32]), "y": b64([1; 32])}),
            "crv",
        ),
    ] {
        assert_eq!(
            Jwk::parse(&key).unwrap_err(),
            JoseError::UnsupportedKey(member)
        );
    }
    assert_eq!(
        rsa_with(&json!({"oth": []})).unwrap_err(),
        JoseError::UnsupportedKey("more than two primes")
    );
}

#[test]
fn a_member_of_the_wrong_type_is_refused() {
    for (name, wrong) in [
        ("kty", json!(1)),
        ("kid", json!(1)),
        ("alg", json!(["ES256"])),
        ("use", json!(true)),
        ("x", json!(7)),
        ("crv", json!({})),
        ("key_ops", json!("verify")),
        ("key_ops", json!([1])),
        ("key_ops", json!(["verify", "verify"])),
    ] {
        assert_eq!(
            ec_with(&json!({name: wrong})).unwrap_err(),
            JoseError::InvalidKey(name)
        );
    }
    for missing in ["kty", "crv", "x", "y"] {
        assert_eq!(
            ec_with(&json!({missing: null})).unwrap_err(),
            JoseError::InvalidKey(missing)
        );
    }
    assert!(Jwk::parse(&json!([])).is_err());
}

#[test]
fn a_text_with_a_duplicate_member_is_refused() {
    let text = key_vectors()["public"]["keys"][0].to_string();
    assert!(text.parse::<Jwk>().is_ok());
    let doubled = text.replacen('{', r#"{"kty":"EC","#, 1);
    assert!(matches!(
        doubled.parse::<Jwk>(),
        Err(JoseError::InvalidKey(_))
    ));
}

#[test]
fn use_and_key_ops_that_contradict_each_other_are_refused() {
    let disagree = JoseError::InvalidKey("use and key_ops disagree");
    let ops =
        |key_use: &str, ops: &[&str]| ec_with(&json!({"use": key_use, "key_ops": ops})).map(|_| ());
    assert_eq!(ops("enc", &["verify"]), Err(disagree));
    assert_eq!(ops("sig", &["verify", "deriveKey"]), Err(disagree));
    assert_eq!(ops("sig", &["sign", "verify"]), Ok(()));
    assert_eq!(ops("enc", &["deriveKey", "deriveBits"]), Ok(()));
}

#[test]
fn a_point_off_its_curve_is_refused() {
    let off = JoseError::InvalidKey("point is not on the curve");
    assert_eq!(ec_with(&json!({"y": b64([1; 32])})).unwrap_err(), off);
    assert_eq!(
        ec_with(&json!({"x": b64([0; 32]), "y": b64([0; 32])})).unwrap_err(),
        off
    );
    assert_eq!(
        ec_with(&json!({"x": b64([255; 32]), "y": b64([255; 32])})).unwrap_err(),
        off
    );
}

#[test]
fn a_coordinate_or_private_value_of_the_wrong_length_is_refused() {
    let length = JoseError::InvalidKey("coordinate length");
    for wrong in [vec![], vec![1; 31], vec![0; 33], vec![1; 48]] {
        assert_eq!(ec_with(&json!({"x": b64(&wrong)})).unwrap_err(), length);
        assert_eq!(
            ec_with(&json!({"d": b64(&wrong)})).unwrap_err(),
            JoseError::InvalidKey("d")
        );
        let okp = json!({"kty": "OKP", "crv": "Ed25519", "x": b64(&wrong)});
        assert_eq!(Jwk::parse(&okp).unwrap_err(), JoseError::InvalidKey("x"));
    }
    assert_eq!(ec_with(&json!({"crv": "P-384"})).unwrap_err(), length);
}

#[test]
fn an_rsa_key_too_small_too_large_or_impossible_is_refused() {
    let number = |bits: usize| {
        let mut bytes = vec![0xff; bits.div_ceil(8)];
        bytes[0] >>= bytes.len() * 8 - bits;
        b64(bytes)
    };
    let public =
        |n: String, e: &str| Jwk::parse(&json!({"kty": "RSA", "n": n, "e": e})).map(|_| ());
    assert_eq!(public(number(512), "AQAB"), Err(JoseError::WeakKey));
    assert_eq!(public(number(1024), "AQAB"), Err(JoseError::WeakKey));
    assert_eq!(public(number(2047), "AQAB"), Err(JoseError::WeakKey));
    assert_eq!(public(number(2048), "AQAB"), Ok(()));
    assert_eq!(public(number(8192), "AQAB"), Ok(()));
    assert_eq!(
        public(number(8193), "AQAB"),
        Err(JoseError::UnsupportedKey("n"))
    );
    assert_eq!(
        public(String::new(), "AQAB"),
        Err(JoseError::InvalidKey("n"))
    );
    let impossible = JoseError::InvalidKey("n or e is not that of an RSA key");
    assert_eq!(public(number(2048), "AQ"), Err(impossible));
    assert_eq!(public(number(2048), "Ag"), Err(impossible));
    assert_eq!(public(number(2048), ""), Err(JoseError::InvalidKey("e")));
    assert_eq!(public(number(2048), "AA"), Err(JoseError::InvalidKey("e")));
    assert_eq!(public(number(2048), "Aw"), Ok(()));
    assert_eq!(
        public(number(2048), &number(34)),
        Err(JoseError::UnsupportedKey("e"))
    );
    let mut even = vec![0xff; 256];
    even[255] = 0xfe;
    assert_eq!(public(b64(even), "AQAB"), Err(impossible));
    let mut with_leading_zero = vec![0xff; 257];
    with_leading_zero[0] = 0;
    assert_eq!(
        public(b64(with_leading_zero), "AQAB"),
        Err(JoseError::InvalidKey("n"))
    );
}

#[test]
fn a_private_key_is_imported_from_each_type() {
    for algorithm in [Algorithm::RS256, Algorithm::PS512] {
        assert!(SigningKey::from_jwk(&RSA, algorithm).is_ok());
    }
    let vectors = crate::support::signature_vectors();
    let imported = vectors.iter().map(|vector| {
        let algorithm: Algorithm = vector["alg"].as_str().unwrap().parse().unwrap();
        SigningKey::from_jwk(&Jwk::parse(&vector["key"]).unwrap(), algorithm)
            .unwrap()
            .algorithm()
    });
    assert!(imported.count() >= 9);
}

#[test]
fn private_members_that_do_not_belong_to_the_public_ones_are_refused() {
    let ec = ec_with(&json!({"use": null, "d": b64([7; 32])})).unwrap();
    assert_eq!(
        SigningKey::from_jwk(&ec, Algorithm::ES256).unwrap_err(),
        JoseError::InvalidKey("d")
    );
    let okp = signing_key(Algorithm::EdDSA)
        .public_jwk(None)
        .unwrap()
        .to_value();
    let okp = changed(okp, &json!({"d": b64([7; 32])})).unwrap();
    assert_eq!(
        SigningKey::from_jwk(&okp, Algorithm::EdDSA).unwrap_err(),
        JoseError::InvalidKey("d")
    );
    let rsa = rsa_with(&json!({"n": RSA.to_value()["n"]})).unwrap();
    let refused = SigningKey::from_jwk(&rsa, Algorithm::RS256).unwrap_err();
    assert_eq!(refused, JoseError::InvalidKey("private members"));
    for missing in ["p", "q", "dp", "dq", "qi"] {
        assert_eq!(
            rsa_with(&json!({missing: null})).unwrap_err(),
            JoseError::InvalidKey(missing)
        );
    }
}

#[test]
fn a_public_key_does_not_sign() {
    for algorithm in [Algorithm::RS256, Algorithm::ES256, Algorithm::EdDSA] {
        let public = signing_key(algorithm).public_jwk(None).unwrap();
        let refused = SigningKey::from_jwk(&public, algorithm).unwrap_err();
        assert_eq!(refused, JoseError::InvalidKey("no private members"));
    }
}

#[test]
fn a_key_is_used_only_as_its_owner_allows() {
    let es256 =
        |changes| VerifyingKey::from_jwk(&ec_with(&changes).unwrap(), Algorithm::ES256).is_ok();
    assert!(es256(json!({"use": null})));
    assert!(es256(
        json!({"use": "sig", "alg": "ES256", "key_ops": ["verify"]})
    ));
    assert!(!es256(json!({"use": "enc"})));
    assert!(!es256(json!({"use": "other"})));
    assert!(!es256(json!({"use": null, "alg": "ES384"})));
    assert!(!es256(json!({"use": null, "alg": "ECDH-ES"})));
    assert!(!es256(json!({"use": null, "key_ops": []})));
    assert!(!es256(json!({"use": null, "key_ops": ["sign"]})));
    let verify_only = rsa_with(&json!({"key_ops": ["verify"]})).unwrap();
    assert_eq!(
        SigningKey::from_jwk(&verify_only, Algorithm::RS256).unwrap_err(),
        JoseError::KeyMismatch
    );
    let hmac = |key_ops: &[&str]| {
        Jwk::parse(&json!({"kty": "oct", "k": b64(SECRET), "key_ops": key_ops})).unwrap()
    };
    assert!(VerifyingKey::from_jwk(&hmac(&["verify"]), Algorithm::HS256).is_ok());
    assert!(SigningKey::from_jwk(&hmac(&["verify"]), Algorithm::HS256).is_err());
}

#[test]
fn a_thumbprint_depends_on_the_public_key_alone() {
    let described = ec_with(&json!({})).unwrap();
    let bare = ec_with(&json!({"kid": null, "use": null, "x5t": "AA"})).unwrap();
    assert_eq!(described.thumbprint(), bare.thumbprint());
    assert_ne!(described.thumbprint(), RSA.thumbprint());
    let secret = |k: &[u8]| {
        Jwk::parse(&json!({"kty": "oct", "k": b64(k)}))
            .unwrap()
            .thumbprint()
    };
    assert_ne!(secret(b"one"), secret(b"two"));
}
