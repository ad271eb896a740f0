//! All checks passed: the app gets what its response type names.

use durward_model::audit::{Event, Topic};
use durward_model::id::{CodeId, GrantId};
use durward_model::session::Session;
use durward_model::user::User;
use durward_oauth::{
    AuthorizationErrorCode, AuthorizationResponse, Confirmation, FrontToken, IssuedToken, State,
};
use durward_store::codes::{self, Code};
use durward_store::grants::{self, Grant};
use durward_store::token::OpaqueToken;
use durward_store::{Error, audit};

use super::Answer;
use super::deliberation::{Deliberation, acr_of, refuse};
use crate::claims::{self, Place};
use crate::tokens::access::{self, Prepared};
use crate::tokens::{AuthContext, id_token};
use crate::{Denial, consent, logout};

/// What the app is given; none when the request was used up by another of its kind.
pub(super) async fn issue(
    deliberation: &Deliberation<'_>,
) -> Result<Option<AuthorizationResponse>, Denial> {
    let Deliberation {
        cx,
        client,
        request,
        ..
    } = deliberation;
    let (Some(session), Some(user)) = (deliberation.session, deliberation.user.as_ref()) else {
        return Err(refuse(
            AuthorizationErrorCode::LoginRequired,
            "The person must sign in.",
        ));
    };
    let kind = request.response_type;
    let context = context(deliberation, session);
    let code = kind
        .has_code()
        .then(|| code(deliberation, session, &context))
        .transpose()?;
    let front = if kind.has_token() {
        Some(front(deliberation, session, user, &context).await?)
    } else {
        None
    };
    let mut response = AuthorizationResponse {
        code: code
            .as_ref()
            .map(|(_, text)| IssuedToken::from(text.clone())),
        access_token: front.as_ref().map(|(_, prepared)| FrontToken {
            token: IssuedToken::from(prepared.text.clone()),
            expires_in: prepared.expires_in,
            scope: request.scope.clone(),
        }),
        id_token: None,
    };
    if kind.has_id_token() {
        let text = id_token(deliberation, session, user, &context, &response).await?;
        response.id_token = Some(IssuedToken::from(text));
    }
    let mut tx = cx.db().begin().await?;
    if let Some(kept) = &deliberation.kept
        && !kept.claim(cx, &mut tx).await?
    {
        return Ok(None);
    }
    if let Some((code, _)) = &code {
        codes::insert(cx, &mut tx, code).await?;
    }
    let mut event = Event::new(Topic::Access, "authorization.granted")
        .user(session.user)
        .app(client.id)
        .session(session.id);
    if let Some((grant, prepared)) = &front {
        grants::insert(cx, &mut tx, grant).await?;
        prepared.store(cx, &mut tx).await?;
        event = event.object(grant.id);
    }
    if kind.has_id_token() || kind.has_token() {
        logout::note(cx, &mut tx, session.id, client, session.user).await?;
    }
    if deliberation.answer == Some(Answer::Allow) && !client.first_party {
        let whole = consent::remember(cx, &mut tx, session.user, client, &request.scope).await?;
        event = event.with("consent", whole.as_str());
    }
    if !matches!(kind, durward_oauth::ResponseType::Code) {
        event = event.with("response_type", kind.name());
    }
    audit::record(cx, &mut tx, event.with("scope", request.scope.as_str())).await?;
    tx.commit().await?;
    Ok(Some(response))
}

/// What is remembered until the last token of the request.
fn context(deliberation: &Deliberation<'_>, session: &Session) -> AuthContext {
    let Deliberation {
        settings, request, ..
    } = deliberation;
    AuthContext {
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
    }
}

/// A code, and its text.
fn code(
    deliberation: &Deliberation<'_>,
    session: &Session,
    context: &AuthContext,
) -> Result<(Code, String), Error> {
    let Deliberation {
        cx,
        client,
        settings,
        request,
        ..
    } = deliberation;
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
    Ok((code, token.text.expose().clone()))
}

/// An access token for the browser to carry, and the grant it ends with.
async fn front(
    deliberation: &Deliberation<'_>,
    session: &Session,
    user: &User,
    context: &AuthContext,
) -> Result<(Grant, Prepared), Error> {
    let Deliberation {
        provider,
        cx,
        client,
        settings,
        request,
        ..
    } = deliberation;
    let grant = Grant {
        id: GrantId::new(cx.now, cx.entropy()),
        app: client.id,
        user: session.user,
        session: Some(session.id),
        scope: request.scope.as_str().to_owned(),
        context: context.to_text()?,
        created_at: cx.now,
        expires_at: cx.now.plus_seconds(client.access_token_lifetime(settings)),
        revoked_at: None,
    };
    let said = access::Issue {
        client,
        user: Some(user),
        grant: Some(grant.id),
        session: Some(session.id),
        scope: &request.scope,
        resources: &context.resources,
        context: Some(context),
        confirmation: &Confirmation::default(),
        act: None,
        not_after: None,
    };
    let prepared = access::prepare(cx, &provider.keys, settings, said).await?;
    Ok((grant, prepared))
}

/// An ID token that vouches for what travels beside it (OpenID Connect Core 3.3.2.11). It holds the claims of the scope
/// when the app gets nothing to ask UserInfo with (5.4).
async fn id_token(
    deliberation: &Deliberation<'_>,
    session: &Session,
    user: &User,
    context: &AuthContext,
    beside: &AuthorizationResponse,
) -> Result<String, Error> {
    let Deliberation {
        provider,
        cx,
        client,
        settings,
        request,
        ..
    } = deliberation;
    let alone = beside.code.is_none() && beside.access_token.is_none();
    let scope = (alone || settings.always_add_claims_to_token).then_some(&request.scope);
    let mut read = cx.db().read().await?;
    let asked = context.claims.as_ref();
    let claims = claims::collect(cx, &mut read, user, scope, asked, Place::IdToken).await?;
    let access = beside.access_token.as_ref();
    let said = id_token::Issue {
        client,
        subject: user.id.as_str(),
        session: Some(session.id),
        context,
        access_token: access.map(|access| access.token.expose()),
        code: beside.code.as_ref().map(IssuedToken::expose),
        state: request.return_address.state.as_ref().map(State::as_str),
        claims,
    };
    id_token::issue(cx, &provider.keys, settings, said).await
}
