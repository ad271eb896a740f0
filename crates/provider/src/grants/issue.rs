//! What all grants have in common when they issue.

use durward_model::Timestamp;
use durward_model::id::{GrantId, SessionId, UserId};
use durward_oauth::{GrantType, IssuedToken, Resources, Scope, TokenErrorCode, TokenResponse};
use durward_store::grants::Grant;

use super::Exchange;
use crate::Failure;
use crate::clients::Client;
use crate::tokens::access::Prepared;

/// Whether a refresh token goes with a first access token of a person.
pub(super) fn has_refresh_token(exchange: &Exchange<'_>, scope: &Scope) -> bool {
    let Exchange {
        client, settings, ..
    } = *exchange;
    client.has_refresh_tokens(settings)
        && client.may_use(GrantType::RefreshToken)
        && (scope.contains(Scope::OFFLINE_ACCESS) || !settings.offline_access_required)
}

/// The scope asked for, or the client's default.
pub(crate) fn allowed_scope(client: &Client, asked: Option<&Scope>) -> Result<Scope, Failure> {
    match asked {
        None => Ok(client.default_scope.clone()),
        Some(asked) if asked.is_subset(&client.scope) => Ok(asked.clone()),
        Some(_) => Err(Failure::refused(
            TokenErrorCode::InvalidScope,
            "The scope holds a token this client may not ask for.",
        )),
    }
}

/// The grant of a first exchange, `refresh_ends` being when a refresh token of it ends; it ends with the last of its
/// tokens.
pub(super) fn grant(
    exchange: &Exchange<'_>,
    user: UserId,
    session: Option<SessionId>,
    scope: &str,
    context: String,
    refresh_ends: Option<Timestamp>,
) -> Grant {
    let Exchange {
        cx,
        client,
        settings,
        ..
    } = *exchange;
    let access_ends = cx.now.plus_seconds(client.access_token_lifetime(settings));
    Grant {
        id: GrantId::new(cx.now, cx.entropy()),
        app: client.id,
        user,
        session,
        scope: scope.to_owned(),
        context,
        created_at: cx.now,
        expires_at: refresh_ends.map_or(access_ends, |ends| ends.max(access_ends)),
        revoked_at: None,
    }
}

/// The resources asked for, if the client may have tokens for all of them (RFC 8707 2.2).
pub(crate) fn resources(client: &Client, asked: &Resources) -> Result<Vec<String>, Failure> {
    let mut resources = Vec::new();
    for resource in asked {
        if !client.resources.contains(resource) {
            return Err(Failure::refused(
                TokenErrorCode::InvalidTarget,
                "The client may not have tokens for one of the resources.",
            ));
        }
        resources.push(resource.as_str().to_owned());
    }
    Ok(resources)
}

/// The resources asked for, which must be among those of the grant; all of those when none is asked for.
pub(super) fn resources_within(
    granted: &[String],
    asked: &Resources,
) -> Result<Vec<String>, Failure> {
    let mut resources = Vec::new();
    for resource in asked {
        if !granted.iter().any(|granted| granted == resource.as_str()) {
            return Err(Failure::refused(
                TokenErrorCode::InvalidTarget,
                "The grant is not for one of the resources.",
            ));
        }
        resources.push(resource.as_str().to_owned());
    }
    Ok(if resources.is_empty() {
        granted.to_vec()
    } else {
        resources
    })
}

/// The answer of the token endpoint.
pub(super) fn response(
    access: Prepared,
    scope: Scope,
    refresh_token: Option<String>,
    id_token: Option<String>,
) -> TokenResponse {
    TokenResponse {
        issued_token_type: None,
        access_token: IssuedToken::from(access.text),
        token_type: access.token_type,
        expires_in: u64::try_from(access.expires_in).unwrap_or_default(),
        refresh_token: refresh_token.map(IssuedToken::from),
        scope,
        id_token: id_token.map(IssuedToken::from),
    }
}
