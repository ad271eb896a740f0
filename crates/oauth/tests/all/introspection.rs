use durward_oauth::{
    ActiveToken, ClientId, IntrospectionRequest, IntrospectionResponse, RevocationRequest, Scope,
    TokenErrorCode, TokenTypeHint,
};
use serde_json::json;

use crate::query;

#[test]
fn a_token_and_its_hint_are_read() {
    let form = query("token=t&token_type_hint=refresh_token");
    let request = IntrospectionRequest::parse(&form).unwrap();
    assert_eq!(request.token.expose(), "t");
    assert_eq!(request.token_type_hint, Some(TokenTypeHint::RefreshToken));
    let request = RevocationRequest::parse(&form).unwrap();
    assert_eq!(request.token.expose(), "t");
    assert_eq!(request.token_type_hint, Some(TokenTypeHint::RefreshToken));
}

#[test]
fn an_unknown_hint_is_no_hint() {
    let form = query("token=t&token_type_hint=pat");
    assert_eq!(
        RevocationRequest::parse(&form).unwrap().token_type_hint,
        None
    );
}

#[test]
fn a_missing_or_repeated_token_is_named() {
    for text in ["", "token=", "token=a&token=b", "token=%00"] {
        let error = IntrospectionRequest::parse(&query(text)).unwrap_err();
        assert_eq!(error.code(), TokenErrorCode::InvalidRequest);
        assert!(
            error
                .description()
                .as_str()
                .starts_with("The parameter token "),
            "{text}"
        );
        assert!(RevocationRequest::parse(&query(text)).is_err());
    }
}

#[test]
fn of_an_inactive_token_nothing_is_said() {
    let body = serde_json::to_string(&IntrospectionResponse::Inactive).unwrap();
    assert_eq!(body, r#"{"active":false}"#);
}

#[test]
fn a_live_token_is_described_in_a_stable_order() {
    let token = ActiveToken {
        scope: Some(Scope::parse("read write").unwrap()),
        client_id: Some(ClientId::parse("app").unwrap()),
        token_type: Some("Bearer"),
        exp: Some(1_700_003_600),
        iat: Some(1_700_000_000),
        sub: Some("usr_1".to_owned()),
        aud: vec!["urn:x:a".to_owned()],
        iss: Some("https://id.example.com".to_owned()),
        extra: [("subname".to_owned(), json!("ana"))].into_iter().collect(),
        ..ActiveToken::default()
    };
    assert_eq!(
        serde_json::to_string(&IntrospectionResponse::Active(Box::new(token))).unwrap(),
        r#"{"active":true,"scope":"read write","client_id":"app","token_type":"Bearer","exp":1700003600,"iat":1700000000,"sub":"usr_1","aud":"urn:x:a","iss":"https://id.example.com","subname":"ana"}"#
    );
}

#[test]
fn attack_a_further_member_cannot_shadow_a_standard_one() {
    let token = ActiveToken {
        aud: vec!["a".to_owned(), "b".to_owned()],
        extra: [
            ("active".to_owned(), json!(false)),
            ("sub".to_owned(), json!("root")),
        ]
        .into_iter()
        .collect(),
        ..ActiveToken::default()
    };
    let body = serde_json::to_string(&IntrospectionResponse::Active(Box::new(token))).unwrap();
    assert_eq!(body, r#"{"active":true,"aud":["a","b"]}"#);
}
