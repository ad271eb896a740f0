use durward_oauth::{
    AcrValues, ClientId, CompactJwt, Description, IssuedToken, Issuer, Locales, LoginHint, Nonce,
    Parameters, Prompt, Prompts, ResourceIndicator, Resources, SecretText, State,
};

#[test]
fn a_client_id_is_printable_ascii_of_at_most_255() {
    assert!(ClientId::parse("app 1").is_ok());
    assert!(ClientId::parse(&"a".repeat(255)).is_ok());
    for bad in ["", "a\n", "\u{e9}", &"a".repeat(256)] {
        assert!(ClientId::parse(bad).is_err(), "{bad:?}");
    }
    assert!(serde_json::from_str::<ClientId>("\"\"").is_err());
}

#[test]
fn state_nonce_and_hint_are_bounded() {
    assert!(State::parse(&"s".repeat(4096)).is_ok());
    assert!(State::parse(&"s".repeat(4097)).is_err());
    assert!(State::parse("line\r\nbreak").is_err());
    assert!(Nonce::parse(&"n".repeat(1024)).is_ok());
    assert!(Nonce::parse(&"n".repeat(1025)).is_err());
    assert!(LoginHint::parse("zo\u{eb}@example.com").is_ok());
    assert!(LoginHint::parse("a\u{0}b").is_err());
    assert!(LoginHint::parse(&"h".repeat(513)).is_err());
}

#[test]
fn a_secret_is_compared_but_never_shown() {
    let secret = SecretText::parse("hunter2").unwrap();
    assert!(secret.equals("hunter2"));
    assert!(!secret.equals("hunter3"));
    assert!(!secret.equals("hunter22"));
    assert_eq!(format!("{secret:?}"), "SecretText(..)");
    assert_eq!(
        format!("{:?}", IssuedToken::from("t0k3n".to_owned())),
        "IssuedToken(..)"
    );
    assert!(SecretText::parse("").is_err());
    assert!(SecretText::parse("a\tb").is_err());
}

#[test]
fn a_jwt_has_three_or_five_parts_of_base64url() {
    for good in ["a.b.c", "a..c.d.e", "a.b."] {
        assert!(CompactJwt::parse(good).is_ok(), "{good}");
    }
    for bad in [
        "",
        "a.b",
        "a.b.c.d",
        ".b.c",
        "a.b=.c",
        "a.b c.d",
        "a.b.c.d.e.f",
    ] {
        assert!(CompactJwt::parse(bad).is_err(), "{bad}");
    }
    assert_eq!(
        format!("{:?}", CompactJwt::parse("a.b.c").unwrap()),
        "CompactJwt(..)"
    );
}

#[test]
fn prompt_none_stands_alone() {
    assert!(Prompts::parse("none").unwrap().contains(Prompt::None));
    assert!(Prompts::parse("none login").is_err());
    assert!(Prompts::parse("consent none").is_err());
    assert!(Prompts::parse("Login").is_err());
}

#[test]
fn a_fulfilled_prompt_can_be_taken_out() {
    let prompts = Prompts::parse("consent login login").unwrap();
    assert_eq!(prompts.to_string(), "login consent");
    let rest = prompts.without(Prompt::Login);
    assert!(!rest.contains(Prompt::Login) && rest.contains(Prompt::Consent));
    assert!(rest.without(Prompt::Consent).is_empty());
}

#[test]
fn acr_values_keep_their_preference() {
    let values = AcrValues::parse("urn:b urn:a urn:b").unwrap();
    assert_eq!(values.iter().collect::<Vec<_>>(), ["urn:b", "urn:a"]);
    assert!(AcrValues::parse("a\"b").is_err());
    let many: Vec<String> = (0..17).map(|n| n.to_string()).collect();
    assert!(AcrValues::parse(&many.join(" ")).is_err());
}

#[test]
fn an_unknown_language_is_never_an_error() {
    let locales = Locales::parse("fr-CA  fr <b> x_y 12 zh-Hant-HK en-0123456789");
    assert_eq!(
        locales.iter().collect::<Vec<_>>(),
        ["fr-CA", "fr", "zh-Hant-HK"]
    );
    assert_eq!(Locales::parse(&"en ".repeat(100)).iter().count(), 16);
}

#[test]
fn a_resource_is_an_absolute_uri_without_fragment() {
    for good in [
        "https://api.example.com/",
        "urn:example:api",
        "https://api.example.com/?a=1",
    ] {
        assert!(ResourceIndicator::parse(good).is_ok(), "{good}");
    }
    for bad in [
        "",
        "/relative",
        "api.example.com",
        "https://a/#x",
        "https://a/ b",
        "https://",
    ] {
        assert!(ResourceIndicator::parse(bad).is_err(), "{bad}");
    }
}

#[test]
fn resources_are_counted_once_and_bounded() {
    let form = Parameters::from_form("resource=urn:a:a&resource=urn:b:b&resource=urn:a:a").unwrap();
    let resources = Resources::parse(&form).unwrap();
    assert_eq!(resources.len(), 2);
    let one = Resources::from_iter([ResourceIndicator::parse("urn:b:b").unwrap()]);
    assert!(one.is_subset(&resources) && !resources.is_subset(&one));
    let many: Vec<String> = (0..17).map(|n| format!("resource=urn:a:{n}")).collect();
    assert!(Resources::parse(&Parameters::from_form(&many.join("&")).unwrap()).is_err());
}

#[test]
fn an_issuer_has_no_query_fragment_or_final_slash() {
    let issuer = Issuer::parse("https://id.example.com/realms/acme").unwrap();
    assert_eq!(
        issuer.endpoint("/oauth2/token"),
        "https://id.example.com/realms/acme/oauth2/token"
    );
    assert!(Issuer::parse("http://localhost:8080").is_ok());
    for bad in [
        "https://a/",
        "https://a?x",
        "https://a#x",
        "https://u@a",
        "ftp://a",
        "https://",
        "a",
    ] {
        assert!(Issuer::parse(bad).is_err(), "{bad}");
    }
}

#[test]
fn a_description_is_safe_in_a_header_in_json_and_in_a_url() {
    let text = Description::new("say \"hi\"\r\nX-Evil: \\ \u{e9}".to_owned());
    assert_eq!(text.as_str(), "say ?hi???X-Evil: ? ?");
    assert_eq!(Description::new("x".repeat(9000)).as_str().len(), 512);
}
