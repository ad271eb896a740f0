//! Whatever is sent, every parser answers, and every answer is fit to be sent back.

use durward_oauth::{
    Addressee, AuthorizationRequest, AuthorizationRules, BearerToken, ClaimsRequest, CodeChallenge,
    CodeChallengeMethod, CodeVerifier, CompactJwt, Description, IntrospectionRequest, Issuer,
    Locales, LogoutRequest, ParameterError, Parameters, PresentedCredentials, Prompts, RedirectUri,
    Resources, ReturnAddress, Scheme, Scope, TokenError, TokenRequest,
};
use proptest::prelude::*;

/// Names that mean something, so that values get past the first check.
const NAMES: [&str; 32] = [
    "client_id",
    "redirect_uri",
    "response_type",
    "response_mode",
    "scope",
    "state",
    "nonce",
    "prompt",
    "max_age",
    "acr_values",
    "ui_locales",
    "claims",
    "display",
    "login_hint",
    "id_token_hint",
    "code_challenge",
    "code_challenge_method",
    "resource",
    "request",
    "grant_type",
    "code",
    "code_verifier",
    "refresh_token",
    "username",
    "password",
    "client_secret",
    "client_assertion",
    "client_assertion_type",
    "token",
    "token_type_hint",
    "access_token",
    "post_logout_redirect_uri",
];

/// Values that are right somewhere, and text that is right nowhere.
fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "code",
            "id_token token",
            "form_post",
            "query",
            "openid profile",
            "none",
            "login",
            "0",
            "https://app.example.com/cb",
            "http://127.0.0.1:1/",
            "com.example.app:/cb",
            "S256",
            "plain",
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
            "a.b.c",
            "authorization_code",
            "refresh_token",
            "client_credentials",
            "{\"userinfo\":{\"a\":null}}",
            "urn:x:a",
            "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            "access_token",
        ])
        .prop_map(str::to_owned),
        "[ -~]{0,60}",
        ".{0,20}",
    ]
}

fn request() -> impl Strategy<Value = Vec<(&'static str, String)>> {
    prop::collection::vec((prop::sample::select(NAMES.to_vec()), value()), 0..14)
}

fn is_sendable(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 512
        && text
            .bytes()
            .all(|b| matches!(b, 0x20 | 0x21 | 0x23..=0x5b | 0x5d..=0x7e))
}

fn check_parameter(error: &ParameterError) {
    assert!(is_sendable(Description::from(error).as_str()), "{error}");
}

fn check_token(error: &TokenError) {
    assert!(is_sendable(error.description().as_str()), "{error}");
}

/// Every parser of a request.
fn read_all(parameters: &Parameters, header: Option<&str>) {
    let _ = TokenRequest::parse(parameters).map_err(|error| check_token(&error));
    let _ = PresentedCredentials::parse(header, parameters).map_err(|error| check_token(&error));
    let _ = PresentedCredentials::refuse_in_query(parameters);
    let _ = IntrospectionRequest::parse(parameters).map_err(|error| check_token(&error));
    let _ = LogoutRequest::parse(parameters).map_err(|error| check_parameter(&error));
    if let Err(error) = BearerToken::extract(header, Some(parameters), Some(parameters)) {
        assert!(is_sendable(error.description()));
    }
    if let Err(error) = BearerToken::extract(header, Some(parameters), None) {
        assert!(error.www_authenticate("x", Scheme::Bearer).is_ascii());
    }
    match Addressee::parse(parameters) {
        Err(error) => check_parameter(&error),
        Ok(addressee) => authorize(&addressee, parameters),
    }
}

/// Stage two, and the answer.
fn authorize(addressee: &Addressee, parameters: &Parameters) {
    let issuer = Issuer::parse("https://id.example.com").unwrap();
    let Some(uri) = addressee.redirect_uri.clone() else {
        return;
    };
    let address = ReturnAddress::new(uri, parameters);
    let rules = AuthorizationRules {
        plain_code_challenge: true,
    };
    match AuthorizationRequest::parse(addressee, &address, parameters, rules) {
        Ok(request) => {
            let stored = serde_json::to_string(&request).unwrap();
            let read: AuthorizationRequest = serde_json::from_str(&stored).unwrap();
            assert_eq!(read, request);
        }
        Err(error) => {
            assert!(is_sendable(error.description().as_str()), "{error}");
            let _ = address.deliver_error(&error, &issuer);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn a_request_of_known_names(pairs in request(), header in prop::option::of("(Basic|Bearer) [ -~]{0,40}")) {
        let borrowed = pairs.iter().map(|(name, value)| (*name, value.as_str()));
        if let Ok(parameters) = Parameters::from_pairs(borrowed) {
            read_all(&parameters, header.as_deref());
        }
    }

    #[test]
    fn any_text_as_a_request(text in "(client_id=|redirect_uri=|%[0-9a-f]{2}|[a-z_=&+%]|.){0,80}", header in ".{0,60}") {
        match Parameters::from_form(&text) {
            Ok(parameters) => read_all(&parameters, Some(&header)),
            Err(error) => check_parameter(&error),
        }
    }

    #[test]
    fn any_text_as_a_value(text in ".{0,200}") {
        let _ = Scope::parse(&text);
        let _ = Prompts::parse(&text);
        let _ = Locales::parse(&text);
        let _ = ClaimsRequest::parse(&text);
        let _ = CompactJwt::parse(&text);
        let _ = CodeVerifier::parse(&text);
        let _ = CodeChallenge::parse(&text, CodeChallengeMethod::S256);
        let _ = Issuer::parse(&text);
        prop_assert!(text.is_empty() || is_sendable(Description::new(text).as_str()));
    }

    #[test]
    fn any_text_as_a_redirect_uri(
        text in "(https?:|com\\.a:|//|[a-z0-9.:@/?#\\[\\]%\\\\*]|.){0,40}",
    ) {
        if let Ok(uri) = RedirectUri::parse(&text) {
            prop_assert_eq!(uri.as_str(), &text);
            prop_assert!(!text.contains(['#', '\\', ' ']) && text.is_ascii());
            let _ = (uri.origin(), uri.scheme(), uri.is_loopback());
            prop_assert!(uri.with_query([("code", "x")]).starts_with(&text));
        }
    }

    #[test]
    fn any_resources(values in prop::collection::vec("(https://|urn:)?[ -~]{0,12}", 0..20)) {
        let pairs = values.iter().map(|value| ("resource", value.as_str()));
        let _ = Resources::parse(&Parameters::from_pairs(pairs).unwrap());
    }
}
