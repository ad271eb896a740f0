//! A refresh token becomes a new access token and a new refresh token (RFC 6749 6, RFC 9700 4.14).
//! An old one ends its whole family, unless it comes back within the grace period.

use durward_model::audit::{Event, Topic};
use durward_model::id::RefreshTokenId;
use durward_oauth::{Scope, SecretText, TokenErrorCode, TokenResponse};
use durward_store::grants::{self, Grant};
use durward_store::tokens::{self, RefreshToken};
use durward_store::{Error, audit, token, users};

use super::{Exchange, issue};
use crate::Failure;
use crate::claims::{self, Place};
use crate::tokens::{AuthContext, access, id_token, refresh};

/// The one answer to a refresh token that does not work, whatever the reason.
fn refused() -> Failure {
    Failure::refused(
        TokenErrorCode::InvalidGrant,
        "The refresh token is unknown, expired, used or revoked, or was issued to another client.",
    )
}

pub(super) async fn part(
    exchange: Exchange<'_>,
    presented: &SecretText,
    asked: Option<&Scope>,
) -> Result<TokenResponse, Failure> {
    let Exchange {
        provider,
        cx,
        client,
        settings,
        request,
    } = exchange;
    let mut read = cx.db().read().await?;
    let old = match token::split(presented.expose()) {
        Some((id, secret)) if id.starts_with(RefreshTokenId::PREFIX) => {
            tokens::load_refresh(cx, &mut read, id)
                .await?
                .filter(|old| token::matches(secret, &old.secret_hash))
        }
        _ => None,
    };
    let old = old
        .filter(|old| old.app == client.id && old.expires_at > cx.now)
        .ok_or_else(refused)?;
    let grant = grants::load(cx, &mut read, old.grant.as_str()).await?;
    let grant = grant
        .filter(|grant| grant.revoked_at.is_none() && grant.app == client.id)
        .ok_or_else(refused)?;
    if !usable(&exchange, &old) {
        return replayed(&exchange, &grant).await;
    }
    let granted = Scope::parse(&grant.scope)
        .map_err(|why| Error::internal(format!("a stored scope {}", why.phrase())))?;
    let scope = match asked {
        Some(asked) if asked.is_subset(&granted) => asked.clone(),
        Some(_) => {
            return Err(Failure::refused(
                TokenErrorCode::InvalidScope,
                "The scope holds a token that was not granted.",
            ));
        }
        None => granted,
    };
    let context = AuthContext::from_text(&grant.context)?;
    let resources = issue::resources_within(&context.resources, &request.resources)?;
    let user = users::by_id(cx, &mut read, grant.user)
        .await?
        .filter(durward_model::user::User::is_active)
        .ok_or_else(refused)?;
    let prepared = access::prepare(
        cx,
        &provider.keys,
        settings,
        access::Issue {
            client,
            user: Some(&user),
            grant: Some(grant.id),
            session: grant.session,
            scope: &scope,
            resources: &resources,
            context: Some(&context),
        },
    )
    .await?;
    let id_token = if scope.contains(Scope::OPENID) {
        let by_scope = settings.always_add_claims_to_token.then_some(&scope);
        let claims = claims::collect(
            cx,
            &mut read,
            &user,
            by_scope,
            context.claims.as_ref(),
            Place::IdToken,
        )
        .await?;
        let wanted = id_token::Issue {
            client,
            subject: user.id.as_str(),
            session: grant.session,
            context: &context,
            access_token: Some(&prepared.text),
            claims,
            with_nonce: false,
        };
        Some(id_token::issue(cx, &provider.keys, settings, wanted).await?)
    } else {
        None
    };
    drop(read);
    let rotates = client.rotates_refresh_tokens(settings);
    let refresh_ends = refresh::expiry(cx, settings, client);
    let mut tx = cx.db().begin().await?;
    let claimed =
        !rotates || old.used_at.is_some() || tokens::claim_refresh(cx, &mut tx, old.id).await?;
    // The grant may have been revoked since it was read: look again inside the transaction.
    let live = grants::load(cx, &mut tx, grant.id.as_str())
        .await?
        .is_some_and(|grant| grant.revoked_at.is_none());
    if !live {
        return Err(refused());
    }
    if !claimed {
        drop(tx);
        return lost_the_race(&exchange, &old, &grant).await;
    }
    prepared.store(cx, &mut tx).await?;
    let refresh_token = if rotates {
        grants::extend(cx, &mut tx, grant.id.as_str(), refresh_ends).await?;
        Some(refresh::issue(cx, &mut tx, client, grant.id, refresh_ends).await?)
    } else {
        None
    };
    let mut event = Event::new(Topic::Access, "token.issued")
        .object(grant.id)
        .user(grant.user)
        .app(client.id)
        .with("grant_type", "refresh_token")
        .with("scope", scope.as_str());
    event.session = grant.session.map(|session| session.to_string());
    audit::record(cx, &mut tx, event).await?;
    tx.commit().await?;
    Ok(issue::response(prepared, scope, refresh_token, id_token))
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
    if exchange.settings.refresh_token_grace_period > 0 {
        let now = tokens::load_refresh(
            exchange.cx,
            &mut exchange.cx.db().read().await?,
            old.id.as_str(),
        )
        .await?;
        if now.is_some_and(|now| usable(exchange, &now)) {
            return Err(Failure::refused(
                TokenErrorCode::TemporarilyUnavailable,
                "The same token is being used by another request. Try again.",
            ));
        }
    }
    replayed(exchange, grant).await
}

/// An old token came back: the family ends (RFC 9700 4.14.2, R-OAUTH-6).
async fn replayed(exchange: &Exchange<'_>, grant: &Grant) -> Result<TokenResponse, Failure> {
    let cx = exchange.cx;
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
