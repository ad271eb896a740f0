//! All checks passed: the app gets a code.

use durward_model::audit::{Event, Topic};
use durward_model::id::CodeId;
use durward_oauth::{AuthorizationErrorCode, AuthorizationResponse, Delivery, Issuer};
use durward_store::audit;
use durward_store::codes::{self, Code};
use durward_store::token::OpaqueToken;

use super::Answer;
use super::deliberation::{Deliberation, acr_of, refuse};
use crate::tokens::AuthContext;
use crate::{Denial, consent};

/// The answer with a code; none when the request was used up by another of its kind.
pub(super) async fn issue(
    deliberation: &Deliberation<'_>,
    issuer: &Issuer,
) -> Result<Option<Delivery>, Denial> {
    let Deliberation {
        cx,
        client,
        settings,
        request,
        ..
    } = deliberation;
    let session = deliberation.session.ok_or_else(|| {
        refuse(
            AuthorizationErrorCode::LoginRequired,
            "The person must sign in.",
        )
    })?;
    let context = AuthContext {
        auth_time: session.auth_time.seconds(),
        acr: acr_of(session, settings),
        amr: session
            .methods
            .iter()
            .map(|method| method.amr.clone())
            .collect(),
        nonce: request
            .nonce
            .as_ref()
            .map(|nonce| nonce.as_str().to_owned()),
        claims: Some(request.claims.clone()).filter(|claims| !claims.is_empty()),
        resources: request
            .resources
            .iter()
            .map(|resource| resource.as_str().to_owned())
            .collect(),
        dpop_jkt: request.dpop_jkt.clone(),
    };
    let id = CodeId::new(cx.now, cx.entropy());
    let token = OpaqueToken::issue(id.as_str(), cx.entropy());
    let code = Code {
        id,
        secret_hash: token.secret_hash,
        app: client.id,
        user: session.user,
        session: session.id,
        redirect_uri: request.return_address.redirect_uri.as_str().to_owned(),
        code_challenge: request
            .code_challenge
            .as_ref()
            .map(|challenge| challenge.to_string()),
        scope: request.scope.as_str().to_owned(),
        context: context.to_text()?,
        expires_at: cx.now.plus_seconds(client.code_lifetime(settings)),
        used_at: None,
        grant: None,
    };
    let mut tx = cx.db().begin().await?;
    if let Some(kept) = &deliberation.kept
        && !kept.claim(cx, &mut tx).await?
    {
        return Ok(None);
    }
    codes::insert(cx, &mut tx, &code).await?;
    let mut event = Event::new(Topic::Access, "authorization.granted")
        .user(session.user)
        .app(client.id)
        .session(session.id);
    if deliberation.answer == Some(Answer::Allow) && !client.first_party {
        let whole = consent::remember(cx, &mut tx, session.user, client, &request.scope).await?;
        event = event.with("consent", whole.as_str());
    }
    audit::record(cx, &mut tx, event.with("scope", request.scope.as_str())).await?;
    tx.commit().await?;
    let response = AuthorizationResponse::code(token.text.expose().clone());
    Ok(Some(request.return_address.deliver(&response, issuer)))
}
