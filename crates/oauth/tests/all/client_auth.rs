use data_encoding::BASE64;
use durward_oauth::{
    ClientAuthMethod, PresentedCredentials as Presented, TokenError, TokenErrorCode as Code,
};

use crate::query;

const JWT_BEARER: &str =
    "client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer";

fn basic(text: &str) -> String {
    format!("Basic {}", BASE64.encode(text.as_bytes()))
}

fn parse(header: Option<&str>, form: &str) -> Result<Presented, TokenError> {
    Presented::parse(header, &query(form))
}

#[test]
fn a_public_client_gives_its_name() {
    let presented = parse(None, "client_id=app&client_secret=").unwrap();
    assert!(matches!(&presented, Presented::None { client_id } if client_id.as_str() == "app"));
    assert_eq!(presented.client_id().unwrap().as_str(), "app");
}

#[test]
fn basic_halves_are_form_urlencoded_before_base64() {
    for header in [
        basic("a%3Ab+c:p%40ss%2Bw%25rd"),
        basic("a%3Ab+c:p@ss%2Bw%25rd").replace("Basic ", "bASIC  "),
    ] {
        let Presented::Basic { client_id, secret } = parse(Some(&header), "").unwrap() else {
            panic!("basic was expected")
        };
        assert_eq!(client_id.as_str(), "a:b c");
        assert_eq!(secret.expose(), "p@ss+w%rd");
    }
}

#[test]
fn a_colon_in_the_secret_belongs_to_it() {
    let Presented::Basic { secret, .. } = parse(Some(&basic("app:a:b")), "").unwrap() else {
        panic!("basic was expected")
    };
    assert_eq!(secret.expose(), "a:b");
}

#[test]
fn a_malformed_header_is_answered_with_a_challenge() {
    let headers = [
        "Basic".to_owned(),
        "Basic !!!".to_owned(),
        "Basic YXBw".to_owned(),
        "Bearer token".to_owned(),
        "DPoP token".to_owned(),
        String::new(),
        basic("app"),
        basic("app:"),
        basic(":secret"),
        basic("app:%zz"),
        basic("app:\u{e9}"),
        basic(&format!("app:{}", "s".repeat(9000))),
        "Basic YXBwOnM".to_owned(),
        "Basic /////w==".to_owned(),
    ];
    for header in headers {
        let error = parse(Some(&header), "").unwrap_err();
        assert_eq!(error.code(), Code::InvalidClient, "{header}");
        assert!(error.www_authenticate().is_some(), "{header}");
        assert!(!error.description().as_str().contains("token"), "{header}");
    }
}

#[test]
fn the_form_may_repeat_the_name_of_the_header_but_not_another() {
    assert!(parse(Some(&basic("app:s")), "client_id=app").is_ok());
    let error = parse(Some(&basic("app:s")), "client_id=other").unwrap_err();
    assert_eq!(error.code(), Code::InvalidRequest);
}

#[test]
fn a_secret_in_the_form_needs_a_name() {
    let presented = parse(None, "client_id=app&client_secret=s3cr3t").unwrap();
    assert!(matches!(&presented, Presented::Post { secret, .. } if secret.expose() == "s3cr3t"));
    assert!(!format!("{presented:?}").contains("s3cr3t"));
    let error = parse(None, "client_secret=s3cr3t").unwrap_err();
    assert_eq!(error.code(), Code::InvalidRequest);
}

#[test]
fn an_assertion_may_come_without_a_name() {
    let presented = parse(None, &format!("{JWT_BEARER}&client_assertion=a.b.c")).unwrap();
    assert!(matches!(
        presented,
        Presented::Assertion {
            client_id: None,
            ..
        }
    ));
    let named = parse(
        None,
        &format!("{JWT_BEARER}&client_assertion=a.b.c&client_id=app"),
    )
    .unwrap();
    assert_eq!(named.client_id().unwrap().as_str(), "app");
}

#[test]
fn half_an_assertion_is_refused() {
    assert_eq!(
        parse(None, JWT_BEARER).unwrap_err().code(),
        Code::InvalidRequest
    );
    let untyped = parse(None, "client_assertion=a.b.c").unwrap_err();
    assert_eq!(untyped.code(), Code::InvalidRequest);
    let other = parse(None, "client_assertion_type=urn:x&client_assertion=a.b.c").unwrap_err();
    assert_eq!(other.code(), Code::InvalidClient);
    let malformed = parse(None, &format!("{JWT_BEARER}&client_assertion=x")).unwrap_err();
    assert_eq!(malformed.code(), Code::InvalidRequest);
}

#[test]
fn attack_two_methods_at_once_are_refused() {
    let assertion = format!("{JWT_BEARER}&client_assertion=a.b.c");
    let header = basic("app:s");
    for (header, form) in [
        (
            Some(header.as_str()),
            "client_id=app&client_secret=s".to_owned(),
        ),
        (Some(header.as_str()), assertion.clone()),
        (None, format!("client_id=app&client_secret=s&{assertion}")),
        (Some("Bearer x"), "client_id=app&client_secret=s".to_owned()),
    ] {
        let error = parse(header, &form).unwrap_err();
        assert_eq!(error.code(), Code::InvalidRequest, "{form}");
        assert_eq!(
            error.description().as_str(),
            "The request authenticates the client in more than one way; use one."
        );
    }
}

#[test]
fn nobody_is_an_invalid_client() {
    let error = parse(None, "grant_type=client_credentials").unwrap_err();
    assert_eq!((error.code(), error.status()), (Code::InvalidClient, 401));
}

#[test]
fn attack_secrets_in_the_url_are_refused() {
    for text in ["client_secret=s", "client_assertion=a.b.c"] {
        let error = Presented::refuse_in_query(&query(text)).unwrap_err();
        assert_eq!(error.code(), Code::InvalidRequest);
    }
    assert!(Presented::refuse_in_query(&query("client_id=app")).is_ok());
}

#[test]
fn a_refusal_challenges_the_way_the_client_came() {
    let basic = parse(Some(&basic("app:s")), "").unwrap();
    assert!(
        basic
            .refuse("Authentication failed.")
            .www_authenticate()
            .is_some()
    );
    let post = parse(None, "client_id=app&client_secret=s").unwrap();
    assert!(
        post.refuse("Authentication failed.")
            .www_authenticate()
            .is_none()
    );
}

#[test]
fn methods_have_their_registered_names() {
    for method in ClientAuthMethod::ALL {
        assert_eq!(serde_json::to_value(method).unwrap(), method.name());
        let read: ClientAuthMethod = serde_json::from_value(method.name().into()).unwrap();
        assert_eq!(read, method);
    }
}
