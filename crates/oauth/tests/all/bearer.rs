use durward_oauth::{AcrValues, BearerError, BearerToken, DpopError, Scheme, Scope, StepUp};

use crate::query;

fn header(text: &str) -> Result<String, BearerError> {
    BearerToken::extract(Some(text), None, None).map(|token| token.expose().to_owned())
}

#[test]
fn the_scheme_is_read_in_any_case() {
    assert_eq!(header("Bearer a.b-c_~+/=="), Ok("a.b-c_~+/==".to_owned()));
    assert_eq!(header("bEARER   abc"), Ok("abc".to_owned()));
}

#[test]
fn a_form_body_may_hold_the_token() {
    let form = query("access_token=abc");
    let token = BearerToken::extract(None, Some(&form), Some(&query("x=1"))).unwrap();
    assert_eq!(token.expose(), "abc");
    assert_eq!(format!("{token:?}"), "BearerToken(SecretText(..), Bearer)");
}

#[test]
fn without_a_token_there_is_a_bare_challenge() {
    for header in [None, Some("Basic YTpi"), Some("Bearerabc")] {
        let error = BearerToken::extract(header, None, None).unwrap_err();
        assert_eq!(error, BearerError::Missing);
        assert_eq!(error.status(), 401);
        let challenge = error.www_authenticate("acme", Scheme::Bearer);
        assert!(challenge.starts_with(r#"Bearer realm="acme", DPoP realm="acme", algs="ES256 "#));
        assert!(!challenge.contains("error"), "{challenge}");
    }
}

#[test]
fn a_malformed_token_is_an_invalid_request() {
    for text in [
        "Bearer",
        "Bearer ",
        "Bearer =",
        "Bearer a b",
        "Bearer a=b",
        "Bearer \u{e9}",
        "Bearer a,b",
    ] {
        let error = header(text).unwrap_err();
        assert_eq!(
            (error.code(), error.status()),
            (Some("invalid_request"), 400),
            "{text}"
        );
    }
    assert!(header(&format!("Bearer {}", "a".repeat(8193))).is_err());
}

#[test]
fn attack_a_token_in_the_url_is_refused_even_beside_a_good_one() {
    let url = query("access_token=abc");
    for header in [None, Some("Bearer abc")] {
        let error = BearerToken::extract(header, None, Some(&url)).unwrap_err();
        assert_eq!(error.code(), Some("invalid_request"));
    }
}

#[test]
fn attack_two_tokens_are_refused() {
    let form = query("access_token=abc");
    assert!(BearerToken::extract(Some("Bearer abc"), Some(&form), None).is_err());
    let twice = query("access_token=abc&access_token=abc");
    assert!(BearerToken::extract(None, Some(&twice), None).is_err());
}

#[test]
fn refusals_render_as_challenges() {
    let error = BearerError::InvalidToken("The access token has expired.".into());
    assert_eq!(
        error.www_authenticate("acme", Scheme::Bearer),
        r#"Bearer realm="acme", error="invalid_token", error_description="The access token has expired.""#
    );
    let error = BearerError::InsufficientScope {
        needed: Scope::parse("openid email").unwrap(),
    };
    assert_eq!(error.status(), 403);
    assert!(
        error
            .www_authenticate("acme", Scheme::Bearer)
            .ends_with(r#", scope="openid email""#)
    );
    let error = BearerError::InsufficientUserAuthentication(StepUp {
        acr_values: AcrValues::parse("urn:gold").unwrap(),
        max_age: Some(5),
    });
    let header = error.www_authenticate("acme", Scheme::Bearer);
    assert!(header.contains(r#"error="insufficient_user_authentication""#));
    assert!(header.ends_with(r#", acr_values="urn:gold", max_age="5""#));
}

#[test]
fn attack_a_realm_cannot_break_out_of_its_quotes() {
    let realm = "a\", error=\"x\r\nSet-Cookie: y";
    let header = BearerError::Missing.www_authenticate(realm, Scheme::Bearer);
    let safe = "realm=\"a?, error=?x??Set-Cookie: y\"";
    assert!(
        header.starts_with(&format!("Bearer {safe}, DPoP {safe}")),
        "{header}"
    );
}

#[test]
fn the_body_tells_the_same() {
    let error = BearerError::InvalidToken("Expired.".into());
    assert_eq!(
        serde_json::to_string(&error).unwrap(),
        r#"{"error":"invalid_token","error_description":"Expired."}"#
    );
}

#[test]
fn a_token_with_a_proof_has_a_scheme_of_its_own() {
    let token = BearerToken::extract(Some("dpop abc"), None, None).unwrap();
    assert_eq!((token.scheme(), token.expose()), (Scheme::Dpop, "abc"));
    assert_eq!(Scheme::of(Some("DPoP abc")), Scheme::Dpop);
    assert_eq!(Scheme::of(Some("Bearer abc")), Scheme::Bearer);
    let form = query("access_token=abc");
    let token = BearerToken::extract(None, Some(&form), None).unwrap();
    assert_eq!(token.scheme(), Scheme::Bearer);
}

#[test]
fn what_is_wrong_with_a_proof_is_told_in_its_own_challenge() {
    let bound = BearerError::Bound.www_authenticate("acme", Scheme::Bearer);
    assert!(bound.starts_with("DPoP "), "{bound}");
    assert!(bound.contains(r#"error="invalid_token""#), "{bound}");
    let error = BearerError::from(DpopError::Replayed);
    let challenge = error.www_authenticate("acme", Scheme::Dpop);
    assert!(
        challenge.contains(r#"error="invalid_dpop_proof""#),
        "{challenge}"
    );
    let error = BearerError::UseDpopNonce("n-1".to_owned());
    assert_eq!((error.status(), error.dpop_nonce()), (401, Some("n-1")));
}
