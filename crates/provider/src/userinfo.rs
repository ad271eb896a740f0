//! UserInfo: claims about the person an access token speaks for (OpenID Connect Core 5.3).

use durward_model::user::User;
use durward_oauth::{BearerError, BearerToken, Scope};
use durward_store::{Cx, users};
use serde_json::{Map, Value};

use crate::claims::{self, Place};
use crate::sender::{self, Shown};
use crate::tokens::validate;
use crate::{Provider, Refusal};

/// What UserInfo answers.
#[derive(Debug)]
pub struct Answer {
    /// The claims.
    pub claims: Map<String, Value>,
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
    Ok(Answer { claims, dpop_nonce })
}
