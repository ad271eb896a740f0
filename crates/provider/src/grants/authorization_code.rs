//! A code becomes tokens, once (RFC 6749 4.1.3, RFC 7636 4.6). A second use ends what the first gave.

use durward_model::Timestamp;
use durward_model::audit::{Event, Topic};
use durward_model::id::GrantId;
use durward_oauth::{
    CodeChallenge, CodeChallengeMethod, CodeVerifier, RedirectUri, Scope, SecretText,
    TokenErrorCode, TokenResponse,
};
use durward_store::codes::{self, Code};
use durward_store::grants::{self, Grant};
use durward_store::{Error, audit, token, users};

use super::{Exchange, issue};
use crate::Failure;
use crate::claims::{self, Place};
use crate::tokens::{AuthContext, access, id_token, refresh};

/// The one answer to a code that does not work, whatever the reason.
fn refused() -> Failure {
    Failure::refused(
        TokenErrorCode::InvalidGrant,
        "The code is unknown, expired or used, or was issued for another client, address or verifier.",
    )
}

pub(super) async fn part(
    exchange: Exchange<'_>,
    presented: &SecretText,
    redirect_uri: Option<&RedirectUri>,
    verifier: Option<&CodeVerifier>,
) -> Result<TokenResponse, Failure> {
    let Exchange {
        provider,
        cx,
        client,
        settings,
        request,
    } = exchange;
    let mut read = cx.db().read().await?;
    let code = match token::split(presented.expose()) {
        Some((id, secret)) => codes::load(cx, &mut read, id)
            .await?
            .filter(|code| token::matches(secret, &code.secret_hash)),
        None => None,
    };
    let code = code
        .filter(|code| code.app == client.id)
        .ok_or_else(refused)?;
    if code.used_at.is_some() {
        return replayed(&exchange, &code).await;
    }
    let same_address = redirect_uri.is_some_and(|uri| uri.as_str() == code.redirect_uri);
    if code.expires_at <= cx.now
        || !same_address
        || !answers(code.code_challenge.as_deref(), verifier)?
    {
        return Err(refused());
    }
    let context = AuthContext::from_text(&code.context)?;
    let scope = Scope::parse(&code.scope)
        .map_err(|why| Error::internal(format!("a stored scope {}", why.phrase())))?;
    let resources = issue::resources_within(&context.resources, &request.resources)?;
    let user = users::by_id(cx, &mut read, code.user)
        .await?
        .filter(durward_model::user::User::is_active)
        .ok_or_else(refused)?;
    let grant = GrantId::new(cx.now, cx.entropy());
    let prepared = access::prepare(
        cx,
        &provider.keys,
        settings,
        access::Issue {
            client,
            user: Some(&user),
            grant: Some(grant),
            session: Some(code.session),
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
            session: Some(code.session),
            context: &context,
            access_token: Some(&prepared.text),
            claims,
            with_nonce: true,
        };
        Some(id_token::issue(cx, &provider.keys, settings, wanted).await?)
    } else {
        None
    };
    drop(read);
    let refreshable = client.has_refresh_tokens(settings)
        && client.may_use(durward_oauth::GrantType::RefreshToken)
        && (scope.contains(Scope::OFFLINE_ACCESS) || !settings.offline_access_required);
    let access_ends = cx.now.plus_seconds(prepared.expires_in);
    let refresh_ends = refresh::expiry(cx, settings, client);
    let ends = if refreshable {
        access_ends.max(refresh_ends)
    } else {
        access_ends
    };
    let mut tx = cx.db().begin().await?;
    if !codes::claim(cx, &mut tx, code.id, grant).await? {
        drop(tx);
        return replayed(&exchange, &code).await;
    }
    grants::insert(cx, &mut tx, &granted(&code, grant, cx.now, ends)).await?;
    prepared.store(cx, &mut tx).await?;
    let refresh_token = if refreshable {
        Some(refresh::issue(cx, &mut tx, client, grant, refresh_ends).await?)
    } else {
        None
    };
    let event = Event::new(Topic::Access, "token.issued")
        .object(grant)
        .user(code.user)
        .app(client.id)
        .session(code.session)
        .with("grant_type", "authorization_code")
        .with("scope", scope.as_str());
    audit::record(cx, &mut tx, event).await?;
    tx.commit().await?;
    Ok(issue::response(prepared, scope, refresh_token, id_token))
}

fn granted(code: &Code, id: GrantId, now: Timestamp, expires_at: Timestamp) -> Grant {
    Grant {
        id,
        app: code.app,
        user: code.user,
        session: Some(code.session),
        scope: code.scope.clone(),
        context: code.context.clone(),
        created_at: now,
        expires_at,
        revoked_at: None,
    }
}

/// Whether the verifier answers the challenge; a verifier without a challenge is refused too (RFC 9700 4.8.2).
fn answers(challenge: Option<&str>, verifier: Option<&CodeVerifier>) -> Result<bool, Failure> {
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
async fn replayed(exchange: &Exchange<'_>, code: &Code) -> Result<TokenResponse, Failure> {
    let cx = exchange.cx;
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
