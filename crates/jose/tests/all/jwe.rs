//! Encryption under a shared key.

use data_encoding::BASE64URL_NOPAD;
use durward_jose::JoseError;
use durward_jose::jwe::ContentKey;

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
