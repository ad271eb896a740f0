//! Request objects: an authorization request as a JWT (RFC 9101, OpenID Connect Core 6), by value or by reference.
//!
//! Two sets of rules (R-OAUTH-21). By OpenID Connect's the object may be unsigned, adds to the parameters beside it and
//! goes before them. By RFC 9101's it is signed, and nothing beside it counts.

mod fetch;
mod parameters;
mod verify;

use durward_model::service::{OauthOidc, RequestObjectProcessing};
use durward_oauth::{
    AuthorizationError, AuthorizationErrorCode, Description, ParameterError, Parameters, Scope,
};
use durward_store::Cx;

use crate::clients::Client;
use crate::{Denial, Provider};

pub(crate) use fetch::LONGEST_URI;
pub use fetch::RequestObjects;

/// By which rules an object is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rules {
    /// OpenID Connect Core 6.
    Oidc,
    /// RFC 9101.
    Jar,
}

impl Rules {
    /// The rules for a request of `client` at the authorization endpoint: the realm chooses for OpenID Connect requests.
    pub(crate) fn of(settings: &OauthOidc, client: &Client, sent: &Parameters) -> Self {
        let scope = sent.parsed("scope", Scope::parse).ok().flatten();
        let openid = scope.is_some_and(|scope| scope.contains(Scope::OPENID));
        let oidc = settings.request_object_processing == RequestObjectProcessing::Oidc;
        if oidc && openid && !client.require_signed_request_object {
            Self::Oidc
        } else {
            Self::Jar
        }
    }
}

/// What a request object comes to.
#[derive(Debug)]
pub(crate) struct RequestObject {
    /// The parameters that count.
    pub(crate) parameters: Parameters,
    /// Whether the client signed all of them.
    pub(crate) signed: bool,
}

/// The request of `client` in the object that is, or is pointed to by, a parameter in `sent`; none without one.
///
/// # Errors
/// `invalid_request_object`, `invalid_request_uri`, `invalid_request`; our own failures.
pub(crate) async fn find(
    provider: &Provider,
    cx: &Cx,
    client: &Client,
    settings: &OauthOidc,
    rules: Rules,
    sent: &Parameters,
) -> Result<Option<RequestObject>, Denial> {
    let fetched;
    let object = match (one(sent, "request")?, one(sent, "request_uri")?) {
        (None, None) => return Ok(None),
        (Some(_), Some(_)) => {
            let phrase = "must not be sent beside request_uri";
            return Err(AuthorizationError::from(ParameterError::about("request", phrase)).into());
        }
        (Some(object), None) => object,
        (None, Some(uri)) => {
            fetched = fetch::object(provider, cx, client, uri).await?;
            fetched.as_ref()
        }
    };
    let read = verify::claims(provider, cx, client, settings, rules, object).await?;
    let parameters = parameters::counting(client, rules, sent, &read.claims)?;
    Ok(Some(RequestObject {
        parameters,
        signed: read.signed && rules == Rules::Jar,
    }))
}

fn one<'a>(sent: &'a Parameters, name: &'static str) -> Result<Option<&'a str>, Denial> {
    sent.one(name)
        .map_err(|error| AuthorizationError::from(error).into())
}

/// `invalid_request_object`, with words for the app's developer.
fn refused(description: impl Into<Description>) -> Denial {
    let code = AuthorizationErrorCode::InvalidRequestObject;
    AuthorizationError::new(code, description).into()
}
