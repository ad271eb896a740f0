//! Proofs of possession, and lies about them.

use data_encoding::BASE64URL_NOPAD;
use durward_jose::{Algorithm, SigningKey};
use durward_oauth::{Confirmation, DpopError, DpopProof, ProofCheck, ProvenKey, Thumbprint};
use serde_json::{Value, json};

const NOW: i64 = 1_790_000_000;
const TOKEN_URL: &str = "https://id.example/realms/acme/oauth2/token";

/// The proof of `claims` under `header`, signed with `key`; the key's public half is added to the header.
fn signed(key: &SigningKey, mut header: Value, claims: &Value) -> DpopProof {
    if header.get("jwk").is_none() {
        header["jwk"] = key.public_jwk(None).unwrap().to_value();
    }
    let encode = |value: &Value| BASE64URL_NOPAD.encode(value.to_string().as_bytes());
    let mut text = format!("{}.{}", encode(&header), encode(claims));
    let signature = key.sign(text.as_bytes()).unwrap();
    text.push('.');
    text.push_str(&BASE64URL_NOPAD.encode(&signature));
    of(&text).unwrap().unwrap()
}

fn of(text: &str) -> Result<Option<DpopProof>, DpopError> {
    DpopProof::of_header([text.as_bytes()])
}

fn header() -> Value {
    json!({"typ": "dpop+jwt", "alg": "ES256"})
}

fn claims() -> Value {
    json!({"jti": "one", "htm": "POST", "htu": TOKEN_URL, "iat": NOW})
}

fn verify(proof: &DpopProof, access_token: Option<&str>) -> Result<ProvenKey, DpopError> {
    proof.verify(ProofCheck {
        method: "POST",
        addresses: &[TOKEN_URL.to_owned()],
        access_token,
        now: NOW,
    })
}

fn with(name: &str, value: Value) -> Value {
    let mut claims = claims();
    claims[name] = value;
    claims
}

fn refusal(header: Value, claims: &Value) -> DpopError {
    let key = SigningKey::generate(Algorithm::ES256).unwrap();
    verify(&signed(&key, header, claims), None).unwrap_err()
}

#[test]
fn a_good_proof_names_its_key() {
    let key = SigningKey::generate(Algorithm::ES256).unwrap();
    let proof = signed(&key, header(), &with("nonce", json!("n-1")));
    let proven = verify(&proof, None).unwrap();
    let thumbprint = key.public_jwk(None).unwrap().thumbprint();
    assert_eq!(proven.jkt.as_str(), thumbprint);
    assert_eq!(proven.nonce.as_deref(), Some("n-1"));
    assert_eq!(proven.good_until, NOW + 90);
}

#[test]
fn addresses_are_compared_without_query_and_after_normalisation() {
    for same in [
        "https://ID.example:443/realms/acme/oauth2/token",
        "https://id.example/realms/acme/./oauth2/token?x=1#y",
    ] {
        let key = SigningKey::generate(Algorithm::ES256).unwrap();
        let proof = signed(&key, header(), &with("htu", json!(same)));
        assert!(verify(&proof, None).is_ok(), "{same}");
    }
}

#[test]
fn attack_a_proof_for_another_endpoint_server_or_method_is_refused() {
    for other in [
        "https://id.example/realms/acme/oauth2/userinfo",
        "https://id.example/realms/other/oauth2/token",
        "https://evil.example/realms/acme/oauth2/token",
        "http://id.example/realms/acme/oauth2/token",
        "https://id.example:8443/realms/acme/oauth2/token",
        "https://id.example@evil.example/realms/acme/oauth2/token",
        "https://u@id.example/realms/acme/oauth2/token",
        "token",
        "",
    ] {
        let error = refusal(header(), &with("htu", json!(other)));
        assert_eq!(error, DpopError::Address, "{other}");
    }
    for method in ["GET", "post"] {
        let error = refusal(header(), &with("htm", json!(method)));
        assert_eq!(error, DpopError::Method);
    }
}

#[test]
fn attack_a_proof_from_the_future_or_the_past_is_refused() {
    let key = SigningKey::generate(Algorithm::ES256).unwrap();
    let at = |iat: i64| verify(&signed(&key, header(), &with("iat", json!(iat))), None);
    assert!(at(NOW + 10).is_ok() && at(NOW - 60).is_ok());
    assert_eq!(at(NOW + 61), Err(DpopError::Time));
    assert_eq!(at(NOW - 91), Err(DpopError::Time));
    assert_eq!(at(-1), Err(DpopError::Malformed));
}

#[test]
fn attack_a_symmetric_private_or_missing_key_is_refused() {
    let key = SigningKey::generate(Algorithm::ES256).unwrap();
    let secret = BASE64URL_NOPAD.encode(&[7; 32]);
    let oct = json!({"kty": "oct", "k": secret});
    let with_key = |alg: &str, jwk: &Value| json!({"typ": "dpop+jwt", "alg": alg, "jwk": jwk});
    for alg in ["HS256", "ES256"] {
        assert_eq!(
            refusal(with_key(alg, &oct), &claims()),
            DpopError::PrivateKey
        );
    }
    let mut private = key.public_jwk(None).unwrap().to_value();
    private["d"] = json!(secret);
    let error = refusal(with_key("ES256", &private), &claims());
    assert_eq!(error, DpopError::PrivateKey);
    let error = refusal(with_key("ES256", &Value::Null), &claims());
    assert_eq!(error, DpopError::Key);
    let other = SigningKey::generate(Algorithm::ES256).unwrap();
    let other = other.public_jwk(None).unwrap().to_value();
    let error = refusal(with_key("ES256", &other), &claims());
    assert_eq!(error, DpopError::Signature);
}

#[test]
fn attack_a_proof_without_signature_or_of_another_type_is_refused() {
    let none = refusal(json!({"typ": "dpop+jwt", "alg": "none"}), &claims());
    assert_eq!(none, DpopError::Algorithm);
    for typ in [json!("JWT"), Value::Null, json!("at+jwt")] {
        let error = refusal(json!({"typ": typ, "alg": "ES256"}), &claims());
        assert!(matches!(error, DpopError::Type | DpopError::Malformed));
    }
    for missing in ["jti", "htm", "htu", "iat"] {
        let mut claims = claims();
        claims.as_object_mut().unwrap().shift_remove(missing);
        assert_eq!(
            refusal(header(), &claims),
            DpopError::Malformed,
            "{missing}"
        );
    }
    assert_eq!(
        refusal(header(), &with("jti", json!(""))),
        DpopError::Malformed
    );
}

#[test]
fn attack_a_proof_for_another_token_is_refused() {
    let key = SigningKey::generate(Algorithm::ES256).unwrap();
    // RFC 9449 7.1, figure 13.
    let token = "Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU";
    let hash = json!("fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo");
    let proof = signed(&key, header(), &with("ath", hash));
    assert!(verify(&proof, Some(token)).is_ok());
    assert_eq!(verify(&proof, Some("other")), Err(DpopError::AccessToken));
    let without = signed(&key, header(), &claims());
    assert_eq!(verify(&without, Some(token)), Err(DpopError::AccessToken));
}

#[test]
fn attack_two_proofs_in_one_request_are_refused() {
    let twice = DpopProof::of_header([b"a.b.c".as_slice(), b"a.b.c"]);
    assert_eq!(twice.unwrap_err(), DpopError::Repeated);
    assert_eq!(of("a.b.c, a.b.c").unwrap_err(), DpopError::Repeated);
    assert_eq!(of("abc").unwrap_err(), DpopError::Malformed);
    assert!(DpopProof::of_header([]).unwrap().is_none());
}

#[test]
fn what_a_token_asks_for_must_be_shown() {
    let print = |letter: &str| Some(Thumbprint::parse(&letter.repeat(43)).unwrap());
    let of = |jkt, certificate| Confirmation { jkt, certificate };
    let nothing = Confirmation::default();
    assert!(nothing.is_met_by(&nothing) && nothing.is_met_by(&of(print("a"), None)));
    let both = of(print("a"), print("b"));
    assert!(both.is_met_by(&both));
    for shown in [&nothing, &of(print("a"), None), &of(print("b"), print("a"))] {
        assert!(!both.is_met_by(shown));
    }
    let text = serde_json::to_string(&of(None, print("b"))).unwrap();
    assert_eq!(text, format!(r#"{{"x5t#S256":"{}"}}"#, "b".repeat(43)));
}
