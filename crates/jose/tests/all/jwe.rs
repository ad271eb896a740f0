//! Encrypted tokens.

use data_encoding::BASE64URL_NOPAD;
use durward_jose::jwe::{
    self, Accepts, ContentEncryption, ContentKey, DecryptionKey, Encrypter, KeyManagement, Kind,
};
use durward_jose::{Curve, JoseError, Jwk, JwkSet};
use serde_json::json;

/// RFC 7520 5.6.
const DIRECT: &str = "eyJhbGciOiJkaXIiLCJraWQiOiI3N2M3ZTJiOC02ZTEzLTQ1Y2YtODY3Mi02MTdiNWI0NTI0M2EiLCJlbmMiOiJBMTI4R0NNIn0..refa467QzzKx6QAB.JW_i_f52hww_ELQPGaYyeAB6HYGcR559l9TYnSovc23XJoBcW29rHP8yZOZG7YhLpT1bjFuvZPjQS-m0IFtVcXkZXdH_lr_FrdYt9HRUYkshtrMmIUAyGmUnd9zMDB2n0cRDIHAzFVeJUDxkUwVAE7_YGRPdcqMyiBoCO-FBdE-Nceb4h3-FtBP-c_BIwCPTjb9o0SbdcdREEMJMyZBH8ySWMVi1gPD9yxi-aQpGbSv_F9N4IZAxscj5g-NJsUPbjk29-s7LJAGb15wEBtXphVCgyy53CoIKLHHeJHXex45Uz9aKZSRSInZI-wjsY0yu3cT4_aQ3i1o-tiE-F8Ios61EKgyIQ4CWao8PFMj8TTnp.vbb32Xvllea2OtmHAdccRQ";

fn key() -> ContentKey {
    ContentKey::new(&[7; 32], Some("k1")).unwrap()
}

#[test]
fn the_token_of_rfc_7520_opens() {
    let key = BASE64URL_NOPAD.decode(b"XctOhJAkA-pD9Lh7ZgW_2A").unwrap();
    let plain = ContentKey::new(&key, None).unwrap().decrypt(DIRECT);
    let text = String::from_utf8(plain.unwrap()).unwrap();
    assert!(text.starts_with("You can trust us to stick with you through thick and thin"));
    assert!(text.ends_with("We are your friends, Frodo."));
}

#[test]
fn what_was_encrypted_opens_again_and_shows_nothing_meanwhile() {
    let token = key().encrypt(b"{\"a\":1}", Some("JWT"), [1; 12]).unwrap();
    assert_eq!(key().decrypt(&token).unwrap(), b"{\"a\":1}");
    let header = token.split('.').next().unwrap();
    let header = BASE64URL_NOPAD.decode(header.as_bytes()).unwrap();
    assert_eq!(
        String::from_utf8(header).unwrap(),
        r#"{"alg":"dir","enc":"A256GCM","kid":"k1","cty":"JWT"}"#
    );
    assert!(!token.contains(&BASE64URL_NOPAD.encode(b"{\"a\":1}")));
}

#[test]
fn an_altered_token_does_not_open() {
    let token = key().encrypt(b"words", None, [1; 12]).unwrap();
    let parts: Vec<&str> = token.split('.').collect();
    for place in [0, 2, 3, 4] {
        let mut altered: Vec<String> = parts.iter().map(|part| (*part).to_owned()).collect();
        let bytes = BASE64URL_NOPAD.decode(parts[place].as_bytes()).unwrap();
        let mut bytes = bytes;
        bytes[0] ^= 1;
        altered[place] = BASE64URL_NOPAD.encode(&bytes);
        assert!(key().decrypt(&altered.join(".")).is_err(), "part {place}");
    }
    let other = ContentKey::new(&[8; 32], Some("k1")).unwrap();
    assert_eq!(other.decrypt(&token), Err(JoseError::BadSignature));
}

#[test]
fn a_token_cannot_choose_another_algorithm_a_key_or_compression() {
    let headers = [
        r#"{"alg":"none","enc":"A256GCM"}"#,
        r#"{"alg":"dir","enc":"A128GCM"}"#,
        r#"{"alg":"A256GCMKW","enc":"A256GCM"}"#,
        r#"{"alg":"dir","enc":"A256GCM","zip":"DEF"}"#,
        r#"{"alg":"dir","enc":"A256GCM","crit":["exp"],"exp":1}"#,
    ];
    for header in headers {
        let header = BASE64URL_NOPAD.encode(header.as_bytes());
        let refused = key().decrypt(&format!(
            "{header}..AAAAAAAAAAAAAAAA.AA.AAAAAAAAAAAAAAAAAAAAAA"
        ));
        assert!(
            matches!(
                refused,
                Err(JoseError::UnsupportedAlgorithm | JoseError::UnsupportedExtension)
            ),
            "{refused:?}"
        );
    }
    let token = key().encrypt(b"words", None, [1; 12]).unwrap();
    let with_key = token.replacen("..", ".AAAA.", 1);
    assert!(matches!(
        key().decrypt(&with_key),
        Err(JoseError::Malformed(_))
    ));
    assert!(key().decrypt("a.b.c").is_err());
}

#[test]
fn keys_of_other_lengths_are_refused() {
    assert!(ContentKey::new(&[1; 24], None).is_err());
}

const ALL: Accepts<'_> = Accepts {
    alg: &KeyManagement::ALL,
    enc: &ContentEncryption::ALL,
};
const SECRET: &[u8] = b"a secret of a client, long enough";

/// Writer and reader for every pair of algorithms.
fn pairs() -> Vec<(Encrypter, DecryptionKey, String)> {
    let mut pairs = Vec::new();
    for alg in KeyManagement::ALL {
        let kind = match alg {
            _ if alg.is_shared() => None,
            _ if alg.is_rsa() => Some(Kind::Rsa),
            _ => Some(Kind::Ec(Curve::P521)),
        };
        let made = kind.map(|kind| DecryptionKey::generate(kind, Some("k")).unwrap());
        let der = made.as_ref().map(|key| key.to_pkcs8().unwrap());
        for enc in ContentEncryption::ALL {
            let (writer, reader) = match (kind, &made, &der) {
                (Some(kind), Some(made), Some(der)) => {
                    let published = made.public_jwk().unwrap();
                    let writer = Encrypter::for_key(&published, alg, enc);
                    (
                        writer,
                        DecryptionKey::from_pkcs8(kind, der, Some("k")).unwrap(),
                    )
                }
                _ => {
                    let writer = Encrypter::for_client_secret(SECRET, alg, enc);
                    (writer, DecryptionKey::of_client_secret(SECRET))
                }
            };
            pairs.push((writer.unwrap(), reader, format!("{alg} {enc}")));
        }
    }
    pairs
}

#[test]
fn every_pair_of_algorithms_opens_what_it_wrote() {
    for (writer, reader, what) in pairs() {
        let token = writer.encrypt(b"some words", Some("JWT")).unwrap();
        let content = jwe::decrypt(&token, ALL, std::slice::from_ref(&reader));
        assert_eq!(content.as_deref(), Ok(&b"some words"[..]), "{what}");
        assert_ne!(token, writer.encrypt(b"some words", Some("JWT")).unwrap());
        for place in 0..5 {
            let mut parts: Vec<String> = token.split('.').map(str::to_owned).collect();
            let part = &mut parts[place];
            let last = part.pop().unwrap_or('B');
            part.push(if last == 'A' { 'Q' } else { 'A' });
            let altered = jwe::decrypt(&parts.join("."), ALL, std::slice::from_ref(&reader));
            assert!(altered.is_err(), "{what}, part {place}");
        }
    }
}

#[test]
fn attack_a_token_cannot_choose_an_algorithm_that_is_not_accepted() {
    let narrow = Accepts {
        alg: &[KeyManagement::RsaOaep256],
        enc: &[ContentEncryption::A256Gcm],
    };
    for (writer, reader, what) in pairs() {
        let token = writer.encrypt(b"words", None).unwrap();
        let content = jwe::decrypt(&token, narrow, &[reader]);
        if what == "RSA-OAEP-256 A256GCM" {
            assert!(content.is_ok());
        } else {
            assert_eq!(content, Err(JoseError::AlgorithmNotAllowed), "{what}");
        }
    }
}

#[test]
fn attack_a_point_that_is_not_on_the_curve_is_refused() {
    let key = DecryptionKey::generate(Kind::Ec(Curve::P256), None).unwrap();
    let point = BASE64URL_NOPAD.encode(&[1; 32]);
    let header = json!({"alg": "ECDH-ES", "enc": "A128GCM",
        "epk": {"kty": "EC", "crv": "P-256", "x": point, "y": point}});
    let header = BASE64URL_NOPAD.encode(header.to_string().as_bytes());
    let token = format!("{header}..AAAAAAAAAAAAAAAA.AA.AAAAAAAAAAAAAAAAAAAAAA");
    let refused = jwe::decrypt(&token, ALL, &[key]);
    assert_eq!(refused, Err(JoseError::Malformed("epk")));
}

#[test]
fn a_key_is_used_for_nothing_but_what_its_owner_says() {
    let key = DecryptionKey::generate(Kind::Rsa, Some("k")).unwrap();
    let mut public = key.public_jwk().unwrap().to_value();
    assert_eq!(public["use"], "enc");
    public["use"] = "sig".into();
    let meant_to_sign = Jwk::parse(&public).unwrap();
    let (alg, enc) = (KeyManagement::RsaOaep256, ContentEncryption::A256Gcm);
    let refused = Encrypter::for_key(&meant_to_sign, alg, enc);
    assert!(
        matches!(refused, Err(JoseError::KeyMismatch)),
        "{refused:?}"
    );
    public["use"] = "enc".into();
    public["alg"] = "RSA-OAEP".into();
    let for_another = Jwk::parse(&public).unwrap();
    assert!(Encrypter::for_key(&for_another, alg, enc).is_err());
    let ec = KeyManagement::EcdhEs;
    assert!(Encrypter::for_key(&key.public_jwk().unwrap(), ec, enc).is_err());
    assert!(JwkSet::parse(&json!({"keys": [key.public_jwk().unwrap().to_value()]})).is_ok());
}

#[test]
fn a_token_that_names_a_key_is_not_tried_with_another() {
    let keys = ["a", "b"].map(|kid| DecryptionKey::generate(Kind::Ec(Curve::P256), Some(kid)));
    let [a, b] = keys.map(Result::unwrap);
    let (alg, enc) = (KeyManagement::EcdhEsA128Kw, ContentEncryption::A128CbcHs256);
    let writer = Encrypter::for_key(&a.public_jwk().unwrap(), alg, enc).unwrap();
    let token = writer.encrypt(b"words", None).unwrap();
    assert_eq!(
        jwe::decrypt(&token, ALL, std::slice::from_ref(&b)),
        Err(JoseError::UnknownKey)
    );
    assert_eq!(jwe::decrypt(&token, ALL, &[b, a]).unwrap(), b"words");
}
