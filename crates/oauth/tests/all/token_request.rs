use durward_oauth::{Grant, GrantType, TokenErrorCode as Code, TokenRequest};

use crate::query;

fn parse(text: &str) -> TokenRequest {
    TokenRequest::parse(&query(text)).expect("a token request")
}

fn refusal(text: &str) -> (Code, String) {
    let error = TokenRequest::parse(&query(text)).unwrap_err();
    (error.code(), error.description().to_string())
}

#[test]
fn a_code_is_exchanged() {
    let verifier = "v".repeat(43);
    let request = parse(&format!(
        "grant_type=authorization_code&code=abc&redirect_uri=https://app.example.com/cb\
         &code_verifier={verifier}&resource=urn:x:a"
    ));
    assert_eq!(request.grant_type(), GrantType::AuthorizationCode);
    assert_eq!(request.resources.len(), 1);
    let Grant::AuthorizationCode {
        code,
        redirect_uri,
        code_verifier,
    } = request.grant
    else {
        panic!("a code was expected")
    };
    assert_eq!(code.expose(), "abc");
    assert_eq!(redirect_uri.unwrap().as_str(), "https://app.example.com/cb");
    assert_eq!(code_verifier.unwrap().expose(), verifier);
}

#[test]
fn a_refresh_token_may_ask_for_less() {
    let request = parse("grant_type=refresh_token&refresh_token=r&scope=openid");
    let Grant::RefreshToken {
        refresh_token,
        scope,
    } = request.grant
    else {
        panic!("a refresh token was expected")
    };
    assert_eq!(refresh_token.expose(), "r");
    assert_eq!(scope.unwrap().as_str(), "openid");
}

#[test]
fn a_client_may_leave_out_the_scope() {
    let request = parse("grant_type=client_credentials&scope=&client_id=app");
    assert!(matches!(
        request.grant,
        Grant::ClientCredentials { scope: None }
    ));
}

#[test]
fn what_is_missing_is_named() {
    for (text, name) in [
        ("", "grant_type"),
        ("grant_type=authorization_code", "code"),
        ("grant_type=refresh_token", "refresh_token"),
        ("grant_type=password&password=x", "username"),
        ("grant_type=password&username=ana", "password"),
    ] {
        let (code, description) = refusal(text);
        assert_eq!(code, Code::InvalidRequest);
        assert_eq!(
            description,
            format!("The parameter {name} is missing; send it.")
        );
    }
}

#[test]
fn an_unknown_grant_type_is_unsupported() {
    for text in ["passwords", "implicit", "Authorization_Code", "urn:x"] {
        assert_eq!(
            refusal(&format!("grant_type={text}")).0,
            Code::UnsupportedGrantType
        );
    }
}

#[test]
fn attack_a_repeated_parameter_is_refused() {
    for text in [
        "grant_type=client_credentials&grant_type=refresh_token",
        "grant_type=authorization_code&code=a&code=b",
        "grant_type=client_credentials&scope=a&scope=b",
    ] {
        assert_eq!(refusal(text).0, Code::InvalidRequest, "{text}");
    }
}

#[test]
fn malformed_values_have_their_own_codes() {
    assert_eq!(
        refusal("grant_type=client_credentials&scope=%22").0,
        Code::InvalidScope
    );
    assert_eq!(
        refusal("grant_type=client_credentials&resource=x").0,
        Code::InvalidTarget
    );
    let (code, description) = refusal("grant_type=authorization_code&code=a&code_verifier=short");
    assert_eq!(code, Code::InvalidRequest);
    assert!(description.contains("code_verifier"));
}

#[test]
fn grant_types_have_their_registered_names() {
    for known in GrantType::ALL {
        assert_eq!(GrantType::parse(known.name()), Some(known));
        assert_eq!(serde_json::to_value(known).unwrap(), known.name());
    }
}

#[test]
fn a_password_may_be_any_text_on_one_line() {
    let request =
        parse("grant_type=password&username=zo%C3%AB&password=p%C3%A4ss%20%22word%22&scope=openid");
    let Grant::Password {
        username,
        password,
        scope,
    } = request.grant
    else {
        panic!("a password grant was expected");
    };
    assert_eq!(username.as_str(), "zo\u{eb}");
    assert_eq!(password.expose(), "p\u{e4}ss \"word\"");
    assert_eq!(scope.unwrap().as_str(), "openid");
    let shown = format!(
        "{:?}",
        parse("grant_type=password&username=ana&password=s3cret")
    );
    assert!(!shown.contains("s3cret"), "{shown}");
    for text in ["password=a%0Ab", "password=a&password=b"] {
        let text = format!("grant_type=password&username=ana&{text}");
        assert_eq!(refusal(&text).0, Code::InvalidRequest, "{text}");
    }
}

#[test]
fn debug_shows_no_code() {
    let shown = format!("{:?}", parse("grant_type=authorization_code&code=c0de"));
    assert!(!shown.contains("c0de"), "{shown}");
}
