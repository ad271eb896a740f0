//! A refresh token becomes a new access token and a new refresh token (RFC 6749 6, RFC 9700 4.14).
//! An old one ends its whole family, unless it comes back within the grace period.

use durward_db::Tx;
use durward_model::audit::{Event, Topic};
use durward_oauth::{Scope, SecretText, TokenErrorCode, TokenResponse};
use durward_store::grants::{self, Grant};
use durward_store::tokens::{self, RefreshToken};
use durward_store::{Cx, Error, audit};

use super::Exchange;
use super::personal::Personal;
use crate::Failure;
use crate::tokens::{AuthContext, confirmation, refresh, stored_scope};

/// The one answer to a refresh token that does not work, whatever the reason.
fn refused() -> Failure {
    Failure::refused(
        TokenErrorCode::InvalidGrant,
        "The refresh token is unknown, expired, used or revoked, or was issued to another client or key.",
    )
}

pub(super) async fn part(
    exchange: Exchange<'_>,
    presented: &SecretText,
    asked: Option<&Scope>,
) -> Result<TokenResponse, Failure> {
    let Exchange {
        cx,
        client,
        settings,
        ..
    } = exchange;
    let mut read = cx.db().read().await?;
    let (old, grant) = find(&exchange, &mut read, presented)
        .await?
        .ok_or_else(refused)?;
    if !usable(&exchange, &old) {
        return replayed(cx, &grant).await;
    }
    let scope = narrowed(stored_scope(&grant.scope)?, asked)?;
    let mut context = AuthContext::from_text(&grant.context)?;
    // The nonce belongs to the first ID token (OpenID Connect Core 12.2).
    context.nonce = None;
    let personal = Personal::of(&exchange, &mut read, &grant, scope, context)
        .await?
        .ok_or_else(refused)?;
    let tokens = personal.prepare(&mut read).await?;
    drop(read);
    let rotates = client.rotates_refresh_tokens(settings);
    let mut tx = cx.db().begin().await?;
    let claimed =
        !rotates || old.used_at.is_some() || tokens::claim_refresh(cx, &mut tx, old.id).await?;
    // The grant may have been revoked since it was read: look again inside the transaction.
    if live_grant(cx, &mut tx, &old).await?.is_none() {
        return Err(refused());
    }
    if !claimed {
        drop(tx);
        return lost_the_race(&exchange, &old, &grant).await;
    }
    let refresh_ends = rotates.then(|| refresh::expiry(cx, settings, client));
    if let Some(ends) = refresh_ends {
        grants::extend(cx, &mut tx, grant.id.as_str(), ends).await?;
    }
    personal.issue(tx, tokens, refresh_ends).await
}

/// The token `presented` and its grant, if both are this client's and live, and the sender shows what the token is bound
/// to; it may have been used.
async fn find(
    exchange: &Exchange<'_>,
    read: &mut Tx,
    presented: &SecretText,
) -> Result<Option<(RefreshToken, Grant)>, Error> {
    let Exchange { cx, client, .. } = *exchange;
    let old = refresh::presented(cx, read, client, presented.expose()).await?;
    let Some(old) = old.filter(|old| old.expires_at > cx.now) else {
        return Ok(None);
    };
    let bound = confirmation::from_text(old.confirmation.as_deref())?;
    if !bound.is_met_by(&exchange.sender.shown) {
        return Ok(None);
    }
    let grant = live_grant(cx, read, &old).await?;
    Ok(grant
        .filter(|grant| grant.app == client.id)
        .map(|grant| (old, grant)))
}

async fn live_grant(cx: &Cx, tx: &mut Tx, token: &RefreshToken) -> Result<Option<Grant>, Error> {
    let grant = grants::load(cx, tx, token.grant.as_str()).await?;
    Ok(grant.filter(|grant| grant.revoked_at.is_none()))
}

/// The scope asked for, which may only be smaller (RFC 6749 6); all that was granted when none is asked for.
fn narrowed(granted: Scope, asked: Option<&Scope>) -> Result<Scope, Failure> {
    match asked {
        None => Ok(granted),
        Some(asked) if asked.is_subset(&granted) => Ok(asked.clone()),
        Some(_) => Err(Failure::refused(
            TokenErrorCode::InvalidScope,
            "The scope holds a token that was not granted.",
        )),
    }
}

/// Whether the token may be used: it was not, or it was so short a time ago that the answer may have got lost.
fn usable(exchange: &Exchange<'_>, old: &RefreshToken) -> bool {
    old.used_at.is_none_or(|used| {
        exchange.cx.now.millis_since(used) < exchange.settings.refresh_token_grace_period * 1000
    })
}

/// Another request used the token between our look and our claim. Within a grace period that is a client
/// that sent it twice; otherwise it is a replay.
async fn lost_the_race(
    exchange: &Exchange<'_>,
    old: &RefreshToken,
    grant: &Grant,
) -> Result<TokenResponse, Failure> {
    let cx = exchange.cx;
    if exchange.settings.refresh_token_grace_period > 0 {
        let mut read = cx.db().read().await?;
        let now = tokens::load_refresh(cx, &mut read, old.id.as_str()).await?;
        if now.is_some_and(|now| usable(exchange, &now)) {
            return Err(Failure::refused(
                TokenErrorCode::TemporarilyUnavailable,
                "The same token is being used by another request. Try again.",
            ));
        }
    }
    replayed(cx, grant).await
}

/// An old token came back: the family ends (RFC 9700 4.14.2, R-OAUTH-6).
async fn replayed(cx: &Cx, grant: &Grant) -> Result<TokenResponse, Failure> {
    let mut tx = cx.db().begin().await?;
    grants::revoke(cx, &mut tx, grant.id.as_str()).await?;
    let event = Event::new(Topic::Access, "refresh_token.replayed")
        .object(grant.id)
        .user(grant.user)
        .app(grant.app)
        .failed("refresh token used again");
    audit::record(cx, &mut tx, event).await?;
    tx.commit().await?;
    tracing::warn!(app = %grant.app, user = %grant.user, "a used refresh token came back; its family was revoked");
    Err(refused())
}
