use durward_oauth::{ResponseMode, ResponseType};

#[test]
fn words_come_in_any_order() {
    assert_eq!(
        ResponseType::parse("id_token code"),
        Ok(ResponseType::CodeIdToken)
    );
    assert_eq!(
        ResponseType::parse("token id_token code"),
        Ok(ResponseType::CodeIdTokenToken)
    );
    for known in ResponseType::ALL {
        assert_eq!(ResponseType::parse(known.name()), Ok(known));
        assert_eq!(serde_json::to_value(known).unwrap(), known.name());
    }
}

#[test]
fn other_combinations_are_refused() {
    for text in [
        "",
        "Code",
        "code code",
        "none code",
        "code  token",
        " code",
        "device",
        "id_token id_token",
    ] {
        assert!(ResponseType::parse(text).is_err(), "{text:?}");
    }
}

#[test]
fn tokens_never_travel_in_a_query() {
    for kind in ResponseType::ALL {
        let holds_token = kind.name().contains("token");
        assert_eq!(kind.allows(ResponseMode::Query), !holds_token, "{kind}");
        assert!(kind.allows(ResponseMode::Fragment) && kind.allows(ResponseMode::FormPost));
        assert_eq!(kind.allows(ResponseMode::QueryJwt), !holds_token, "{kind}");
        assert!(kind.allows(kind.default_mode()));
        assert!(kind.allows(kind.resolved(ResponseMode::Jwt)));
        assert!(kind.resolved(ResponseMode::Jwt).is_jwt());
        assert_eq!(kind.has_code(), kind.name().contains("code"));
    }
}

#[test]
fn modes_have_their_registered_names() {
    for mode in ResponseMode::ALL {
        assert_eq!(ResponseMode::parse(mode.name()), Ok(mode));
        assert_eq!(serde_json::to_value(mode).unwrap(), mode.name());
    }
    assert!(ResponseMode::parse("web_message").is_err());
}
