use durward_oauth::Scope;

fn scope(text: &str) -> Scope {
    Scope::parse(text).expect("a scope")
}

#[test]
fn order_is_kept_and_repetition_folded() {
    let scope = scope("openid  profile openid email ");
    assert_eq!(scope.to_string(), "openid profile email");
    assert_eq!(
        scope.tokens().collect::<Vec<_>>(),
        ["openid", "profile", "email"]
    );
}

#[test]
fn equality_does_not_ask_for_the_order() {
    assert_eq!(scope("a b"), scope("b a"));
    assert_ne!(scope("a b"), scope("a"));
    assert_ne!(scope("a"), scope("a b"));
}

#[test]
fn tokens_are_compared_whole() {
    assert!(!scope("read_all").contains("read"));
    assert!(!scope("a b").contains("a b"));
    assert!(!scope("a b").contains(""));
}

#[test]
fn sets_combine() {
    let (asked, allowed) = (scope("c a b"), scope("a c d"));
    assert_eq!(asked.intersection(&allowed).as_str(), "c a");
    assert_eq!(asked.difference(&allowed).as_str(), "b");
    assert_eq!(asked.union(&allowed).as_str(), "c a b d");
    assert!(!asked.is_subset(&allowed));
    assert!(asked.intersection(&allowed).is_subset(&allowed));
    assert!(Scope::default().is_subset(&asked));
}

#[test]
fn only_nqchar_is_taken() {
    for text in ["a\"b", "a\\b", "a\tb", "a\nb", "\u{e9}", "a\u{7f}", "a\0"] {
        assert!(Scope::parse(text).is_err(), "{text:?}");
    }
    assert!(Scope::parse("urn:x:y/z?q=1#f!'[]{}|~").is_ok());
}

#[test]
fn a_token_with_a_space_cannot_be_smuggled_in() {
    assert!(Scope::from_tokens(["openid offline_access"]).is_err());
    assert!(Scope::from_tokens([""]).is_err());
}

#[test]
fn size_is_bounded() {
    let many: Vec<String> = (0..101).map(|n| n.to_string()).collect();
    assert!(Scope::parse(&many[..100].join(" ")).is_ok());
    assert!(Scope::parse(&many.join(" ")).is_err());
    assert!(Scope::parse(&"a".repeat(257)).is_err());
}

#[test]
fn what_was_stored_can_be_read_even_when_two_requests_added_up() {
    let tokens: Vec<String> = (0..200).map(|n| n.to_string()).collect();
    let both = scope(&tokens[..100].join(" ")).union(&scope(&tokens[100..].join(" ")));
    let stored = serde_json::to_string(&both).unwrap();
    assert_eq!(serde_json::from_str::<Scope>(&stored).unwrap(), both);
}

#[test]
fn empty_is_a_scope() {
    assert!(scope("").is_empty());
    assert_eq!(
        serde_json::from_str::<Scope>("\"\"").unwrap(),
        Scope::default()
    );
    assert!(serde_json::from_str::<Scope>("\"a\\\"b\"").is_err());
}
