//! What a presented access token is worth, with revocation checked.

use durward_jose::jws::{Policy, Typ};
use durward_jose::jwt::{self, Expected, Validation};
use durward_model::Timestamp;
use durward_model::id::{AccessTokenId, GrantId, UserId};
use durward_oauth::{Confirmation, Scope};
use durward_store::{Cx, Error, token, tokens};
use serde_json::Value;

use super::{AuthContext, confirmation, stored_scope};
use crate::keys::{Keys, SIGNING_ALGORITHMS};

/// A live access token of this realm.
#[derive(Debug, Clone)]
pub struct LiveToken {
    /// Its identifier.
    pub id: AccessTokenId,
    /// The name the app used that it was issued to.
    pub client_id: String,
    /// On whose behalf; none for an app acting for itself.
    pub user: Option<UserId>,
    /// What it allows.
    pub scope: Scope,
    /// What it is meant for.
    pub audience: Vec<String>,
    /// The grant it ends with.
    pub grant: Option<GrantId>,
    /// How the person signed in, as the grant keeps it.
    context: Option<String>,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// When it expires.
    pub expires_at: Timestamp,
    /// Whether it is self-contained: revoking it takes a denial instead of a row.
    pub self_contained: bool,
    /// What its sender must show: [`crate::sender::require`].
    pub confirmation: Confirmation,
    /// Who acts for the person (RFC 8693 4.1).
    pub act: Option<Value>,
    /// Who alone may act for the person, as the token says itself (RFC 8693 4.4).
    pub may_act: Option<Value>,
}

impl LiveToken {
    /// How the person signed in and what the app asked for.
    ///
    /// # Errors
    /// Internal when the grant is broken.
    pub fn context(&self) -> Result<Option<AuthContext>, Error> {
        self.context
            .as_deref()
            .filter(|text| !text.is_empty())
            .map(AuthContext::from_text)
            .transpose()
    }
}

/// The access token `presented`, if it is one of this realm and live.
///
/// # Errors
/// Database failures.
pub async fn access(cx: &Cx, keys: &Keys, presented: &str) -> Result<Option<LiveToken>, Error> {
    match token::split(presented) {
        Some((id, secret)) if id.starts_with(AccessTokenId::PREFIX) => opaque(cx, id, secret).await,
        Some(_) => Ok(None),
        None => self_contained(cx, keys, presented).await,
    }
}

async fn opaque(cx: &Cx, id: &str, secret: &str) -> Result<Option<LiveToken>, Error> {
    let row = tokens::live_access(cx, &mut cx.db().read().await?, id).await?;
    let Some((row, context)) = row.filter(|(row, _)| token::matches(secret, &row.secret_hash))
    else {
        return Ok(None);
    };
    let scope = stored_scope(&row.scope)?;
    Ok(Some(LiveToken {
        id: row.id,
        client_id: row.client_id,
        user: row.user,
        scope,
        audience: row.audience.split(' ').map(str::to_owned).collect(),
        grant: row.grant,
        context,
        issued_at: row.issued_at,
        expires_at: row.expires_at,
        self_contained: false,
        confirmation: confirmation::from_text(row.confirmation.as_deref())?,
        act: row
            .act
            .map(|text| serde_json::from_str(&text))
            .transpose()
            .map_err(|error| Error::internal(format!("a stored act does not read: {error}")))?,
        may_act: None,
    }))
}

async fn self_contained(cx: &Cx, keys: &Keys, presented: &str) -> Result<Option<LiveToken>, Error> {
    if presented.bytes().filter(|&byte| byte == b'.').count() != 2 {
        return Ok(None);
    }
    let ring = keys.ring(cx).await?;
    let issuer = cx.issuer();
    let policy = Policy::new(&SIGNING_ALGORITHMS, ring.verifying()).typ(Typ::OneOf(&["at+jwt"]));
    let validation = Validation {
        issuer: Expected::OneOf(&[&issuer]),
        ..Validation::at(cx.now.seconds())
    };
    let Ok(decoded) = jwt::decode(presented, &policy, &validation) else {
        return Ok(None);
    };
    let Some(mut live) = read(decoded.claims) else {
        return Ok(None);
    };
    let grant = live.grant.as_ref().map(GrantId::as_str);
    live.context =
        tokens::live_context(cx, &mut cx.db().read().await?, live.id.as_str(), grant).await?;
    Ok(live.context.is_some().then_some(live))
}

/// Claims we signed ourselves; anything unexpected is treated as no token.
fn read(claims: jwt::Claims) -> Option<LiveToken> {
    let text = |name: &str| claims.extra.get(name).and_then(Value::as_str);
    let client_id = text("client_id")?.to_owned();
    let grant: Option<GrantId> = text("authGrantId").map(str::parse).transpose().ok()?;
    let confirmation = match claims.extra.get("cnf") {
        Some(cnf) => serde_json::from_value(cnf.clone()).ok()?,
        None => Confirmation::default(),
    };
    Some(LiveToken {
        id: claims.jti.as_deref()?.parse().ok()?,
        // Only a token of a grant speaks for a person; the `sub` of any other is the app's own name.
        user: grant
            .and(claims.sub.as_deref())
            .and_then(|sub| sub.parse().ok()),
        scope: Scope::parse(text("scope")?).ok()?,
        grant,
        context: None,
        client_id,
        issued_at: Timestamp::from_seconds(claims.iat?),
        expires_at: Timestamp::from_seconds(claims.exp?),
        audience: claims.aud,
        self_contained: true,
        confirmation,
        act: claims.extra.get("act").cloned(),
        may_act: claims.extra.get("may_act").cloned(),
    })
}
