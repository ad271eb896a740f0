use durward_oauth::{LogoutRequest, RedirectUri};

use crate::query;

#[test]
fn a_full_request_is_read_and_returned_with_its_state() {
    let request = LogoutRequest::parse(&query(
        "id_token_hint=a.b.c&logout_hint=ana&client_id=app&state=x%26y&ui_locales=fr\
         &post_logout_redirect_uri=https%3A%2F%2Fapp.example.com%2Fbye%3Fa%3D1",
    ))
    .unwrap();
    assert_eq!(request.client_id.as_ref().unwrap().as_str(), "app");
    assert_eq!(request.logout_hint.as_ref().unwrap().as_str(), "ana");
    assert_eq!(request.ui_locales.to_string(), "fr");
    let trusted = request.post_logout_redirect_uri.clone().unwrap();
    assert_eq!(
        request.return_url(&trusted),
        "https://app.example.com/bye?a=1&state=x%26y"
    );
}

#[test]
fn everything_may_be_left_out() {
    let request = LogoutRequest::parse(&query("")).unwrap();
    assert!(request.id_token_hint.is_none() && request.post_logout_redirect_uri.is_none());
    let trusted = RedirectUri::parse("https://app.example.com/bye").unwrap();
    assert_eq!(request.return_url(&trusted), "https://app.example.com/bye");
}

#[test]
fn what_is_malformed_is_named() {
    for (text, name) in [
        ("id_token_hint=x", "id_token_hint"),
        (
            "post_logout_redirect_uri=javascript:x",
            "post_logout_redirect_uri",
        ),
        ("state=a&state=b", "state"),
        ("client_id=%00", "client_id"),
    ] {
        assert_eq!(
            LogoutRequest::parse(&query(text)).unwrap_err().parameter(),
            Some(name)
        );
    }
}
