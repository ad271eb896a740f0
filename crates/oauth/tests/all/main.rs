//! The wire layer, seen from outside.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

mod authorization_errors;
mod authorization_request;
mod bearer;
mod claims_request;
mod client_auth;
mod delivery;
mod dpop;
mod introspection;
mod logout;
mod metadata;
mod never_panics;
mod parameters;
mod pkce;
mod redirect_uri;
mod redirect_uri_matching;
mod response_type;
mod round_trips;
mod scope;
mod texts;
mod token_errors;
mod token_request;

use durward_oauth::Parameters;

/// The parameters of a query that a test wrote.
fn query(text: &str) -> Parameters {
    Parameters::from_query(text).expect("a readable query")
}
