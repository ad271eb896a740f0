//! Finding out about a token by showing it: `tokeninfo` (R-OAUTH-42) for access tokens, `idtokeninfo` (R-OAUTH-41) for ID
//! tokens. Both tell only who has the token already.

use durward_jose::jws::{Policy, Typ};
use durward_jose::jwt::{self, Claims, Expected, Validation};
use durward_oauth::{BearerError, BearerToken, ClientId, CompactJwt, TokenErrorCode, TokenType};
use durward_store::Cx;
use serde_json::{Value, json};

use crate::keys::SIGNING_ALGORITHMS;
use crate::sender::{self, Shown};
use crate::tokens::validate;
use crate::{Failure, Provider, Refusal};

/// What there is to know about an access token.
#[derive(Debug)]
pub struct TokenInfo {
    /// It, as JSON.
    pub body: Value,
    /// A nonce for the client's next DPoP proof, when there is a new one (RFC 9449 9).
    pub dpop_nonce: Option<String>,
}

/// What the access token `presented` is worth, with what it is bound to in `shown`.
///
/// # Errors
/// `invalid_token` when it is not a live token of this realm, or came without its key; `invalid_dpop_proof` and
/// `use_dpop_nonce`.
pub async fn access(
    provider: &Provider,
    cx: &Cx,
    presented: &BearerToken,
    shown: &Shown,
) -> Result<TokenInfo, Refusal> {
    let text = presented.expose();
    let live = validate::access(cx, &provider.keys, text).await?;
    let live = live.ok_or_else(|| {
        let text = "The access token is unknown, expired or revoked.";
        Refusal::Bearer(BearerError::InvalidToken(text.into()))
    })?;
    let dpop_nonce = sender::require(cx, &live, presented, shown).await?;
    let kind = match live.confirmation.jkt {
        Some(_) => TokenType::Dpop,
        None => TokenType::Bearer,
    };
    let mut body = json!({
        "access_token": text,
        "token_type": kind.name(),
        "expires_in": live.expires_at.seconds() - cx.now.seconds(),
        "scope": live.scope.tokens().collect::<Vec<_>>(),
        "realm": format!("/{}", cx.realm.path),
        "client_id": live.client_id,
        "aud": live.audience,
    });
    if let Some(user) = live.user {
        body["sub"] = json!(user);
    }
    if !live.confirmation.is_empty() {
        body["cnf"] = json!(live.confirmation);
    }
    Ok(TokenInfo { body, dpop_nonce })
}

/// The claims of the ID token `presented`, if it is one of this realm that has not expired, and of `client` where that is
/// said.
///
/// # Errors
/// `invalid_request` when it is anything else; our own failures.
pub async fn id_token(
    provider: &Provider,
    cx: &Cx,
    presented: &CompactJwt,
    client: Option<&ClientId>,
) -> Result<Claims, Failure> {
    let ring = provider.keys.ring(cx).await?;
    let issuer = cx.issuer();
    let client = client.map(ClientId::as_str);
    let audience = client.as_slice();
    let policy = Policy::new(&SIGNING_ALGORITHMS, ring.verifying()).typ(Typ::OneOf(&["JWT"]));
    let validation = Validation {
        issuer: Expected::OneOf(&[&issuer]),
        audience: if client.is_some() {
            Expected::OneOf(audience)
        } else {
            Expected::Any
        },
        required: &["iss", "sub", "aud", "exp", "iat"],
        ..Validation::at(cx.now.seconds())
    };
    jwt::decode(presented.as_str(), &policy, &validation)
        .map(|decoded| decoded.claims)
        .map_err(|error| {
            tracing::info!(%error, "an ID token is not believed");
            Failure::refused(
                TokenErrorCode::InvalidRequest,
                "The ID token is not one of this issuer, has expired, or is for another client.",
            )
        })
}
