//! Client assertions: a JWT signed with the client's key or its secret (RFC 7523 2.2 and 3).

use std::sync::Arc;

use aws_lc_rs::digest;
use data_encoding::BASE64URL_NOPAD;
use durward_jose::jws::Policy;
use durward_jose::jwt::{self, Expected, Validation};
use durward_jose::{Algorithm, Family};
use durward_model::Timestamp;
use durward_model::service::OauthOidc;
use durward_oauth::{ClientAuthMethod, ClientId};
use durward_store::{Cx, services, tokens};

use super::authenticate::named;
use super::{Client, with_keys};
use crate::{Failure, Provider};

/// Seconds within which an assertion must expire: how long its `jti` has to be remembered.
const LONGEST_LIFE: i64 = 3600;
/// Seconds clocks may disagree.
const SKEW: i64 = 30;

/// The client that signed `assertion`, if all is well; each `jti` works once.
pub(super) async fn client(
    provider: &Provider,
    cx: &Cx,
    assertion: &str,
    named_id: Option<&ClientId>,
) -> Result<Option<Arc<Client>>, Failure> {
    let Ok(peeked) = jwt::peek(assertion) else {
        return Ok(None);
    };
    let Some(client_id) = peeked
        .sub
        .as_deref()
        .and_then(|sub| ClientId::parse(sub).ok())
    else {
        return Ok(None);
    };
    if named_id.is_some_and(|named| *named != client_id) {
        return Ok(None);
    }
    let Some(client) = named(cx, &client_id).await? else {
        return Ok(None);
    };
    let Some(claims) = verify(provider, cx, &client, assertion).await? else {
        return Ok(None);
    };
    let (Some(jti), Some(exp)) = (&claims.jti, claims.exp) else {
        return Ok(None);
    };
    let jti_hash = BASE64URL_NOPAD.encode(digest::digest(&digest::SHA256, jti.as_bytes()).as_ref());
    let mut tx = cx.db().begin().await?;
    let new = tokens::remember_assertion(
        cx,
        &mut tx,
        client.id,
        &jti_hash,
        Timestamp::from_seconds(exp + SKEW),
    )
    .await?;
    tx.commit().await?;
    if !new {
        tracing::warn!(
            client_id = client_id.as_str(),
            "a client assertion was replayed"
        );
    }
    Ok(new.then_some(client))
}

async fn verify(
    provider: &Provider,
    cx: &Cx,
    client: &Client,
    assertion: &str,
) -> Result<Option<jwt::Claims>, Failure> {
    let settings = services::settings::<OauthOidc>(cx).await?;
    let enabled: Vec<Algorithm> = settings
        .supported_token_endpoint_authentication_signing_algorithms
        .iter()
        .filter_map(|name| name.parse().ok())
        .collect();
    let Ok(header) = durward_jose::jws::peek(assertion) else {
        return Ok(None);
    };
    let chosen = client
        .auth_signing_alg
        .is_none_or(|chosen| chosen == header.alg);
    if !chosen || !enabled.contains(&header.alg) {
        return Ok(None);
    }
    let symmetric = header.alg.family() == Family::Hmac;
    let method = if symmetric {
        ClientAuthMethod::ClientSecretJwt
    } else {
        ClientAuthMethod::PrivateKeyJwt
    };
    if !client.auth_methods.contains(&method) {
        return Ok(None);
    }
    let issuer = cx.issuer();
    let token_endpoint = format!("{issuer}/oauth2/token");
    // RFC 9126 2: a pushed request may name the endpoint it is sent to as well.
    let pushed_requests = format!("{issuer}/oauth2/par");
    let audiences = [
        issuer.as_str(),
        token_endpoint.as_str(),
        pushed_requests.as_str(),
    ];
    let client_id = [client.client_id.as_str()];
    let validation = Validation {
        skew: SKEW,
        issuer: Expected::OneOf(&client_id),
        audience: Expected::OneOf(&audiences),
        required: &["iss", "sub", "aud", "exp", "jti"],
        max_lifetime: Some(LONGEST_LIFE),
        ..Validation::at(cx.now.seconds())
    };
    let claims = with_keys(provider, cx, client, &header, |keys| {
        jwt::decode(assertion, &Policy::new(&[header.alg], keys), &validation)
            .ok()
            .map(|decoded| decoded.claims)
    });
    Ok(claims.await.flatten())
}
