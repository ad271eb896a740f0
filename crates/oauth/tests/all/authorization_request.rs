use durward_oauth::{
    Addressee, AuthorizationError, AuthorizationErrorCode as Code, AuthorizationRequest,
    AuthorizationRules, CodeChallengeMethod, Display, Prompt, RedirectUri, ResponseMode,
    ResponseType, ReturnAddress, State,
};

use crate::query;

const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// Both stages, as an endpoint runs them.
pub(crate) fn parse(
    text: &str,
    rules: AuthorizationRules,
) -> Result<AuthorizationRequest, AuthorizationError> {
    let parameters = query(text);
    let addressee = Addressee::parse(&parameters).expect("an addressee");
    let sole = RedirectUri::parse("https://app.example.com/only").unwrap();
    let address = ReturnAddress::new(addressee.redirect_uri.clone().unwrap_or(sole), &parameters);
    AuthorizationRequest::parse(&addressee, &address, &parameters, rules)
}

fn strict(text: &str) -> Result<AuthorizationRequest, AuthorizationError> {
    parse(text, AuthorizationRules::default())
}

/// The refusal of a request that is right but for `more`.
fn refusal(more: &str) -> (Code, String) {
    let error = strict(&format!("client_id=app&response_type=code&{more}")).unwrap_err();
    (error.code(), error.description().to_string())
}

#[test]
fn a_full_request_is_read() {
    let request = strict(&format!(
        "client_id=app&redirect_uri=https%3A%2F%2Fapp.example.com%2Fcb&response_type=code\
         &scope=openid+profile&state=xyz&nonce=n-1&code_challenge={CHALLENGE}\
         &code_challenge_method=S256&prompt=login+consent&max_age=0&acr_values=urn:a+urn:b\
         &login_hint=ana&id_token_hint=a.b.c&ui_locales=fr+en&claims_locales=de\
         &claims=%7B%22userinfo%22%3A%7B%22email%22%3Anull%7D%7D&resource=urn:x:a\
         &resource=urn:x:b&display=popup&response_mode=form_post&unknown=1&unknown=2"
    ))
    .unwrap();
    assert_eq!(request.client_id.as_str(), "app");
    assert!(request.redirect_uri_given);
    assert_eq!(
        request.return_address.redirect_uri.as_str(),
        "https://app.example.com/cb"
    );
    assert_eq!(request.return_address.response_mode, ResponseMode::FormPost);
    assert_eq!(
        request.return_address.state.as_ref().map(State::as_str),
        Some("xyz")
    );
    assert_eq!(request.response_type, ResponseType::Code);
    assert!(request.is_openid());
    assert_eq!(
        request.code_challenge.as_ref().unwrap().method(),
        CodeChallengeMethod::S256
    );
    assert!(request.prompt.contains(Prompt::Login) && request.prompt.contains(Prompt::Consent));
    assert_eq!(request.max_age, Some(0));
    assert_eq!(request.acr_values.to_string(), "urn:a urn:b");
    assert_eq!(request.login_hint.as_ref().unwrap().as_str(), "ana");
    assert_eq!(request.ui_locales.to_string(), "fr en");
    assert_eq!(request.claims_locales.to_string(), "de");
    assert_eq!(request.claims.userinfo.len(), 1);
    assert_eq!(request.resources.len(), 2);
    assert_eq!(request.display, Some(Display::Popup));
}

#[test]
fn the_least_request_is_read() {
    let request = strict("client_id=app&response_type=code").unwrap();
    assert!(!request.redirect_uri_given && !request.is_openid());
    assert!(request.scope.is_empty() && request.prompt.is_empty() && request.claims.is_empty());
    assert_eq!(request.return_address.response_mode, ResponseMode::Query);
}

#[test]
fn it_is_stored_while_the_person_signs_in() {
    for text in [
        "client_id=app&response_type=code".to_owned(),
        format!(
            "client_id=app&response_type=code+id_token&scope=openid&nonce=n&state=s&max_age=5\
             &code_challenge={CHALLENGE}&code_challenge_method=S256&prompt=none&resource=urn:x:a\
             &claims=%7B%22id_token%22%3A%7B%22acr%22%3A%7B%22value%22%3A%22x%22%7D%7D%7D"
        ),
    ] {
        let request = strict(&text).unwrap();
        let stored = serde_json::to_string(&request).unwrap();
        let read: AuthorizationRequest = serde_json::from_str(&stored).unwrap();
        assert_eq!(read, request);
    }
}

#[test]
fn a_stored_request_that_says_more_than_we_know_is_refused() {
    let stored = serde_json::to_value(strict("client_id=app&response_type=code").unwrap()).unwrap();
    let mut newer = stored.clone();
    newer["sender_binding"] = "x".into();
    assert!(serde_json::from_value::<AuthorizationRequest>(newer).is_err());
    assert!(serde_json::from_value::<AuthorizationRequest>(stored).is_ok());
}

#[test]
fn errors_before_the_redirect_uri_is_trusted_are_the_persons() {
    for (text, name) in [
        ("response_type=code", "client_id"),
        ("client_id=&response_type=code", "client_id"),
        ("client_id=a&client_id=b", "client_id"),
        (
            "client_id=a&redirect_uri=javascript:alert(1)",
            "redirect_uri",
        ),
        (
            "client_id=a&redirect_uri=https://a.example&redirect_uri=https://b.example",
            "redirect_uri",
        ),
    ] {
        let error = Addressee::parse(&query(text)).unwrap_err();
        assert_eq!(error.parameter(), Some(name), "{text}");
    }
}

#[test]
fn a_response_type_must_be_known() {
    let error = strict("client_id=app&scope=openid").unwrap_err();
    assert_eq!(error.code(), Code::InvalidRequest);
    assert_eq!(
        error.description().as_str(),
        "The parameter response_type is missing; send it."
    );
    let error = strict("client_id=app&response_type=magic").unwrap_err();
    assert_eq!(error.code(), Code::UnsupportedResponseType);
}

#[test]
fn request_objects_are_refused_by_their_own_codes() {
    assert_eq!(refusal("request=a.b.c").0, Code::RequestNotSupported);
    assert_eq!(
        refusal("request_uri=https://a.example/r").0,
        Code::RequestUriNotSupported
    );
    assert_eq!(
        refusal("registration=%7B%7D").0,
        Code::RegistrationNotSupported
    );
}

#[test]
fn each_malformed_parameter_is_named_under_its_code() {
    for (more, code, name) in [
        ("scope=a%22b", Code::InvalidScope, "scope"),
        ("scope=a&scope=b", Code::InvalidRequest, "scope"),
        ("resource=relative", Code::InvalidTarget, "resource"),
        ("state=%0a", Code::InvalidRequest, "state"),
        ("state=a&state=b", Code::InvalidRequest, "state"),
        ("nonce=%0a", Code::InvalidRequest, "nonce"),
        ("prompt=none+login", Code::InvalidRequest, "prompt"),
        ("prompt=sing", Code::InvalidRequest, "prompt"),
        ("max_age=-1", Code::InvalidRequest, "max_age"),
        ("max_age=1.5", Code::InvalidRequest, "max_age"),
        ("max_age=%2B5", Code::InvalidRequest, "max_age"),
        ("max_age=4294967296", Code::InvalidRequest, "max_age"),
        ("acr_values=%22", Code::InvalidRequest, "acr_values"),
        ("login_hint=%00", Code::InvalidRequest, "login_hint"),
        ("id_token_hint=x", Code::InvalidRequest, "id_token_hint"),
        ("claims=x", Code::InvalidRequest, "claims"),
        ("display=wall", Code::InvalidRequest, "display"),
        (
            "response_mode=pigeon",
            Code::InvalidRequest,
            "response_mode",
        ),
        (
            "ui_locales=a&ui_locales=b",
            Code::InvalidRequest,
            "ui_locales",
        ),
        (
            "code_challenge=x&code_challenge_method=S256",
            Code::InvalidRequest,
            "code_challenge",
        ),
        (
            "code_challenge_method=S256",
            Code::InvalidRequest,
            "code_challenge",
        ),
        (
            "code_challenge_method=S512",
            Code::InvalidRequest,
            "code_challenge_method",
        ),
    ] {
        let (got, description) = refusal(more);
        assert_eq!(got, code, "{more}");
        assert!(
            description.starts_with(&format!("The parameter {name} ")),
            "{more}: {description}"
        );
    }
}

#[test]
fn attack_pkce_is_not_downgraded_to_plain() {
    for more in [
        format!("code_challenge={CHALLENGE}"),
        format!("code_challenge={CHALLENGE}&code_challenge_method=plain"),
    ] {
        let (code, description) = refusal(&more);
        assert_eq!(code, Code::InvalidRequest);
        assert_eq!(
            description,
            "The parameter code_challenge_method must be S256."
        );
        let rules = AuthorizationRules {
            plain_code_challenge: true,
        };
        let text = format!("client_id=app&response_type=code&{more}");
        let challenge = parse(&text, rules).unwrap().code_challenge.unwrap();
        assert_eq!(challenge.method(), CodeChallengeMethod::Plain);
    }
}

#[test]
fn an_id_token_from_this_endpoint_needs_openid_and_a_nonce() {
    let ask = |more: &str| strict(&format!("client_id=app&response_type=id_token&{more}"));
    assert!(ask("scope=openid&nonce=n").is_ok());
    assert!(
        ask("scope=openid")
            .unwrap_err()
            .description()
            .as_str()
            .contains("nonce")
    );
    assert!(
        ask("nonce=n")
            .unwrap_err()
            .description()
            .as_str()
            .contains("scope")
    );
}

#[test]
fn attack_tokens_are_not_asked_into_a_query() {
    let text = "client_id=app&response_type=token&response_mode=query&state=s";
    let error = strict(text).unwrap_err();
    assert_eq!(error.code(), Code::InvalidRequest);
    let uri = RedirectUri::parse("https://app.example.com/cb").unwrap();
    assert_eq!(
        ReturnAddress::new(uri, &query(text)).response_mode,
        ResponseMode::Fragment
    );
}
