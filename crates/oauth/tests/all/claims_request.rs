use durward_oauth::ClaimsRequest;
use serde_json::json;

/// After the example of OIDC Core 5.5.
const EXAMPLE: &str = r#"{
  "userinfo": {"given_name": {"essential": true}, "nickname": null, "picture": null,
               "http://example.info/claims/groups": null},
  "id_token": {"auth_time": {"essential": true},
               "acr": {"values": ["urn:gold", "urn:silver"]}, "sub": {"value": "248289761001"}}
}"#;

#[test]
fn the_shape_of_core_5_5_is_read() {
    let claims = ClaimsRequest::parse(EXAMPLE).unwrap();
    assert!(claims.userinfo["given_name"].essential);
    assert!(!claims.userinfo["nickname"].essential);
    assert_eq!(claims.userinfo.len(), 4);
    assert_eq!(claims.id_token["sub"].value, Some(json!("248289761001")));
    let acr = &claims.id_token["acr"];
    assert_eq!(
        acr.wanted().collect::<Vec<_>>(),
        [&json!("urn:gold"), &json!("urn:silver")]
    );
    assert!(acr.accepts(&json!("urn:silver")) && !acr.accepts(&json!("urn:lead")));
    assert!(claims.userinfo["picture"].accepts(&json!("anything")));
}

#[test]
fn it_is_read_back_as_stored() {
    let claims = ClaimsRequest::parse(EXAMPLE).unwrap();
    let stored = serde_json::to_string(&claims).unwrap();
    assert_eq!(ClaimsRequest::parse(&stored).unwrap(), claims);
}

#[test]
fn unknown_members_are_ignored() {
    let claims =
        ClaimsRequest::parse(r#"{"x":1,"userinfo":{"email":{"purpose":"mail"}}}"#).unwrap();
    assert_eq!(claims.userinfo.len(), 1);
    assert!(ClaimsRequest::parse("{}").unwrap().is_empty());
    assert!(
        ClaimsRequest::parse(r#"{"userinfo":null}"#)
            .unwrap()
            .is_empty()
    );
}

#[test]
fn other_json_is_refused() {
    for bad in [
        "",
        "null",
        "[]",
        "\"x\"",
        "{",
        "{} {}",
        r#"{"userinfo":[]}"#,
        r#"{"userinfo":{"a":[true]}}"#,
        r#"{"userinfo":{"a":1}}"#,
        r#"{"userinfo":{"a":{"essential":"yes"}}}"#,
        r#"{"userinfo":{"a":{"values":"x"}}}"#,
        r#"{"userinfo":{"":null}}"#,
        r#"{"userinfo":{"a\n":null}}"#,
    ] {
        assert!(ClaimsRequest::parse(bad).is_err(), "{bad}");
    }
}

#[test]
fn attack_a_claim_named_twice_is_refused() {
    assert!(ClaimsRequest::parse(r#"{"id_token":{"acr":null,"acr":{"value":"x"}}}"#).is_err());
    assert!(ClaimsRequest::parse(r#"{"id_token":{},"id_token":{}}"#).is_err());
}

#[test]
fn attack_too_many_or_too_deep_are_refused() {
    let many: Vec<String> = (0..65).map(|n| format!("\"c{n}\":null")).collect();
    assert!(
        ClaimsRequest::parse(&format!("{{\"userinfo\":{{{}}}}}", many[..64].join(","))).is_ok()
    );
    assert!(ClaimsRequest::parse(&format!("{{\"userinfo\":{{{}}}}}", many.join(","))).is_err());
    let values = vec!["1"; 33].join(",");
    assert!(
        ClaimsRequest::parse(&format!(
            r#"{{"userinfo":{{"a":{{"values":[{values}]}}}}}}"#
        ))
        .is_err()
    );
    let deep = "[".repeat(4000);
    assert!(ClaimsRequest::parse(&format!(r#"{{"userinfo":{{"a":{{"value":{deep}"#)).is_err());
}
