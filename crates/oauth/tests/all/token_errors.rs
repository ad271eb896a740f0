use durward_oauth::{
    IssuedToken, Scope, TokenError, TokenErrorCode as Code, TokenResponse, TokenType,
};
use serde_json::json;

#[test]
fn a_refusal_is_the_json_of_rfc_6749() {
    let error = TokenError::new(Code::InvalidGrant, "The code has expired.");
    let body = serde_json::to_string(&error).unwrap();
    assert_eq!(
        body,
        r#"{"error":"invalid_grant","error_description":"The code has expired."}"#
    );
}

#[test]
fn every_code_has_its_name_and_status() {
    for (code, name, status) in [
        (Code::InvalidRequest, "invalid_request", 400),
        (Code::InvalidClient, "invalid_client", 401),
        (Code::InvalidGrant, "invalid_grant", 400),
        (Code::UnauthorizedClient, "unauthorized_client", 400),
        (Code::UnsupportedGrantType, "unsupported_grant_type", 400),
        (Code::InvalidScope, "invalid_scope", 400),
        (Code::InvalidTarget, "invalid_target", 400),
        (Code::UnsupportedTokenType, "unsupported_token_type", 400),
        (Code::ServerError, "server_error", 500),
        (Code::TemporarilyUnavailable, "temporarily_unavailable", 503),
    ] {
        assert_eq!((code.name(), code.status()), (name, status));
        assert_eq!(serde_json::to_value(code).unwrap(), name);
    }
}

#[test]
fn only_a_client_that_used_the_header_is_challenged() {
    let error = TokenError::invalid_client("Authentication failed.");
    assert_eq!(error.www_authenticate(), None);
    let challenge = error.to_authorization_header().www_authenticate();
    assert_eq!(challenge, Some(r#"Basic realm="oauth2", charset="UTF-8""#));
    let other = TokenError::new(Code::InvalidGrant, "x").to_authorization_header();
    assert_eq!(other.www_authenticate(), None);
}

#[test]
fn a_response_holds_what_there_is_in_a_stable_order() {
    let mut response = TokenResponse {
        issued_token_type: None,
        access_token: IssuedToken::from("at".to_owned()),
        token_type: TokenType::Bearer,
        expires_in: 3600,
        refresh_token: None,
        scope: Scope::default(),
        id_token: None,
    };
    let least = r#"{"access_token":"at","token_type":"Bearer","expires_in":3600}"#;
    assert_eq!(serde_json::to_string(&response).unwrap(), least);
    response.refresh_token = Some("rt".to_owned().into());
    response.scope = Scope::parse("openid profile").unwrap();
    response.id_token = Some("a.b.c".to_owned().into());
    assert_eq!(
        serde_json::to_value(&response).unwrap(),
        json!({"access_token": "at", "token_type": "Bearer", "expires_in": 3600,
               "refresh_token": "rt", "scope": "openid profile", "id_token": "a.b.c"})
    );
    assert!(!format!("{response:?}").contains("rt\""));
}
