use durward_oauth::{CodeChallenge, CodeChallengeMethod, CodeVerifier};

/// RFC 7636 appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

fn s256(text: &str) -> CodeChallenge {
    CodeChallenge::parse(text, CodeChallengeMethod::S256).expect("a challenge")
}

#[test]
fn the_vector_of_rfc_7636_verifies() {
    let verifier = CodeVerifier::parse(VERIFIER).unwrap();
    assert!(s256(CHALLENGE).verify(&verifier));
    assert_eq!(verifier.challenge(), s256(CHALLENGE));
    assert_eq!(s256(CHALLENGE).to_string(), CHALLENGE);
}

#[test]
fn another_verifier_does_not() {
    let other = CodeVerifier::parse(&VERIFIER.replace('d', "e")).unwrap();
    assert!(!s256(CHALLENGE).verify(&other));
}

#[test]
fn attack_the_challenge_itself_is_no_verifier_for_s256() {
    assert!(!s256(CHALLENGE).verify(&CodeVerifier::parse(CHALLENGE).unwrap()));
}

#[test]
fn a_plain_challenge_is_its_verifier() {
    let plain = CodeChallenge::parse(VERIFIER, CodeChallengeMethod::Plain).unwrap();
    assert_eq!(plain.method(), CodeChallengeMethod::Plain);
    assert!(plain.verify(&CodeVerifier::parse(VERIFIER).unwrap()));
    assert!(!plain.verify(&CodeVerifier::parse(CHALLENGE).unwrap()));
}

#[test]
fn a_verifier_has_43_to_128_unreserved_characters() {
    for length in [43, 128] {
        assert!(CodeVerifier::parse(&"~".repeat(length)).is_ok());
    }
    for length in [0, 42, 129] {
        assert!(CodeVerifier::parse(&"a".repeat(length)).is_err());
    }
    assert!(CodeVerifier::parse(&"+".repeat(43)).is_err());
}

#[test]
fn an_s256_challenge_is_a_digest() {
    for bad in [
        &CHALLENGE[..42],
        &format!("{CHALLENGE}="),
        &CHALLENGE.replace('-', "+"),
        "",
    ] {
        assert!(
            CodeChallenge::parse(bad, CodeChallengeMethod::S256).is_err(),
            "{bad}"
        );
    }
    // The last character of 43 carries two bits that must be zero.
    let loose = CHALLENGE.replace("cM", "cN");
    assert!(CodeChallenge::parse(&loose, CodeChallengeMethod::S256).is_err());
}

#[test]
fn a_stored_challenge_is_read_back() {
    let stored = serde_json::to_string(&s256(CHALLENGE)).unwrap();
    assert_eq!(
        stored,
        format!(r#"{{"method":"S256","challenge":"{CHALLENGE}"}}"#)
    );
    assert_eq!(
        serde_json::from_str::<CodeChallenge>(&stored).unwrap(),
        s256(CHALLENGE)
    );
    assert!(serde_json::from_str::<CodeChallenge>(r#"{"method":"S256","challenge":"x"}"#).is_err());
}

#[test]
fn a_verifier_is_not_shown() {
    assert_eq!(
        format!("{:?}", CodeVerifier::parse(VERIFIER).unwrap()),
        "CodeVerifier(..)"
    );
}
