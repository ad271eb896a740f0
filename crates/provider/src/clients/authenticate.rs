//! Proving that a request comes from a client (RFC 6749 2.3, RFC 7523 2.2, RFC 8705 2, OpenID Connect Core 9).
//!
//! Whatever is wrong, the answer is the same `invalid_client`; what it was goes to the log.

use std::sync::Arc;

use durward_oauth::{ClientAuthMethod, ClientId, PresentedCredentials, TokenError};
use durward_store::Cx;
use subtle::ConstantTimeEq;

use super::{Client, assertion, certificate};
use crate::{Failure, Provider};

/// The client that sent `presented`.
///
/// # Errors
/// `invalid_client`, the same for unknown clients, wrong secrets and methods the client does not use.
pub async fn client(
    provider: &Provider,
    cx: &Cx,
    presented: &PresentedCredentials,
) -> Result<Arc<Client>, Failure> {
    let proven = match presented {
        PresentedCredentials::None { client_id } => by_name(provider, cx, client_id).await?,
        PresentedCredentials::Basic { client_id, secret } => {
            by_secret(
                cx,
                client_id,
                secret.expose(),
                ClientAuthMethod::ClientSecretBasic,
            )
            .await?
        }
        PresentedCredentials::Post { client_id, secret } => {
            by_secret(
                cx,
                client_id,
                secret.expose(),
                ClientAuthMethod::ClientSecretPost,
            )
            .await?
        }
        PresentedCredentials::Assertion {
            assertion,
            client_id,
        } => assertion::client(provider, cx, assertion.as_str(), client_id.as_ref()).await?,
    };
    match proven.filter(|client| client.active) {
        Some(client) => Ok(client),
        None => Err(refused(presented).into()),
    }
}

/// The one answer to everything that is wrong.
fn refused(presented: &PresentedCredentials) -> TokenError {
    tracing::info!(
        client_id = presented.client_id().map(ClientId::as_str),
        "client authentication failed"
    );
    let error = TokenError::invalid_client("The client is unknown, or its authentication failed.");
    if matches!(presented, PresentedCredentials::Basic { .. }) {
        error.to_authorization_header()
    } else {
        error
    }
}

/// The client called `client_id`.
pub(super) async fn named(cx: &Cx, client_id: &ClientId) -> Result<Option<Arc<Client>>, Failure> {
    Ok(Client::find(cx, client_id).await?)
}

/// A public client, or one whose certificate came with the connection.
async fn by_name(
    provider: &Provider,
    cx: &Cx,
    client_id: &ClientId,
) -> Result<Option<Arc<Client>>, Failure> {
    let Some(client) = named(cx, client_id).await? else {
        return Ok(None);
    };
    let proven = client.auth_methods == [ClientAuthMethod::None]
        || certificate::proves(provider, cx, &client).await?;
    Ok(proven.then_some(client))
}

async fn by_secret(
    cx: &Cx,
    client_id: &ClientId,
    presented: &str,
    method: ClientAuthMethod,
) -> Result<Option<Arc<Client>>, Failure> {
    let client = named(cx, client_id)
        .await?
        .filter(|client| client.auth_methods.contains(&method));
    let hash = cx.keys().await?.keyed_hash(presented.as_bytes());
    Ok(client.filter(|client| {
        let secret = client.secret.as_ref();
        secret.is_some_and(|secret| secret.hash.as_ref().ct_eq(hash.as_ref()).into())
    }))
}
