//! OAuth requests as anyone may send them: the input is an `Authorization` header, a line feed, and a query or form body.
#![no_main]

use durward_oauth::{
    Addressee, AuthorizationRequest, AuthorizationRules, BearerToken, IntrospectionRequest,
    LogoutRequest, LoopbackPort, Parameters, PresentedCredentials, ReturnAddress,
    RevocationRequest, Scope, TokenRequest,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let (header, body) = text.split_once('\n').unwrap_or(("", text));
    let _ = BearerToken::parse(header);
    if let Ok(scope) = Scope::parse(body) {
        assert_eq!(
            Scope::parse(scope.as_str()).expect("what we wrote, we read"),
            scope
        );
    }
    let Ok(form) = Parameters::from_form(body) else {
        return;
    };
    let _ = PresentedCredentials::parse(Some(header), &form);
    let _ = PresentedCredentials::parse(None, &form);
    let _ = TokenRequest::parse(&form);
    let _ = IntrospectionRequest::parse(&form);
    let _ = RevocationRequest::parse(&form);
    let _ = LogoutRequest::parse(&form);

    let Ok(addressee) = Addressee::parse(&form) else {
        return;
    };
    let Some(uri) = addressee.redirect_uri.clone() else {
        return;
    };
    assert!(
        uri.matches(&uri, LoopbackPort::Exact),
        "an address is not itself"
    );
    assert!(!uri.as_str().contains('#'), "an address with a fragment");
    let return_address = ReturnAddress::new(uri, &form);
    let rules = AuthorizationRules::default();
    let Ok(request) = AuthorizationRequest::parse(&addressee, &return_address, &form, rules) else {
        return;
    };
    let kept = serde_json::to_string(&request).expect("a request can be kept");
    let again: AuthorizationRequest = serde_json::from_str(&kept).expect("what we kept, we read");
    assert_eq!(again, request);
});
