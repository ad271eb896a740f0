//! What is written can be read, and means the same.

use data_encoding::BASE64;
use durward_oauth::{
    AcrValues, CodeVerifier, LoopbackPort, Parameters, PresentedCredentials, Prompts, RedirectUri,
    Scope,
};
use proptest::prelude::*;
use url::{Url, form_urlencoded};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn encoded_parameters(pairs in prop::collection::vec(("[a-z_]{1,20}", ".{1,40}"), 0..20)) {
        let encoded = form_urlencoded::Serializer::new(String::new()).extend_pairs(&pairs).finish();
        let parameters = Parameters::from_form(&encoded).unwrap();
        let read: Vec<_> = parameters.pairs().map(|(n, v)| (n.to_owned(), v.to_owned())).collect();
        prop_assert_eq!(read, pairs);
    }

    #[test]
    fn decoding_agrees_with_the_url_standard_where_that_is_strict(text in "[a-z0-9+&=._~-]{0,60}") {
        let ours = Parameters::from_query(&text).unwrap();
        let theirs = form_urlencoded::parse(text.as_bytes()).filter(|(_, value)| !value.is_empty());
        let theirs: Vec<_> = theirs.map(|(n, v)| (n.into_owned(), v.into_owned())).collect();
        let ours: Vec<_> = ours.pairs().map(|(n, v)| (n.to_owned(), v.to_owned())).collect();
        prop_assert_eq!(ours, theirs);
    }

    #[test]
    fn scopes(tokens in prop::collection::vec("[!#-\\[\\]-~]{1,12}", 0..20)) {
        let scope = Scope::from_tokens(tokens.iter().map(String::as_str)).unwrap();
        prop_assert_eq!(&Scope::parse(scope.as_str()).unwrap(), &scope);
        prop_assert!(tokens.iter().all(|token| scope.contains(token)));
        prop_assert_eq!(scope.union(&scope).to_string(), scope.to_string());
        prop_assert_eq!(scope.intersection(&scope).to_string(), scope.to_string());
        prop_assert!(scope.difference(&scope).is_empty());
    }

    #[test]
    fn prompts_and_classes(prompts in "(login |consent |select_account |create ){0,4}", acr in "([a-z:]{1,9} ){0,16}") {
        let set = Prompts::parse(&prompts).unwrap();
        prop_assert_eq!(Prompts::parse(&set.to_string()).unwrap(), set);
        let values = AcrValues::parse(&acr).unwrap();
        prop_assert_eq!(AcrValues::parse(&values.to_string()).unwrap(), values);
    }

    #[test]
    fn verifiers_and_their_challenges(text in "[A-Za-z0-9._~-]{43,128}", other in "[A-Za-z0-9._~-]{43,128}") {
        let verifier = CodeVerifier::parse(&text).unwrap();
        prop_assert!(verifier.challenge().verify(&verifier));
        let stranger = CodeVerifier::parse(&other).unwrap();
        prop_assert_eq!(verifier.challenge().verify(&stranger), text == other);
    }

    #[test]
    fn basic_credentials(id in "[ -~]{1,40}", secret in "[ -~]{1,60}") {
        let half = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
        let header = format!("Basic {}", BASE64.encode(format!("{}:{}", half(&id), half(&secret)).as_bytes()));
        let presented = PresentedCredentials::parse(Some(&header), &Parameters::from_form("").unwrap());
        let Ok(PresentedCredentials::Basic { client_id, secret: read }) = presented else {
            return Err(TestCaseError::fail("basic was expected"));
        };
        prop_assert_eq!(client_id.as_str(), id);
        prop_assert_eq!(read.expose(), secret);
    }

    #[test]
    fn redirects_are_read_by_a_url_parser_as_meant(
        path in "(/[a-z0-9]{0,5}){0,3}", query in "(\\?[a-z]=[a-z0-9]{0,3})?", state in "[ -~]{1,40}",
    ) {
        let base = format!("https://app.example.com{path}{query}");
        let uri = RedirectUri::parse(&base).unwrap();
        let sent = Url::parse(&uri.with_query([("code", "c"), ("state", &state)])).unwrap();
        prop_assert_eq!(sent.host_str(), Some("app.example.com"));
        let before = Url::parse(&base).unwrap();
        let mut expected: Vec<_> = before.query_pairs().into_owned().collect();
        expected.push(("code".to_owned(), "c".to_owned()));
        expected.push(("state".to_owned(), state));
        prop_assert_eq!(sent.query_pairs().into_owned().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn any_loopback_port_matches_and_nothing_else_does(a in 1u16.., b in 1u16.., path in "/[a-z]{0,4}", other in "/[a-z]{0,4}") {
        let uri = |port: u16, path: &str| RedirectUri::parse(&format!("http://127.0.0.1:{port}{path}")).unwrap();
        let same = path == other;
        prop_assert_eq!(uri(a, &path).matches(&uri(b, &other), LoopbackPort::Any), same);
        prop_assert_eq!(uri(a, &path).matches(&uri(b, &other), LoopbackPort::Exact), same && a == b);
    }
}
