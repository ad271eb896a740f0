use durward_oauth::{InsecureHttp, RedirectUri};

fn uri(text: &str) -> RedirectUri {
    RedirectUri::parse(text).unwrap_or_else(|why| panic!("{text}: {why}"))
}

#[test]
fn web_and_private_use_addresses_are_taken_as_written() {
    for text in [
        "https://app.example.com/cb",
        "https://app.example.com",
        "https://app.example.com:8443/cb?tenant=1&x=%20",
        "https://xn--bcher-kva.example/cb",
        "https://192.0.2.1/cb",
        "https://[2001:db8::1]/cb",
        "http://127.0.0.1:9000/cb",
        "com.example.app:/oauth2redirect",
        "com.example.app://callback",
        "com.example.app:cb",
    ] {
        assert_eq!(uri(text).as_str(), text);
    }
}

#[test]
fn schemes_that_browsers_execute_or_nobody_owns_are_refused() {
    for text in [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "data:text/html,hi",
        "vbscript:x",
        "file:///etc/passwd",
        "blob:https://app.example.com/1",
        "about:blank",
        "view-source:https://app.example.com/",
        "ftp://app.example.com/",
        "ws://app.example.com/",
        "myapp://cb",
        "urn:ietf:wg:oauth:2.0:oob",
        "..:/x",
        "com..app:/x",
        "com.:/x",
    ] {
        assert!(RedirectUri::parse(text).is_err(), "{text}");
    }
}

#[test]
fn relative_and_ambiguous_addresses_are_refused() {
    for text in [
        "",
        "/cb",
        "//app.example.com/cb",
        "app.example.com/cb",
        "https:app.example.com/cb",
        "https:/app.example.com/cb",
        "https:///app.example.com/cb",
        "https://",
        "https://?x",
        "https://app.example.com/cb#",
        "https://app.example.com/cb#fragment",
        "com.example.app:/cb#x",
    ] {
        assert!(RedirectUri::parse(text).is_err(), "{text}");
    }
}

#[test]
fn attack_a_host_hidden_behind_user_information_is_refused() {
    for text in [
        "https://app.example.com@evil.example/cb",
        "https://app.example.com:x@evil.example/cb",
        "https://@evil.example/cb",
        "https://:@evil.example/cb",
        "com.example.app://user@host/cb",
    ] {
        assert!(RedirectUri::parse(text).is_err(), "{text}");
    }
}

#[test]
fn attack_a_text_that_browsers_read_differently_is_refused() {
    for text in [
        "https://app.example.com\\@evil.example/cb",
        "https:\\\\evil.example/cb",
        "https://app.example.com\t.evil.example/cb",
        "https://app.example.com/cb\r\nSet-Cookie: a=b",
        " https://app.example.com/cb",
        "https://app.example.com/cb ",
        "https://app.example.com/\u{e9}",
        "https://\u{ff45}vil.example/cb",
        "https://app.example.com/%",
        "https://app.example.com/%zz",
        "https://app%2eexample.com/cb",
        "https://0x7f.0.0.1/cb",
        "https://2130706433/cb",
        "https://127.1/cb",
        "https://*.example.com/cb",
        "https://app.example.com/cb\0",
        "https://[::ffff:7f00:0001]/cb",
    ] {
        assert!(RedirectUri::parse(text).is_err(), "{text:?}");
    }
}

#[test]
fn plain_http_is_registered_for_the_own_machine_only() {
    for text in [
        "http://localhost/cb",
        "http://localhost:3000/cb",
        "http://LOCALHOST/cb",
        "http://127.0.0.1/cb",
        "http://127.8.9.1/cb",
        "http://[::1]:5/cb",
        "https://app.example.com/cb",
        "com.example.app:/cb",
    ] {
        assert!(
            RedirectUri::register(text, InsecureHttp::Refused).is_ok(),
            "{text}"
        );
    }
    for text in [
        "http://app.example.com/cb",
        "HTTP://app.example.com/cb",
        "http://localhost.example.com/cb",
        "http://127.0.0.1.example.com/cb",
        "http://0.0.0.0/cb",
    ] {
        assert!(
            RedirectUri::register(text, InsecureHttp::Refused).is_err(),
            "{text}"
        );
        assert!(
            RedirectUri::register(text, InsecureHttp::Allowed).is_ok(),
            "{text}"
        );
    }
}

#[test]
fn length_is_bounded() {
    let path = "a".repeat(2048 - "https://a.example/".len());
    assert!(RedirectUri::parse(&format!("https://a.example/{path}")).is_ok());
    assert!(RedirectUri::parse(&format!("https://a.example/{path}a")).is_err());
}

#[test]
fn parameters_are_added_to_the_query_that_is_there() {
    let pairs = || [("code", "a b&c"), ("state", "\u{2f}=")];
    for (from, to) in [
        (
            "https://a.example/cb",
            "https://a.example/cb?code=a+b%26c&state=%2F%3D",
        ),
        (
            "https://a.example/cb?",
            "https://a.example/cb?code=a+b%26c&state=%2F%3D",
        ),
        (
            "https://a.example/cb?t=%41&",
            "https://a.example/cb?t=%41&code=a+b%26c&state=%2F%3D",
        ),
        (
            "https://a.example/cb?t=1",
            "https://a.example/cb?t=1&code=a+b%26c&state=%2F%3D",
        ),
        (
            "https://a.example",
            "https://a.example?code=a+b%26c&state=%2F%3D",
        ),
        (
            "com.example.app:cb",
            "com.example.app:cb?code=a+b%26c&state=%2F%3D",
        ),
    ] {
        assert_eq!(uri(from).with_query(pairs()), to);
    }
    assert_eq!(
        uri("https://a.example/cb?t").with_query([]),
        "https://a.example/cb?t"
    );
}

#[test]
fn a_fragment_leaves_the_query_alone() {
    assert_eq!(
        uri("https://a.example/cb?t=1").with_fragment([("code", "x")]),
        "https://a.example/cb?t=1#code=x"
    );
}

#[test]
fn origins_are_those_of_web_addresses() {
    for (text, origin) in [
        (
            "https://App.example.com:443/cb",
            Some("https://app.example.com"),
        ),
        ("http://localhost:3000/cb?x", Some("http://localhost:3000")),
        ("http://[::1]:80/", Some("http://[::1]")),
        ("com.example.app://cb", None),
    ] {
        assert_eq!(uri(text).origin().as_deref(), origin, "{text}");
    }
}
