//! The token endpoint: fixed phases around the part that differs by grant.
//!
//! 1. authenticate the client
//! 2. the grant is enabled in the realm and for the client
//! 3. what the sender shows of its keys, which binds the tokens (RFC 9449, RFC 8705)
//! 4. the grant's own part: find out who gives what, and claim what may be used once
//! 5. scope and resource policy
//! 6. issue, store and audit in the transaction of the claim
//!
//! A grant is one file with a `part` function and one line in [`exchange`]. It can refuse, but it cannot
//! leave a phase out.

mod authorization_code;
mod client_credentials;
mod device_code;
mod issue;
mod jwt_bearer;
mod password;
mod personal;
mod refresh_token;
mod token_exchange;

use durward_model::service::OauthOidc;
use durward_oauth::{
    Grant, GrantType, PresentedCredentials, TokenErrorCode, TokenRequest, TokenResponse,
};
use durward_signin::Engine;
use durward_store::{Cx, services};

use crate::clients::{Client, authenticate};
use crate::sender::{Sender, Shown};
use crate::{Failure, Provider};

pub(crate) use issue::{allowed_scope, resources};

/// What every grant's part is given.
pub(crate) struct Exchange<'a> {
    pub(crate) provider: &'a Provider,
    pub(crate) engine: &'a Engine,
    pub(crate) cx: &'a Cx,
    pub(crate) client: &'a Client,
    pub(crate) settings: &'a OauthOidc,
    pub(crate) request: &'a TokenRequest,
    /// What its tokens are bound to.
    pub(crate) sender: &'a Sender,
}

/// What came of a token request.
#[derive(Debug)]
pub struct Exchanged {
    /// The tokens.
    pub tokens: TokenResponse,
    /// A nonce for the client's next DPoP proof, when there is a new one (RFC 9449 8.2).
    pub dpop_nonce: Option<String>,
}

/// Exchanges `request` for tokens, which are bound to the keys in `shown`. `engine` runs the journey of those that come
/// with a password.
///
/// # Errors
/// The registered error of RFC 6749 5.2, RFC 8707 2 or RFC 9449 5, or our own failure.
pub async fn exchange(
    provider: &Provider,
    engine: &Engine,
    cx: &Cx,
    presented: &PresentedCredentials,
    request: &TokenRequest,
    shown: &Shown,
) -> Result<Exchanged, Failure> {
    let client = authenticate::client(provider, cx, presented).await?;
    let settings = services::settings::<OauthOidc>(cx).await?;
    enabled(&settings, &client, request.grant_type())?;
    let sender = Sender::of_request(cx, &client, &settings, shown).await?;
    let exchange = Exchange {
        provider,
        engine,
        cx,
        client: &client,
        settings: &settings,
        request,
        sender: &sender,
    };
    let tokens = part(exchange).await?;
    Ok(Exchanged {
        tokens,
        dpop_nonce: sender.nonce,
    })
}

/// The part that differs by grant.
async fn part(exchange: Exchange<'_>) -> Result<TokenResponse, Failure> {
    match &exchange.request.grant {
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
        Grant::DeviceCode {
            device_code,
            code_verifier,
        } => device_code::part(exchange, device_code, code_verifier.as_ref()).await,
        Grant::TokenExchange(asked) => token_exchange::part(exchange, asked).await,
        Grant::JwtBearer { assertion, scope } => {
            jwt_bearer::part(exchange, assertion, scope.as_ref()).await
        }
    }
}

/// Sees that `grant` is enabled in the realm and for the client.
pub(crate) fn enabled(
    settings: &OauthOidc,
    client: &Client,
    grant: GrantType,
) -> Result<(), Failure> {
    if !settings.grant_types.iter().any(|name| name == grant.name()) {
        return Err(Failure::refused(
            TokenErrorCode::UnsupportedGrantType,
            "This grant type is not enabled here.",
        ));
    }
    if !client.may_use(grant) {
        return Err(Failure::refused(
            TokenErrorCode::UnauthorizedClient,
            "The client may not use this grant type.",
        ));
    }
    Ok(())
}
