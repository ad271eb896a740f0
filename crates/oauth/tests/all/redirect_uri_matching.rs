use durward_oauth::{LoopbackPort, RedirectUri};

fn matches(requested: &str, registered: &str, port: LoopbackPort) -> bool {
    let uri = |text| RedirectUri::parse(text).expect("a redirect URI");
    uri(requested).matches(&uri(registered), port)
}

#[test]
fn only_the_same_text_matches() {
    let registered = "https://app.example.com/cb?t=1";
    assert!(matches(registered, registered, LoopbackPort::Exact));
    for other in [
        "https://app.example.com/cb",
        "https://app.example.com/cb?t=1&",
        "https://app.example.com/cb?t=1&x=2",
        "https://app.example.com/cb/?t=1",
        "https://app.example.com/CB?t=1",
        "https://APP.example.com/cb?t=1",
        "https://app.example.com:443/cb?t=1",
        "https://app.example.com/x/../cb?t=1",
        "https://app.example.com/%63b?t=1",
        "http://app.example.com/cb?t=1",
        "https://app.example.com.evil.example/cb?t=1",
    ] {
        assert!(!matches(other, registered, LoopbackPort::Exact), "{other}");
        assert!(!matches(other, registered, LoopbackPort::Any), "{other}");
    }
}

#[test]
fn a_native_app_listens_on_any_port_of_a_loopback_literal() {
    for (requested, registered) in [
        ("http://127.0.0.1:51004/cb?x=1", "http://127.0.0.1/cb?x=1"),
        ("http://127.0.0.1/cb", "http://127.0.0.1:9000/cb"),
        ("http://127.0.0.1:1", "http://127.0.0.1:2"),
        ("http://[::1]:61023/cb", "http://[::1]:8080/cb"),
    ] {
        assert!(
            matches(requested, registered, LoopbackPort::Any),
            "{requested}"
        );
        assert!(
            !matches(requested, registered, LoopbackPort::Exact),
            "{requested}"
        );
    }
}

#[test]
fn the_exception_is_for_the_port_alone() {
    let registered = "http://127.0.0.1:9000/cb";
    for other in [
        "http://127.0.0.1:9000/other",
        "http://127.0.0.1:1/cb?x",
        "http://127.0.0.1:1",
        "http://[::1]:9000/cb",
        "http://localhost:9000/cb",
        "http://127.0.0.2:9000/cb",
        "http://127.0.0.1.evil.example/cb",
        "https://127.0.0.1:9001/cb",
        "http://example.com:9000/cb",
    ] {
        assert!(!matches(other, registered, LoopbackPort::Any), "{other}");
    }
}

#[test]
fn localhost_by_name_keeps_its_port() {
    assert!(!matches(
        "http://localhost:1/cb",
        "http://localhost:2/cb",
        LoopbackPort::Any
    ));
    assert!(!matches(
        "https://app.example.com:1/",
        "https://app.example.com:2/",
        LoopbackPort::Any
    ));
}
