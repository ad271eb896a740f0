//! UserInfo: claims about the person an access token speaks for (OpenID Connect Core 5.3).

use durward_model::user::User;
use durward_oauth::{BearerError, BearerToken, ClientId, Scope};
use durward_store::{Cx, Error, users};
use serde_json::{Map, Value};

use crate::claims::{self, Place};
use crate::clients::Client;
use crate::sender::{self, Shown};
use crate::tokens::validate::{self, LiveToken};
use crate::{Provider, Refusal, signed};

/// Claims as an app gets them.
#[derive(Debug)]
pub enum Claims {
    /// As JSON.
    Plain(Map<String, Value>),
    /// As a JWT, which is the app's own choice (OpenID Connect Core 5.3.2).
    Signed(String),
}

/// What UserInfo answers.
#[derive(Debug)]
pub struct Answer {
    /// The claims.
    pub claims: Claims,
    /// A nonce for the client's next DPoP proof, when there is a new one (RFC 9449 9).
    pub dpop_nonce: Option<String>,
}

/// The claims that the access token `presented` opens, with what it is bound to in `shown`.
///
/// # Errors
/// `invalid_token` when it is not a live token of a person, meant for us, or came without its key; `insufficient_scope`
/// without `openid`; `invalid_dpop_proof` and `use_dpop_nonce`.
pub async fn claims(
    provider: &Provider,
    cx: &Cx,
    presented: &BearerToken,
    shown: &Shown,
) -> Result<Answer, Refusal> {
    let invalid = || {
        let text = "The access token is unknown, expired or revoked, or not meant for UserInfo.";
        Refusal::Bearer(BearerError::InvalidToken(text.into()))
    };
    let token = validate::access(cx, &provider.keys, presented.expose())
        .await?
        .ok_or_else(invalid)?;
    let dpop_nonce = sender::require(cx, &token, presented, shown).await?;
    let issuer = cx.issuer();
    let user = token
        .user
        .filter(|_| token.audience.contains(&issuer))
        .ok_or_else(invalid)?;
    if !token.scope.contains(Scope::OPENID) {
        let needed = Scope::from_tokens([Scope::OPENID]).unwrap_or_default();
        return Err(Refusal::Bearer(BearerError::InsufficientScope { needed }));
    }
    let mut tx = cx.db().read().await?;
    let user = users::by_id(cx, &mut tx, user)
        .await?
        .filter(User::is_active)
        .ok_or_else(invalid)?;
    let request = token.context()?.and_then(|context| context.claims);
    let mut claims = Map::new();
    claims.insert("sub".to_owned(), Value::String(user.id.to_string()));
    claims.extend(
        claims::collect(
            cx,
            &mut tx,
            &user,
            Some(&token.scope),
            request.as_ref(),
            Place::UserInfo,
        )
        .await?,
    );
    drop(tx);
    let claims = presented_to(provider, cx, &token, claims).await?;
    Ok(Answer { claims, dpop_nonce })
}

/// Signs `claims` when the app that `token` was issued to wants that. Then they say who tells them to whom; with no `exp`,
/// for they are no token.
async fn presented_to(
    provider: &Provider,
    cx: &Cx,
    token: &LiveToken,
    mut claims: Map<String, Value>,
) -> Result<Claims, Error> {
    let client = match ClientId::parse(&token.client_id) {
        Ok(client_id) => Client::find(cx, &client_id).await?,
        Err(_) => None,
    };
    let Some(algorithm) = client.and_then(|client| client.userinfo_alg) else {
        return Ok(Claims::Plain(claims));
    };
    claims.insert("iss".to_owned(), Value::String(cx.issuer()));
    claims.insert("aud".to_owned(), Value::String(token.client_id.clone()));
    let text = signed::answer(cx, &provider.keys, algorithm, "JWT", &claims).await?;
    Ok(Claims::Signed(text))
}
