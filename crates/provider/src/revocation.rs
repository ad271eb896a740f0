//! Giving a token back (RFC 7009). The answer is the same whether or not there was one.

use durward_model::audit::{Event, Topic};
use durward_model::id::RefreshTokenId;
use durward_oauth::{PresentedCredentials, RevocationRequest};
use durward_store::{Cx, audit, grants, tokens};

use crate::clients::{Client, authenticate};
use crate::tokens::{refresh, validate};
use crate::{Failure, Provider, sender};

/// Ends the token in `request`, if it was issued to the client that asks. A refresh token takes its whole
/// grant with it; an access token ends alone.
///
/// # Errors
/// `invalid_client`; our own failures.
pub async fn revoke(
    provider: &Provider,
    cx: &Cx,
    presented: &PresentedCredentials,
    request: &RevocationRequest,
) -> Result<(), Failure> {
    let client = authenticate::client(provider, cx, presented).await?;
    let text = request.token.expose();
    if text.starts_with(RefreshTokenId::PREFIX) {
        refresh(cx, &client, text).await
    } else {
        access(provider, cx, &client, text).await
    }
}

async fn refresh(cx: &Cx, client: &Client, text: &str) -> Result<(), Failure> {
    let mut read = cx.db().read().await?;
    let Some(row) = refresh::presented(cx, &mut read, client, text).await? else {
        return Ok(());
    };
    drop(read);
    let mut tx = cx.db().begin().await?;
    if grants::revoke(cx, &mut tx, row.grant.as_str()).await? {
        audit::record(
            cx,
            &mut tx,
            Event::new(Topic::Access, "grant.revoked")
                .object(row.grant)
                .app(client.id),
        )
        .await?;
    }
    tx.commit().await?;
    Ok(())
}

async fn access(provider: &Provider, cx: &Cx, client: &Client, text: &str) -> Result<(), Failure> {
    let live = validate::access(cx, &provider.keys, text).await?;
    let Some(live) = live.filter(|live| live.client_id == client.client_id.as_str()) else {
        return Ok(());
    };
    let mut tx = cx.db().begin().await?;
    if live.self_contained {
        tokens::deny(cx, &mut tx, live.id.as_str(), live.expires_at).await?;
    } else {
        tokens::revoke_access(cx, &mut tx, live.id).await?;
    }
    let event = Event::new(Topic::Access, "token.revoked")
        .object(live.id)
        .app(client.id);
    let event = sender::told(event, &live.confirmation);
    audit::record(cx, &mut tx, event).await?;
    tx.commit().await?;
    Ok(())
}
