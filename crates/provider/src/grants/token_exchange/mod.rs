//! One token for another (RFC 8693): an API that was called by a person's app calls the next one for that person.
//!
//! The new token is for the app that asks. It allows no more than the subject token does, lives no longer, and belongs to the
//! same grant: what ends the one ends the other. An actor is named in it (`act`), above those who acted before.

mod actor;
mod subject;

use durward_model::audit::{Event, Topic};
use durward_model::user::User;
use durward_oauth::{Resources, Scope, TokenErrorCode, TokenExchange, TokenKind, TokenResponse};
use durward_store::{audit, users};

use super::{Exchange, issue};
use crate::Failure;
use crate::clients::Client;
use crate::tokens::{AuthContext, access};
use subject::Subject;

/// A token that is not good for this: `invalid_request` by RFC 8693 2.2.2.
fn refused(description: &'static str) -> Failure {
    Failure::refused(TokenErrorCode::InvalidRequest, description)
}

pub(super) async fn part(
    exchange: Exchange<'_>,
    asked: &TokenExchange,
) -> Result<TokenResponse, Failure> {
    let Exchange {
        provider,
        cx,
        client,
        settings,
        request,
        sender,
        ..
    } = exchange;
    let resources = target(client, &request.resources, &asked.audience)?;
    let subject = Subject::find(&exchange, &asked.subject).await?;
    let act = actor::acting(&exchange, asked.actor.as_ref(), &subject).await?;
    let scope = narrowed(client, &subject.scope, asked.scope.as_ref())?;
    let mut read = cx.db().read().await?;
    let user = users::by_id(cx, &mut read, subject.grant.user).await?;
    drop(read);
    let user = user.filter(User::is_active).ok_or_else(subject::unknown)?;
    let context = AuthContext::from_text(&subject.grant.context)?;
    let said = access::Issue {
        client,
        user: Some(&user),
        grant: Some(subject.grant.id),
        session: subject.grant.session,
        scope: &scope,
        resources: &resources,
        context: Some(&context),
        confirmation: &sender.binding,
        act: act.as_ref(),
        not_after: Some(subject.expires_at),
    };
    let token = access::prepare(cx, &provider.keys, settings, said).await?;
    let mut tx = cx.db().begin().await?;
    token.store(cx, &mut tx).await?;
    let mut event = Event::new(Topic::Access, "token.issued")
        .object(subject.grant.id)
        .user(user.id)
        .app(client.id)
        .with("grant_type", request.grant_type().name())
        .with("scope", scope.as_str())
        .with("subject_client", subject.client_id.as_str());
    if let Some(act) = &act {
        event = event.with("act", act.to_string());
    }
    audit::record(cx, &mut tx, event).await?;
    tx.commit().await?;
    let mut response = issue::response(token, scope, None, None);
    response.issued_token_type = Some(TokenKind::AccessToken.name());
    Ok(response)
}

/// The APIs the new token is for, by `resource` and `audience` alike.
fn target(
    client: &Client,
    resources: &Resources,
    audience: &[String],
) -> Result<Vec<String>, Failure> {
    let mut target = issue::resources(client, resources)?;
    for name in audience {
        if !client.resources.iter().any(|own| own.as_str() == name) {
            return Err(Failure::refused(
                TokenErrorCode::InvalidTarget,
                "The client may not have tokens for one of the audiences.",
            ));
        }
        if !target.contains(name) {
            target.push(name.clone());
        }
    }
    Ok(target)
}

/// What the subject token and the app both allow; `offline_access` means nothing here, for no refresh token is given.
fn narrowed(client: &Client, granted: &Scope, asked: Option<&Scope>) -> Result<Scope, Failure> {
    let both = granted
        .intersection(&client.scope)
        .filtered(|token| token != Scope::OFFLINE_ACCESS);
    match asked {
        None => Ok(both),
        Some(asked) if asked.is_subset(&both) => Ok(asked.clone()),
        Some(_) => Err(Failure::refused(
            TokenErrorCode::InvalidScope,
            "The scope holds a token that the subject token or the client does not have.",
        )),
    }
}
