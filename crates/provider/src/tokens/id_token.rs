//! Issuing ID tokens (OpenID Connect Core 2).

use durward_jose::jws::{Policy, Typ};
use durward_jose::jwt::{self, Expected, Validation};
use durward_jose::{Algorithm, half_hash};
use durward_model::Timestamp;
use durward_model::id::SessionId;
use durward_model::service::OauthOidc;
use durward_store::{Cx, Error};
use serde::Serialize;
use serde_json::{Map, Value};

use super::AuthContext;
use crate::clients::Client;
use crate::keys::{Keys, SIGNING_ALGORITHMS};

/// What an ID token is to say.
#[derive(Debug)]
pub struct Issue<'a> {
    /// To whom it is issued.
    pub client: &'a Client,
    /// Who signed in: the `sub`.
    pub subject: &'a str,
    /// The session it comes from.
    pub session: Option<SessionId>,
    /// How the person signed in, and the `nonce` to repeat.
    pub context: &'a AuthContext,
    /// The access token issued beside it.
    pub access_token: Option<&'a str>,
    /// The code issued beside it.
    pub code: Option<&'a str>,
    /// The `state` it travels with.
    pub state: Option<&'a str>,
    /// Claims about the person.
    pub claims: Map<String, Value>,
}

#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    sub: &'a str,
    aud: &'a str,
    azp: &'a str,
    exp: i64,
    iat: i64,
    auth_time: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    acr: Option<&'a str>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    amr: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    sid: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at_hash: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    c_hash: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    s_hash: Option<String>,
    #[serde(flatten)]
    person: Map<String, Value>,
}

/// The algorithm of `client`'s ID tokens.
///
/// # Errors
/// Internal when the settings are broken.
pub fn algorithm(settings: &OauthOidc, client: &Client) -> Result<Algorithm, Error> {
    if let Some(own) = client.id_token_alg {
        return Ok(own);
    }
    let first = settings
        .supported_id_token_signing_algorithms
        .first()
        .map_or("RS256", String::as_str);
    first
        .parse()
        .map_err(|error| Error::internal(format!("supportedIDTokenSigningAlgorithms: {error}")))
}

/// Makes an ID token.
///
/// # Errors
/// Database failures; internal when signing fails.
pub async fn issue(
    cx: &Cx,
    keys: &Keys,
    settings: &OauthOidc,
    issue: Issue<'_>,
) -> Result<String, Error> {
    let algorithm = algorithm(settings, issue.client)?;
    let ring = keys.ring_with(cx, algorithm).await?;
    let key = ring.active(cx, algorithm).await?;
    let issuer = cx.issuer();
    let client_id = issue.client.client_id.as_str();
    let hash = |value: Option<&str>| value.map(|value| half_hash(algorithm, value));
    let claims = Claims {
        iss: &issuer,
        sub: issue.subject,
        aud: client_id,
        azp: client_id,
        exp: cx.now.seconds() + issue.client.id_token_lifetime(settings),
        iat: cx.now.seconds(),
        auth_time: issue.context.auth_time,
        nonce: issue.context.nonce.as_deref(),
        acr: issue.context.acr.as_deref(),
        amr: &issue.context.amr,
        sid: issue.session.as_ref().map(SessionId::as_str),
        at_hash: hash(issue.access_token),
        c_hash: hash(issue.code),
        s_hash: hash(issue.state),
        person: issue.claims,
    };
    key.id_token
        .sign_json(&claims)
        .map_err(|error| Error::internal(format!("an ID token was not signed: {error}")))
}

/// What an ID token of ours, given back as a hint, tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// Its `sub`.
    pub subject: String,
    /// Its audience: the client it was issued to.
    pub client_id: String,
    /// Its `sid`.
    pub session: Option<SessionId>,
    /// Its `exp`.
    pub expires_at: Timestamp,
}

/// Reads an ID token of this realm that came back as a hint; it may have expired.
///
/// # Errors
/// Database failures.
pub async fn read_hint(cx: &Cx, keys: &Keys, hint: &str) -> Result<Option<Hint>, Error> {
    read(cx, keys, hint, true).await
}

/// Reads an ID token of this realm that has not expired.
///
/// # Errors
/// Database failures.
pub(crate) async fn read_live(cx: &Cx, keys: &Keys, text: &str) -> Result<Option<Hint>, Error> {
    read(cx, keys, text, false).await
}

async fn read(
    cx: &Cx,
    keys: &Keys,
    hint: &str,
    accept_expired: bool,
) -> Result<Option<Hint>, Error> {
    let ring = keys.ring(cx).await?;
    let issuer = cx.issuer();
    let policy = Policy::new(&SIGNING_ALGORITHMS, ring.verifying()).typ(Typ::AbsentOr(&["JWT"]));
    let validation = Validation {
        issuer: Expected::OneOf(&[&issuer]),
        // What else we sign for apps with this type lacks some of these, such as UserInfo (RFC 8725 3.12).
        required: &["iss", "sub", "aud", "exp", "iat"],
        accept_expired,
        ..Validation::at(cx.now.seconds())
    };
    let Ok(decoded) = jwt::decode(hint, &policy, &validation) else {
        return Ok(None);
    };
    let claims = decoded.claims;
    let (Some(subject), Some(exp), [client_id]) = (claims.sub, claims.exp, claims.aud.as_slice())
    else {
        return Ok(None);
    };
    let session = claims
        .extra
        .get("sid")
        .and_then(Value::as_str)
        .and_then(|sid| sid.parse().ok());
    Ok(Some(Hint {
        subject,
        client_id: client_id.clone(),
        session,
        expires_at: Timestamp::from_seconds(exp),
    }))
}
