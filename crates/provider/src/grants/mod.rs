//! The token endpoint: fixed phases around the part that differs by grant.
//!
//! 1. authenticate the client
//! 2. the grant is enabled in the realm and for the client
//! 3. the grant's own part: find out who gives what, and claim what may be used once
//! 4. scope and resource policy
//! 5. issue, store and audit in the transaction of the claim
//!
//! A grant is one file with a `part` function and one line in [`exchange`]. It can refuse, but it cannot
//! leave a phase out.

mod authorization_code;
mod client_credentials;
mod issue;
mod password;
mod personal;
mod refresh_token;

use durward_model::service::OauthOidc;
use durward_oauth::{Grant, PresentedCredentials, TokenErrorCode, TokenRequest, TokenResponse};
use durward_signin::Engine;
use durward_store::{Cx, services};

use crate::clients::{Client, authenticate};
use crate::{Failure, Provider};

/// What every grant's part is given.
pub(crate) struct Exchange<'a> {
    pub(crate) provider: &'a Provider,
    pub(crate) engine: &'a Engine,
    pub(crate) cx: &'a Cx,
    pub(crate) client: &'a Client,
    pub(crate) settings: &'a OauthOidc,
    pub(crate) request: &'a TokenRequest,
}

/// Exchanges `request` for tokens. `engine` runs the journey of those that come with a password.
///
/// # Errors
/// The registered error of RFC 6749 5.2 or RFC 8707 2, or our own failure.
pub async fn exchange(
    provider: &Provider,
    engine: &Engine,
    cx: &Cx,
    presented: &PresentedCredentials,
    request: &TokenRequest,
) -> Result<TokenResponse, Failure> {
    let client = authenticate::client(provider, cx, presented).await?;
    let settings = services::settings::<OauthOidc>(cx).await?;
    let grant_type = request.grant_type();
    if !settings
        .grant_types
        .iter()
        .any(|name| name == grant_type.name())
    {
        return Err(Failure::refused(
            TokenErrorCode::UnsupportedGrantType,
            "This grant type is not enabled here.",
        ));
    }
    if !client.may_use(grant_type) {
        return Err(Failure::refused(
            TokenErrorCode::UnauthorizedClient,
            "The client may not use this grant type.",
        ));
    }
    let exchange = Exchange {
        provider,
        engine,
        cx,
        client: &client,
        settings: &settings,
        request,
    };
    match &request.grant {
        Grant::ClientCredentials { scope } => {
            client_credentials::part(exchange, scope.as_ref()).await
        }
        Grant::AuthorizationCode {
            code,
            redirect_uri,
            code_verifier,
        } => {
            authorization_code::part(
                exchange,
                code,
                redirect_uri.as_ref(),
                code_verifier.as_ref(),
            )
            .await
        }
        Grant::RefreshToken {
            refresh_token,
            scope,
        } => refresh_token::part(exchange, refresh_token, scope.as_ref()).await,
        Grant::Password {
            username,
            password,
            scope,
        } => password::part(exchange, username, password, scope.as_ref()).await,
    }
}
