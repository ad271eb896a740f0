//! A device polls for what its person answered; a yes becomes tokens, once (RFC 8628 3.4 and 3.5).

use durward_model::audit::{Event, Topic};
use durward_oauth::{CodeVerifier, SecretText, TokenErrorCode, TokenResponse};
use durward_store::device_codes::{self, DeviceCode, Poll, State};
use durward_store::{Cx, Error, audit, grants, token};

use super::authorization_code::answers;
use super::personal::Personal;
use super::{Exchange, issue};
use crate::Failure;
use crate::tokens::{AuthContext, refresh, stored_scope};

/// Seconds by which the interval grows when a device polls too early (RFC 8628 3.5).
const LONGER: i64 = 5;
/// Milliseconds a poll may come early: networks do not keep time.
const GRACE: i64 = 500;

/// The one answer to a device code that does not work, whatever the reason.
fn refused() -> Failure {
    Failure::refused(
        TokenErrorCode::InvalidGrant,
        "The device code is unknown or used, or was issued to another client or verifier.",
    )
}

pub(super) async fn part(
    exchange: Exchange<'_>,
    presented: &SecretText,
    verifier: Option<&CodeVerifier>,
) -> Result<TokenResponse, Failure> {
    let cx = exchange.cx;
    let code = find(&exchange, presented).await?.ok_or_else(refused)?;
    if !answers(code.code_challenge.as_deref(), verifier)? {
        return Err(refused());
    }
    match &code.state {
        State::Used(_) => replayed(cx, &code).await,
        State::Denied => Err(Failure::refused(
            TokenErrorCode::AccessDenied,
            "The person did not agree.",
        )),
        _ if code.expires_at <= cx.now => Err(Failure::refused(
            TokenErrorCode::ExpiredToken,
            "The person did not answer in time. Ask for a new code.",
        )),
        State::Pending => Err(wait(cx, &code).await?),
        State::Allowed { context, .. } => redeem(&exchange, &code, context).await,
    }
}

/// The code `presented`, whatever became of it, if it is this client's.
async fn find(
    exchange: &Exchange<'_>,
    presented: &SecretText,
) -> Result<Option<DeviceCode>, Error> {
    let Some((id, secret)) = token::split(presented.expose()) else {
        return Ok(None);
    };
    let cx = exchange.cx;
    let code = device_codes::load(cx, &mut cx.db().read().await?, id).await?;
    Ok(code
        .filter(|code| token::matches(secret, &code.secret_hash) && code.app == exchange.client.id))
}

/// Nobody answered yet: how to say so.
async fn wait(cx: &Cx, code: &DeviceCode) -> Result<Failure, Error> {
    let mut tx = cx.db().begin().await?;
    let poll = device_codes::poll(cx, &mut tx, code.id, LONGER, GRACE).await?;
    tx.commit().await?;
    Ok(match poll {
        Poll::InTime => Failure::refused(
            TokenErrorCode::AuthorizationPending,
            "The person has not answered yet.",
        ),
        Poll::TooEarly => Failure::refused(
            TokenErrorCode::SlowDown,
            "The person has not answered yet. Wait 5 seconds longer between polls from now on.",
        ),
    })
}

async fn redeem(
    exchange: &Exchange<'_>,
    code: &DeviceCode,
    context: &str,
) -> Result<TokenResponse, Failure> {
    let Exchange {
        cx,
        client,
        settings,
        ..
    } = *exchange;
    let State::Allowed { user, .. } = code.state else {
        return Err(refused());
    };
    let scope = stored_scope(&code.scope)?;
    let refresh_ends =
        issue::has_refresh_token(exchange, &scope).then(|| refresh::expiry(cx, settings, client));
    // The device keeps its access when the person signs out of the browser they answered in.
    let text = context.to_owned();
    let grant = issue::grant(exchange, user, None, &code.scope, text, refresh_ends);
    let context = AuthContext::from_text(context)?;
    let mut read = cx.db().read().await?;
    let personal = Personal::of(exchange, &mut read, &grant, scope, context)
        .await?
        .ok_or_else(refused)?;
    let tokens = personal.prepare(&mut read).await?;
    drop(read);
    let mut tx = cx.db().begin().await?;
    if !device_codes::claim(cx, &mut tx, code.id, grant.id).await? {
        drop(tx);
        return replayed(cx, code).await;
    }
    grants::insert(cx, &mut tx, &grant).await?;
    personal.issue(tx, tokens, refresh_ends).await
}

/// Somebody uses a code again: end what its first use gave, as with authorization codes (RFC 9700 2.1.1).
async fn replayed(cx: &Cx, code: &DeviceCode) -> Result<TokenResponse, Failure> {
    let mut tx = cx.db().begin().await?;
    let now = device_codes::load(cx, &mut tx, code.id.as_str()).await?;
    if let Some(State::Used(grant)) = now.map(|code| code.state) {
        grants::revoke(cx, &mut tx, grant.as_str()).await?;
    }
    let event = Event::new(Topic::Access, "device_code.replayed")
        .object(code.id)
        .app(code.app)
        .failed("device code used again");
    audit::record(cx, &mut tx, event).await?;
    tx.commit().await?;
    tracing::warn!(app = %code.app, "a device code was used again; its tokens were revoked");
    Err(refused())
}
