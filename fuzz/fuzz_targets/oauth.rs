//! OAuth requests as anyone may send them: the input is an `Authorization` header, a line feed, and a query or form body.
//!
//! Whatever is refused must be refused in words that may stand in a header, and whatever is accepted must be kept and
//! answered without changing its meaning.

#![no_main]

use durward_oauth::{
    Addressee, AuthorizationRequest, AuthorizationResponse, AuthorizationRules, BearerToken,
    ClaimsRequest, Delivery, Description, IntrospectionRequest, Issuer, LogoutRequest,
    LoopbackPort, ParameterError, Parameters, PresentedCredentials, RedirectUri, ReturnAddress,
    RevocationRequest, Scope, TokenError, TokenRequest,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let (header, body) = text.split_once('\n').unwrap_or(("", text));
    values(body);
    match Parameters::from_form(body) {
        Ok(form) => {
            machine(header, &form);
            person(&form);
        }
        Err(error) => sendable_parameter(&error),
    }
});

/// What stands in single parameters.
fn values(text: &str) {
    if let Ok(scope) = Scope::parse(text) {
        let again = Scope::parse(scope.as_str()).expect("what we wrote, we read");
        assert_eq!(again, scope);
    }
    if let Ok(uri) = RedirectUri::parse(text) {
        redirect_uri(&uri);
    }
    if let Ok(claims) = ClaimsRequest::parse(text) {
        let kept = serde_json::to_string(&claims).expect("a claims request can be kept");
        let again = ClaimsRequest::parse(&kept).expect("what we kept, we read");
        assert_eq!(again, claims);
    }
    let _ = Issuer::parse(text);
}

fn redirect_uri(uri: &RedirectUri) {
    let text = uri.as_str();
    assert!(
        uri.matches(uri, LoopbackPort::Exact),
        "an address is not itself"
    );
    assert!(
        text.bytes().all(|b| b.is_ascii_graphic()),
        "not fit for a header"
    );
    assert!(!text.contains(['#', '\\']), "read differently by browsers");
    let scheme = uri.scheme();
    assert!(
        matches!(scheme.as_str(), "http" | "https") || scheme.contains('.'),
        "{scheme}"
    );
    let _ = (uri.origin(), uri.is_loopback());
}

/// The endpoints that applications call.
fn machine(header: &str, form: &Parameters) {
    for header in [None, Some(header)] {
        let _ = PresentedCredentials::parse(header, form).map_err(|error| sendable_token(&error));
        if let Err(error) = BearerToken::extract(header, Some(form), None) {
            sendable(error.description());
            let challenge = error.www_authenticate(header.unwrap_or_default());
            assert!(
                challenge.bytes().all(|b| (0x20..0x7f).contains(&b)),
                "{challenge}"
            );
        }
    }
    let _ = TokenRequest::parse(form).map_err(|error| sendable_token(&error));
    let _ = IntrospectionRequest::parse(form).map_err(|error| sendable_token(&error));
    let _ = RevocationRequest::parse(form).map_err(|error| sendable_token(&error));
}

/// The endpoints that browsers are sent to.
fn person(query: &Parameters) {
    let _ = LogoutRequest::parse(query).map_err(|error| sendable_parameter(&error));
    let addressee = match Addressee::parse(query) {
        Ok(addressee) => addressee,
        Err(error) => return sendable_parameter(&error),
    };
    let Some(uri) = addressee.redirect_uri.clone() else {
        return;
    };
    let issuer = Issuer::parse("https://id.example.com").expect("an issuer");
    let address = ReturnAddress::new(uri, query);
    for plain_code_challenge in [false, true] {
        let rules = AuthorizationRules {
            plain_code_challenge,
        };
        let delivery = match AuthorizationRequest::parse(&addressee, &address, query, rules) {
            Ok(request) => {
                let kept = serde_json::to_string(&request).expect("a request can be kept");
                let again: AuthorizationRequest =
                    serde_json::from_str(&kept).expect("what we kept, we read");
                assert_eq!(again, request);
                let response = AuthorizationResponse::code("c0de".to_owned());
                request.return_address.deliver(&response, &issuer)
            }
            Err(error) => {
                sendable(error.description().as_str());
                address.deliver_error(&error, &issuer)
            }
        };
        if let Delivery::Redirect { location } = delivery {
            assert!(location.starts_with(address.redirect_uri.as_str()));
            assert!(location.bytes().all(|b| b.is_ascii_graphic()), "{location}");
        }
    }
}

fn sendable_parameter(error: &ParameterError) {
    sendable(Description::from(error).as_str());
}

fn sendable_token(error: &TokenError) {
    sendable(error.description().as_str());
}

/// RFC 6749 5.2: fit for JSON, a URL and a quoted header value alike.
fn sendable(text: &str) {
    let fits = |b: u8| matches!(b, 0x20 | 0x21 | 0x23..=0x5b | 0x5d..=0x7e);
    assert!(!text.is_empty() && text.bytes().all(fits), "{text}");
}
