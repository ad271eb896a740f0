//! UserInfo: claims about the person an access token speaks for (OpenID Connect Core 5.3).

use durward_model::user::User;
use durward_oauth::{BearerError, Scope};
use durward_store::{Cx, Error, users};
use serde_json::{Map, Value};

use crate::Provider;
use crate::claims::{self, Place};
use crate::tokens::validate;

/// A failed request that carried a bearer token.
#[derive(Debug)]
pub enum Refusal {
    /// The token's doing: the error of RFC 6750 3.1.
    Bearer(BearerError),
    /// Ours, or the database's.
    Ours(Error),
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Ours(error)
    }
}

impl From<durward_db::DbError> for Refusal {
    fn from(error: durward_db::DbError) -> Self {
        Self::Ours(error.into())
    }
}

/// The claims that the access token `presented` opens.
///
/// # Errors
/// `invalid_token` when it is not a live token of a person, meant for us; `insufficient_scope` without `openid`.
pub async fn claims(
    provider: &Provider,
    cx: &Cx,
    presented: &str,
) -> Result<Map<String, Value>, Refusal> {
    let invalid = || {
        let text = "The access token is unknown, expired or revoked, or not meant for UserInfo.";
        Refusal::Bearer(BearerError::InvalidToken(text.into()))
    };
    let token = validate::access(cx, &provider.keys, presented)
        .await?
        .ok_or_else(invalid)?;
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
    Ok(claims)
}
