//! What a token is worth (RFC 7662). Any client that proves who it is may ask about access tokens; about a
//! refresh token only the client it was issued to.

use std::sync::Arc;

use durward_jose::Algorithm;
use durward_model::id::{GrantId, RefreshTokenId, UserId};
use durward_model::user::User;
use durward_oauth::{
    ActiveToken, ClientId, IntrospectionRequest, IntrospectionResponse, PresentedCredentials,
    Scope, TokenErrorCode, TokenType,
};
use durward_store::{Cx, Error, grants, users};
use serde::Serialize;
use serde_json::Value;

use crate::clients::{Client, authenticate};
use crate::tokens::validate::{self, LiveToken};
use crate::tokens::{AuthContext, confirmation, refresh, stored_scope};
use crate::{Failure, Provider, signed};

/// What there is to say about a token, and to whom.
#[derive(Debug)]
pub struct Introspected {
    /// The answer.
    pub response: IntrospectionResponse,
    client: Arc<Client>,
}

/// Claims of a signed answer (RFC 9701 5). It has neither `sub` nor `exp` of its own: nobody is to take it for the token.
#[derive(Serialize)]
struct SignedAnswer<'a> {
    iss: &'a str,
    aud: &'a str,
    iat: i64,
    token_introspection: &'a IntrospectionResponse,
}

/// Answers `request`; everything that is not a live token of this realm is merely inactive.
///
/// # Errors
/// `invalid_client`; `unauthorized_client` for public clients (RFC 7662 2.1); our own failures.
pub async fn introspect(
    provider: &Provider,
    cx: &Cx,
    presented: &PresentedCredentials,
    request: &IntrospectionRequest,
) -> Result<Introspected, Failure> {
    let client = authenticate::client(provider, cx, presented).await?;
    if client.public {
        return Err(Failure::refused(
            TokenErrorCode::UnauthorizedClient,
            "Only a client that can prove who it is may introspect tokens.",
        ));
    }
    let text = request.token.expose();
    let active = if text.starts_with(RefreshTokenId::PREFIX) {
        refresh(cx, &client, text).await?
    } else {
        match validate::access(cx, &provider.keys, text).await? {
            Some(live) => access(cx, live).await?,
            None => None,
        }
    };
    let response = active.map_or(IntrospectionResponse::Inactive, |active| {
        IntrospectionResponse::Active(Box::new(active))
    });
    Ok(Introspected { response, client })
}

/// The answer as a JWT for the client that asked (RFC 9701).
///
/// # Errors
/// Database failures; internal when signing fails.
pub async fn signed(
    provider: &Provider,
    cx: &Cx,
    introspected: &Introspected,
) -> Result<String, Error> {
    let client = &introspected.client;
    // RFC 9701 6.
    let algorithm = client.introspection_alg.unwrap_or(Algorithm::RS256);
    let claims = SignedAnswer {
        iss: &cx.issuer(),
        aud: client.client_id.as_str(),
        iat: cx.now.seconds(),
        token_introspection: &introspected.response,
    };
    let typ = "token-introspection+jwt";
    signed::answer(cx, &provider.keys, algorithm, typ, &claims).await
}

async fn access(cx: &Cx, live: LiveToken) -> Result<Option<ActiveToken>, Error> {
    let context = live.context()?;
    let mut active = base(
        cx,
        live.scope,
        &live.client_id,
        live.grant,
        context.as_ref(),
    )?;
    let kind = match live.confirmation.jkt {
        Some(_) => TokenType::Dpop,
        None => TokenType::Bearer,
    };
    active.token_type = Some(kind.name());
    active.cnf = live.confirmation;
    active.exp = Some(live.expires_at.seconds());
    active.iat = Some(live.issued_at.seconds());
    active.nbf = Some(live.issued_at.seconds());
    active.aud = live.audience;
    active.jti = Some(live.id.to_string());
    if let Some(act) = live.act {
        active.extra.insert("act".to_owned(), act);
    }
    match live.user {
        Some(user) => about(cx, active, user).await,
        None => {
            active
                .extra
                .insert("subname".to_owned(), Value::String(live.client_id.clone()));
            active.sub = Some(live.client_id);
            Ok(Some(active))
        }
    }
}

async fn refresh(cx: &Cx, client: &Client, text: &str) -> Result<Option<ActiveToken>, Error> {
    let mut tx = cx.db().read().await?;
    let row = refresh::presented(cx, &mut tx, client, text).await?;
    let Some(row) = row.filter(|row| row.used_at.is_none() && row.expires_at > cx.now) else {
        return Ok(None);
    };
    let grant = grants::load(cx, &mut tx, row.grant.as_str())
        .await?
        .filter(|grant| grant.revoked_at.is_none());
    drop(tx);
    let Some(grant) = grant else { return Ok(None) };
    let scope = stored_scope(&grant.scope)?;
    let context = AuthContext::from_text(&grant.context)?;
    let mut active = base(
        cx,
        scope,
        client.client_id.as_str(),
        Some(grant.id),
        Some(&context),
    )?;
    active.token_type = Some("refresh_token");
    active.cnf = confirmation::from_text(row.confirmation.as_deref())?;
    active.exp = Some(row.expires_at.seconds());
    active.aud = vec![cx.issuer()];
    active.jti = Some(row.id.to_string());
    about(cx, active, grant.user).await
}

/// Adds who the token speaks for; none when that person may no longer sign in.
async fn about(
    cx: &Cx,
    mut active: ActiveToken,
    user: UserId,
) -> Result<Option<ActiveToken>, Error> {
    let user = users::by_id(cx, &mut cx.db().read().await?, user)
        .await?
        .filter(User::is_active);
    let Some(user) = user else { return Ok(None) };
    active.sub = Some(user.id.to_string());
    active
        .extra
        .insert("user_id".to_owned(), Value::String(user.id.to_string()));
    active.extra.insert(
        "subname".to_owned(),
        Value::String(user.username.to_string()),
    );
    active.username = Some(user.username.to_string());
    Ok(Some(active))
}

fn base(
    cx: &Cx,
    scope: Scope,
    client_id: &str,
    grant: Option<GrantId>,
    context: Option<&AuthContext>,
) -> Result<ActiveToken, Error> {
    let client_id = ClientId::parse(client_id)
        .map_err(|why| Error::internal(format!("a stored client_id {}", why.phrase())))?;
    let mut active = ActiveToken {
        scope: Some(scope),
        client_id: Some(client_id),
        iss: Some(cx.issuer()),
        ..ActiveToken::default()
    };
    active.extra.insert(
        "realm".to_owned(),
        Value::String(format!("/{}", cx.realm.path)),
    );
    if let Some(grant) = grant {
        active
            .extra
            .insert("authGrantId".to_owned(), Value::String(grant.to_string()));
    }
    if let Some(context) = context {
        active.acr.clone_from(&context.acr);
        active.auth_time = Some(context.auth_time);
    }
    Ok(active)
}
