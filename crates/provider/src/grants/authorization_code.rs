//! A code becomes tokens, once (RFC 6749 4.1.3, RFC 7636 4.6). A second use ends what the first gave.

use durward_db::Tx;
use durward_model::audit::{Event, Topic};
use durward_oauth::{
    CodeChallenge, CodeChallengeMethod, CodeVerifier, RedirectUri, SecretText, TokenErrorCode,
    TokenResponse,
};
use durward_store::codes::{self, Code};
use durward_store::grants;
use durward_store::{Cx, Error, audit, token};

use super::personal::Personal;
use super::{Exchange, issue};
use crate::tokens::{AuthContext, refresh, stored_scope};
use crate::{Failure, logout};

/// The one answer to a code that does not work, whatever the reason.
fn refused() -> Failure {
    Failure::refused(
        TokenErrorCode::InvalidGrant,
        "The code is unknown, expired or used, or was issued for another client, address, verifier or key.",
    )
}

pub(super) async fn part(
    exchange: Exchange<'_>,
    presented: &SecretText,
    redirect_uri: Option<&RedirectUri>,
    verifier: Option<&CodeVerifier>,
) -> Result<TokenResponse, Failure> {
    let Exchange {
        cx,
        client,
        settings,
        ..
    } = exchange;
    let mut read = cx.db().read().await?;
    let code = find(&exchange, &mut read, presented)
        .await?
        .ok_or_else(refused)?;
    if code.used_at.is_some() {
        return replayed(cx, &code).await;
    }
    let same_address = redirect_uri.is_some_and(|uri| uri.as_str() == code.redirect_uri);
    if code.expires_at <= cx.now
        || !same_address
        || !answers(code.code_challenge.as_deref(), verifier)?
    {
        return Err(refused());
    }
    let scope = stored_scope(&code.scope)?;
    let context = AuthContext::from_text(&code.context)?;
    // RFC 9449 10.
    if context.dpop_jkt.is_some() && context.dpop_jkt != exchange.sender.shown.jkt {
        return Err(refused());
    }
    let refresh_ends =
        issue::has_refresh_token(&exchange, &scope).then(|| refresh::expiry(cx, settings, client));
    let (session, context_text) = (Some(code.session), code.context.clone());
    let grant = issue::grant(
        &exchange,
        code.user,
        session,
        &code.scope,
        context_text,
        refresh_ends,
    );
    let personal = Personal::of(&exchange, &mut read, &grant, scope, context)
        .await?
        .ok_or_else(refused)?;
    let tokens = personal.prepare(&mut read).await?;
    drop(read);
    let mut tx = cx.db().begin().await?;
    if !codes::claim(cx, &mut tx, code.id, grant.id).await? {
        drop(tx);
        return replayed(cx, &code).await;
    }
    grants::insert(cx, &mut tx, &grant).await?;
    logout::note(cx, &mut tx, code.session, client, code.user).await?;
    personal.issue(tx, tokens, refresh_ends).await
}

/// The code `presented`, used or not, if it is this client's.
async fn find(
    exchange: &Exchange<'_>,
    read: &mut Tx,
    presented: &SecretText,
) -> Result<Option<Code>, Error> {
    let Some((id, secret)) = token::split(presented.expose()) else {
        return Ok(None);
    };
    let code = codes::load(exchange.cx, read, id).await?;
    Ok(code
        .filter(|code| token::matches(secret, &code.secret_hash) && code.app == exchange.client.id))
}

/// Whether the verifier answers the challenge; a verifier without a challenge is refused too (RFC 9700 4.8.2).
pub(super) fn answers(
    challenge: Option<&str>,
    verifier: Option<&CodeVerifier>,
) -> Result<bool, Failure> {
    match (challenge, verifier) {
        (None, None) => Ok(true),
        (Some(challenge), Some(verifier)) => {
            let challenge =
                CodeChallenge::parse(challenge, CodeChallengeMethod::S256).map_err(|why| {
                    Error::internal(format!("a stored code challenge {}", why.phrase()))
                })?;
            Ok(challenge.verify(verifier))
        }
        _ => Ok(false),
    }
}

/// Somebody uses a code again: end what its first use gave (RFC 6749 4.1.2, R-OAUTH-5).
async fn replayed(cx: &Cx, code: &Code) -> Result<TokenResponse, Failure> {
    let mut tx = cx.db().begin().await?;
    let grant = codes::load(cx, &mut tx, code.id.as_str())
        .await?
        .and_then(|code| code.grant);
    if let Some(grant) = grant {
        grants::revoke(cx, &mut tx, grant.as_str()).await?;
    }
    let event = Event::new(Topic::Access, "code.replayed")
        .user(code.user)
        .app(code.app)
        .session(code.session)
        .failed("code used again");
    audit::record(cx, &mut tx, event).await?;
    tx.commit().await?;
    tracing::warn!(app = %code.app, user = %code.user, "an authorization code was used again; its tokens were revoked");
    Err(refused())
}
