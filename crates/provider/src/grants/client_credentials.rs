//! An app acts for itself (RFC 6749 4.4). A self-contained token needs no row and no write transaction.

use durward_model::audit::{Event, Topic};
use durward_oauth::{Scope, TokenErrorCode, TokenResponse};
use durward_store::audit;

use super::{Exchange, issue};
use crate::clients::Client;
use crate::tokens::access;
use crate::{Failure, sender};

/// Scopes that only mean something when there is a person.
const PERSONAL: [&str; 2] = [Scope::OPENID, Scope::OFFLINE_ACCESS];

pub(super) async fn part(
    exchange: Exchange<'_>,
    asked: Option<&Scope>,
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
    let scope = impersonal(client, asked)?;
    let resources = issue::resources(client, &request.resources)?;
    let said = access::Issue {
        client,
        user: None,
        grant: None,
        session: None,
        scope: &scope,
        resources: &resources,
        context: None,
        confirmation: &sender.binding,
        act: None,
        not_after: None,
    };
    let token = access::prepare(cx, &provider.keys, settings, said).await?;
    if token.needs_row() {
        let mut tx = cx.db().begin().await?;
        token.store(cx, &mut tx).await?;
        let event = Event::new(Topic::Access, "token.issued")
            .app(client.id)
            .with("grant_type", request.grant_type().name())
            .with("scope", scope.as_str());
        let event = sender::told(event, &sender.binding);
        audit::record(cx, &mut tx, event).await?;
        tx.commit().await?;
    } else {
        tracing::info!(
            target: "audit",
            event = "token.issued",
            realm = cx.realm.path.as_str(),
            app = %client.id,
            grant_type = request.grant_type().name(),
            request_id = %cx.request_id,
        );
    }
    Ok(issue::response(token, scope, None, None))
}

/// The scope asked for, or the client's default, without what needs a person. Those scopes are left out, not
/// refused (RFC 6749 3.3): many clients ask for the same always.
fn impersonal(client: &Client, asked: Option<&Scope>) -> Result<Scope, Failure> {
    let allowed = client.scope.filtered(|token| !PERSONAL.contains(&token));
    match asked {
        None => Ok(client.default_scope.intersection(&allowed)),
        Some(asked) if asked.is_subset(&client.scope) => Ok(asked.intersection(&allowed)),
        Some(_) => Err(Failure::refused(
            TokenErrorCode::InvalidScope,
            "The scope holds a token this client may not ask for.",
        )),
    }
}
