use durward_oauth::{
    AuthorizationError, AuthorizationErrorCode, AuthorizationResponse, Delivery, Issuer,
    RedirectUri, ReturnAddress,
};

use crate::query;

fn address(uri: &str, text: &str) -> ReturnAddress {
    ReturnAddress::new(RedirectUri::parse(uri).unwrap(), &query(text))
}

fn issuer() -> Issuer {
    Issuer::parse("https://id.example.com/realms/acme").unwrap()
}

fn granted() -> AuthorizationResponse {
    AuthorizationResponse::code("c0de".to_owned())
}

fn denied() -> AuthorizationError {
    AuthorizationError::new(AuthorizationErrorCode::AccessDenied, "The person said no.")
}

fn location(delivery: Delivery) -> String {
    match delivery {
        Delivery::Redirect { location } => location,
        Delivery::FormPost { .. } => panic!("a redirect was expected"),
    }
}

#[test]
fn a_code_travels_in_the_query_beside_state_and_issuer() {
    let to = address(
        "https://app.example.com/cb?t=1",
        "response_type=code&state=a%2Bb",
    );
    assert_eq!(
        location(to.deliver(&granted(), &issuer())),
        "https://app.example.com/cb?t=1&code=c0de&state=a%2Bb\
         &iss=https%3A%2F%2Fid.example.com%2Frealms%2Facme"
    );
}

#[test]
fn a_refusal_travels_the_same_way() {
    let to = address("https://app.example.com/cb", "response_type=code&state=x");
    assert_eq!(
        location(to.deliver_error(&denied(), &issuer())),
        "https://app.example.com/cb?error=access_denied&error_description=The+person+said+no.\
         &state=x&iss=https%3A%2F%2Fid.example.com%2Frealms%2Facme"
    );
}

#[test]
fn the_fragment_is_used_for_front_channel_tokens_and_on_request() {
    for text in [
        "response_type=code+id_token",
        "response_type=code&response_mode=fragment",
    ] {
        let to = address("https://app.example.com/cb", text);
        let location = location(to.deliver(&granted(), &issuer()));
        assert!(
            location.starts_with("https://app.example.com/cb#code=c0de&iss="),
            "{location}"
        );
    }
}

#[test]
fn a_form_post_holds_plain_values() {
    let to = address(
        "https://app.example.com/cb?t=1",
        "response_mode=form_post&state=%3C%26",
    );
    let delivery = to.deliver(&granted(), &issuer());
    let Delivery::FormPost { action, fields } = delivery else {
        panic!("a form was expected")
    };
    assert_eq!(action.as_str(), "https://app.example.com/cb?t=1");
    let expected = [
        ("code", "c0de"),
        ("state", "<&"),
        ("iss", issuer().as_str()),
    ]
    .map(|(name, value)| (name, value.to_owned()));
    assert_eq!(fields, expected);
}

#[test]
fn an_unreadable_state_is_left_out_of_the_refusal() {
    for text in ["state=%0d%0a", "state=a&state=b"] {
        assert_eq!(address("https://app.example.com/cb", text).state, None);
    }
}

#[test]
fn response_type_none_returns_state_and_issuer_only() {
    let to = address("https://app.example.com/cb", "response_type=none&state=x");
    assert_eq!(
        location(to.deliver(&AuthorizationResponse::default(), &issuer())),
        "https://app.example.com/cb?state=x&iss=https%3A%2F%2Fid.example.com%2Frealms%2Facme"
    );
}

#[test]
fn debug_shows_no_code() {
    let to = address("https://app.example.com/cb", "");
    assert_eq!(
        format!("{:?}", to.deliver(&granted(), &issuer())),
        "Redirect(..)"
    );
}
