//! Issuing access tokens: opaque ones are a row; self-contained ones (RFC 9068) are a signature and no row.

use durward_db::Tx;
use durward_jose::Algorithm;
use durward_model::Timestamp;
use durward_model::id::{AccessTokenId, GrantId, SessionId};
use durward_model::service::OauthOidc;
use durward_model::user::User;
use durward_oauth::{Confirmation, Scope, TokenType};
use durward_store::token::OpaqueToken;
use durward_store::tokens::{self, AccessToken};
use durward_store::{Cx, Error};
use serde::Serialize;
use serde_json::Value;

use super::{AuthContext, confirmation};
use crate::clients::Client;
use crate::keys::Keys;

/// What an access token is to say.
#[derive(Debug, Clone, Copy)]
pub struct Issue<'a> {
    /// To whom it is issued.
    pub client: &'a Client,
    /// On whose behalf; none for an app acting for itself.
    pub user: Option<&'a User>,
    /// The grant it ends with.
    pub grant: Option<GrantId>,
    /// The session it comes from.
    pub session: Option<SessionId>,
    /// What it allows.
    pub scope: &'a Scope,
    /// Resources it is meant for.
    pub resources: &'a [String],
    /// How the person signed in.
    pub context: Option<&'a AuthContext>,
    /// What its sender must show.
    pub confirmation: &'a Confirmation,
    /// Who acts for the person (RFC 8693 4.1).
    pub act: Option<&'a Value>,
    /// When it ends at the latest.
    pub not_after: Option<Timestamp>,
}

/// An access token ready to be given out, once its row (if it has one) is stored.
#[derive(Debug)]
pub struct Prepared {
    /// The token.
    pub text: String,
    /// Seconds until it expires.
    pub expires_in: i64,
    /// How it is presented.
    pub token_type: TokenType,
    row: Option<AccessToken>,
}

impl Prepared {
    /// Whether the database must know of it before it works.
    pub fn needs_row(&self) -> bool {
        self.row.is_some()
    }

    /// Stores the row, if it has one.
    ///
    /// # Errors
    /// Database failures.
    pub async fn store(&self, cx: &Cx, tx: &mut Tx) -> Result<(), Error> {
        match &self.row {
            Some(row) => tokens::insert_access(cx, tx, row).await,
            None => Ok(()),
        }
    }
}

/// Claims of a self-contained access token (RFC 9068 2.2).
#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    sub: &'a str,
    aud: Audience<'a>,
    client_id: &'a str,
    jti: &'a str,
    iat: i64,
    exp: i64,
    scope: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    auth_time: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    acr: Option<&'a str>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    amr: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    sid: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    subname: Option<&'a str>,
    #[serde(rename = "authGrantId", skip_serializing_if = "Option::is_none")]
    grant: Option<&'a str>,
    #[serde(skip_serializing_if = "Confirmation::is_empty")]
    cnf: &'a Confirmation,
    #[serde(skip_serializing_if = "Option::is_none")]
    act: Option<&'a Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    may_act: Option<MayAct<'a>>,
}

/// Who alone may act for the person (RFC 8693 4.4).
#[derive(Serialize)]
struct MayAct<'a> {
    sub: &'a str,
}

/// One audience is written as a string, several as a list (RFC 7519 4.1.3).
#[derive(Serialize)]
#[serde(untagged)]
enum Audience<'a> {
    One(&'a str),
    Several(&'a [&'a str]),
}

/// Makes an access token; [`Prepared::store`] must follow in the transaction of the grant.
///
/// # Errors
/// Database failures; internal when signing fails.
pub async fn prepare(
    cx: &Cx,
    keys: &Keys,
    settings: &OauthOidc,
    issue: Issue<'_>,
) -> Result<Prepared, Error> {
    let issuer = cx.issuer();
    let audience = audience(&issuer, issue);
    let id = AccessTokenId::new(cx.now, cx.entropy());
    let expires_in = lifetime(cx, settings, issue);
    let token_type = match issue.confirmation.jkt {
        Some(_) => TokenType::Dpop,
        None => TokenType::Bearer,
    };
    if issue.client.has_jwt_access_tokens(settings) {
        let text = sign(cx, keys, settings, issue, &issuer, &audience, id).await?;
        return Ok(Prepared {
            text,
            expires_in,
            token_type,
            row: None,
        });
    }
    let token = OpaqueToken::issue(id.as_str(), cx.entropy());
    let row = AccessToken {
        id,
        secret_hash: token.secret_hash,
        grant: issue.grant,
        app: issue.client.id,
        client_id: issue.client.client_id.as_str().to_owned(),
        user: issue.user.map(|user| user.id),
        scope: issue.scope.as_str().to_owned(),
        audience: audience.join(" "),
        confirmation: confirmation::to_text(issue.confirmation)?,
        act: issue.act.map(Value::to_string),
        issued_at: cx.now,
        expires_at: cx.now.plus_seconds(expires_in),
    };
    Ok(Prepared {
        text: token.text.expose().clone(),
        expires_in,
        token_type,
        row: Some(row),
    })
}

/// Seconds it lives.
fn lifetime(cx: &Cx, settings: &OauthOidc, issue: Issue<'_>) -> i64 {
    let usual = issue.client.access_token_lifetime(settings);
    let left = issue.not_after.map(|end| end.millis_since(cx.now) / 1000);
    left.map_or(usual, |left| left.clamp(0, usual))
}

/// The resources asked for; ourselves too when the token opens UserInfo, and when nothing was asked for.
fn audience<'a>(issuer: &'a str, issue: Issue<'a>) -> Vec<&'a str> {
    let mut audience: Vec<&str> = issue.resources.iter().map(String::as_str).collect();
    if audience.is_empty() || issue.scope.contains(Scope::OPENID) {
        audience.push(issuer);
    }
    audience
}

async fn sign(
    cx: &Cx,
    keys: &Keys,
    settings: &OauthOidc,
    issue: Issue<'_>,
    issuer: &str,
    audience: &[&str],
    id: AccessTokenId,
) -> Result<String, Error> {
    let algorithm = match issue.client.access_token_alg {
        Some(algorithm) => algorithm,
        None => settings
            .token_signing_algorithm
            .parse::<Algorithm>()
            .map_err(|error| Error::internal(error.to_string()))?,
    };
    let ring = keys.ring_with(cx, algorithm).await?;
    let key = ring.active(cx, algorithm).await?;
    let client_id = issue.client.client_id.as_str();
    let subname = issue.user.map_or(client_id, |user| user.username.as_str());
    let claims = Claims {
        iss: issuer,
        sub: issue.user.map_or(client_id, |user| user.id.as_str()),
        aud: match audience {
            [one] => Audience::One(one),
            several => Audience::Several(several),
        },
        client_id,
        jti: id.as_str(),
        iat: cx.now.seconds(),
        exp: cx.now.seconds() + lifetime(cx, settings, issue),
        scope: issue.scope.as_str(),
        auth_time: issue.context.map(|context| context.auth_time),
        acr: issue.context.and_then(|context| context.acr.as_deref()),
        amr: issue.context.map_or(&[], |context| &context.amr),
        sid: issue.session.as_ref().map(SessionId::as_str),
        subname: settings.include_subname_in_token_claims.then_some(subname),
        grant: issue.grant.as_ref().map(GrantId::as_str),
        cnf: issue.confirmation,
        act: issue.act,
        may_act: match (issue.user, &issue.client.token_exchange.may_act) {
            (Some(_), Some(sub)) => Some(MayAct { sub }),
            _ => None,
        },
    };
    key.access_token
        .sign_json(&claims)
        .map_err(|error| Error::internal(format!("an access token was not signed: {error}")))
}
