//! What an issuer we trust says of a person becomes tokens (RFC 7523 2.1 and 3).
//!
//! Nobody signed in here: the tokens say so (no `acr`, no `amr`), there is no session, and no refresh token is given, for
//! the app can bring a new assertion (RFC 7521 4.1).

use aws_lc_rs::digest;
use data_encoding::BASE64URL_NOPAD;
use durward_jose::jws::Policy;
use durward_jose::jwt::{self, Claims, Expected, Validation};
use durward_jose::{Algorithm, Family, KeySet};
use durward_model::Timestamp;
use durward_model::text::{Email, Username};
use durward_model::user::User;
use durward_oauth::{CompactJwt, Scope, TokenErrorCode, TokenResponse};
use durward_store::{Cx, Error, consents, grants, tokens, users};
use serde_json::Value;

use super::personal::Personal;
use super::{Exchange, issue};
use crate::Failure;
use crate::clients::{Client, ClientKeys};
use crate::issuers::{Identity, TrustedIssuer};
use crate::tokens::AuthContext;

/// Seconds within which an assertion must expire: how long it has to be remembered.
const LONGEST_LIFE: i64 = 3600;
/// Seconds clocks may disagree.
const SKEW: i64 = 30;

/// The one answer to an assertion that does not work; what it was goes to the log.
fn refused() -> Failure {
    Failure::refused(
        TokenErrorCode::InvalidGrant,
        "The assertion is not of a trusted issuer, not for us, expired or used, or about nobody here.",
    )
}

pub(super) async fn part(
    exchange: Exchange<'_>,
    assertion: &CompactJwt,
    asked: Option<&Scope>,
) -> Result<TokenResponse, Failure> {
    let Exchange {
        cx,
        client,
        request,
        ..
    } = exchange;
    let resources = issue::resources(client, &request.resources)?;
    let (issuer, claims) = verified(&exchange, assertion.as_str())
        .await?
        .ok_or_else(refused)?;
    let mut read = cx.db().read().await?;
    let user = person(cx, &mut read, &issuer, &claims).await?;
    let user = user.filter(User::is_active).ok_or_else(refused)?;
    let scope =
        issue::allowed_scope(client, asked)?.filtered(|token| token != Scope::OFFLINE_ACCESS);
    let agreed = agreed(cx, &mut read, client, &user, &issuer, &claims).await?;
    let scope = match (agreed, asked) {
        (None, _) => scope,
        (Some(agreed), None) => scope.intersection(&agreed),
        (Some(agreed), Some(_)) if scope.is_subset(&agreed) => scope,
        (Some(_), Some(_)) => {
            return Err(Failure::refused(
                TokenErrorCode::InvalidScope,
                "The scope holds a token that the person did not agree to.",
            ));
        }
    };
    let context = AuthContext {
        auth_time: claims.iat.unwrap_or_else(|| cx.now.seconds()),
        resources,
        ..AuthContext::default()
    };
    let text = context.to_text()?;
    let grant = issue::grant(&exchange, user.id, None, scope.as_str(), text, None);
    let personal = Personal::of(&exchange, &mut read, &grant, scope, context)
        .await?
        .ok_or_else(refused)?;
    let made = personal.prepare(&mut read).await?;
    drop(read);
    let mut tx = cx.db().begin().await?;
    let until = Timestamp::from_seconds(claims.exp.unwrap_or_default() + SKEW);
    let name = name(&claims, assertion.as_str());
    if !tokens::remember_bearer(cx, &mut tx, issuer.id.as_str(), &name, until).await? {
        tracing::warn!(issuer = issuer.written.issuer, "an assertion was replayed");
        return Err(refused());
    }
    grants::insert(cx, &mut tx, &grant).await?;
    personal.issue(tx, made, None).await
}

/// Its issuer and its claims, if all is well.
async fn verified(
    exchange: &Exchange<'_>,
    assertion: &str,
) -> Result<Option<(std::sync::Arc<TrustedIssuer>, Claims)>, Failure> {
    let Exchange {
        provider,
        cx,
        settings,
        ..
    } = *exchange;
    let (Ok(peeked), Ok(header)) = (jwt::peek(assertion), durward_jose::jws::peek(assertion))
    else {
        return Ok(None);
    };
    let Some(named) = peeked.iss else {
        return Ok(None);
    };
    let Some(issuer) = TrustedIssuer::find(cx, &named).await? else {
        tracing::info!(
            issuer = named,
            "an assertion of an issuer that is not trusted"
        );
        return Ok(None);
    };
    let mut enabled = settings
        .supported_token_endpoint_authentication_signing_algorithms
        .iter()
        .filter_map(|name| name.parse::<Algorithm>().ok());
    if header.alg.family() == Family::Hmac || !enabled.any(|alg| alg == header.alg) {
        return Ok(None);
    }
    let ours = cx.issuer();
    let token_endpoint = format!("{ours}/oauth2/token");
    let validation = Validation {
        skew: SKEW,
        issuer: Expected::OneOf(&[&issuer.written.issuer]),
        audience: Expected::OneOf(&[&ours, &token_endpoint]),
        required: &["iss", "sub", "aud", "exp"],
        max_lifetime: Some(LONGEST_LIFE),
        ..Validation::at(cx.now.seconds())
    };
    let check = |keys: &KeySet| {
        let decoded = jwt::decode(assertion, &Policy::new(&[header.alg], keys), &validation);
        decoded
            .inspect_err(|error| tracing::info!(issuer = named, %error, "an assertion was refused"))
            .ok()
            .map(|decoded| decoded.claims)
    };
    let claims = match &issuer.keys {
        ClientKeys::None => None,
        ClientKeys::Inline(keys) => check(keys),
        ClientKeys::Remote(uri) => {
            let kid = header.kid.as_deref();
            let keys = provider.remote_keys.at(cx, uri, kid).await;
            keys.and_then(|keys| check(&keys))
        }
    };
    Ok(claims.map(|claims| (issuer, claims)))
}

/// Who the assertion is about.
async fn person(
    cx: &Cx,
    read: &mut durward_db::Tx,
    issuer: &TrustedIssuer,
    claims: &Claims,
) -> Result<Option<User>, Error> {
    let written = &issuer.written;
    let subject = claims.sub.as_deref().unwrap_or_default();
    let allowed = &written.allowed_subjects;
    if !allowed.is_empty() && allowed.iter().all(|known| known != subject) {
        return Ok(None);
    }
    let named = match written.resource_owner_identity_claim.as_str() {
        "sub" => Some(subject),
        claim => claims.extra.get(claim).and_then(Value::as_str),
    };
    let Some(named) = named else { return Ok(None) };
    match written.resource_owner_identity {
        Identity::Username => match Username::parse(named) {
            Ok(username) => users::by_username_key(cx, read, &username.key()).await,
            Err(_) => Ok(None),
        },
        Identity::Email => match Email::parse(named) {
            Ok(email) => {
                let user = users::by_email_key(cx, read, &email.key()).await?;
                Ok(user.filter(|user| user.email_verified))
            }
            Err(_) => Ok(None),
        },
        Identity::Id => match named.parse() {
            Ok(id) => users::by_id(cx, read, id).await,
            Err(_) => Ok(None),
        },
    }
}

/// What the person agreed to, where that limits the app: by the assertion, or, for an app that is not the realm's own, by
/// what they agreed to here.
async fn agreed(
    cx: &Cx,
    read: &mut durward_db::Tx,
    client: &Client,
    user: &User,
    issuer: &TrustedIssuer,
    claims: &Claims,
) -> Result<Option<Scope>, Failure> {
    let said = claims.extra.get(&issuer.written.consented_scopes_claim);
    let words: Vec<&str> = match said {
        Some(Value::String(text)) => text.split(' ').filter(|word| !word.is_empty()).collect(),
        Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).collect(),
        Some(_) => Vec::new(),
        None if client.first_party => return Ok(None),
        None => {
            let saved = consents::load(cx, read, user.id, client.id).await?;
            let saved = Scope::parse(&saved.unwrap_or_default());
            return Ok(Some(saved.unwrap_or_default()));
        }
    };
    let agreed = Scope::from_tokens(words);
    agreed.map(Some).map_err(|_| refused())
}

/// What an assertion is remembered by: its `jti`, or what was signed when it has none. The signature is no part of that:
/// there can be several good ones.
fn name(claims: &Claims, assertion: &str) -> String {
    let signed = || assertion.rsplit_once('.').map_or("", |(signed, _)| signed);
    let text = match &claims.jti {
        Some(jti) => format!("jti|{jti}"),
        None => format!("jwt|{}", signed()),
    };
    BASE64URL_NOPAD.encode(digest::digest(&digest::SHA256, text.as_bytes()).as_ref())
}
