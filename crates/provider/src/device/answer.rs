//! A person finds the device that waits behind a code, and answers (RFC 8628 3.3).

use std::sync::Arc;

use durward_model::audit::{Event, Topic};
use durward_model::service::OauthOidc;
use durward_model::session::Session;
use durward_oauth::{ClientId, GrantType, Scope};
use durward_store::device_codes::{self, DeviceCode, State};
use durward_store::{Cx, Error, audit, services};

use super::UserCode;
use crate::authorize::{Answer, acr_of};
use crate::clients::Client;
use crate::consent;
use crate::grants::enabled;
use crate::tokens::{AuthContext, stored_scope};

/// A device that waits for its person.
#[derive(Debug)]
pub struct Waiting {
    /// The app that asks.
    pub client: Arc<Client>,
    /// What it asks for.
    pub scope: Scope,
    /// The code, with what is known about the device.
    pub code: DeviceCode,
}

/// The device that waits behind `user_code`: none when the code is unknown, expired or answered, or its app may not use
/// the grant any more.
///
/// # Errors
/// Database failures.
pub async fn find(cx: &Cx, user_code: &UserCode) -> Result<Option<Waiting>, Error> {
    let hash = user_code.hash(cx).await?;
    let code = device_codes::waiting(cx, &mut cx.db().read().await?, &hash).await?;
    let Some(code) = code else { return Ok(None) };
    let Ok(client_id) = ClientId::parse(&code.client_id) else {
        return Ok(None);
    };
    let settings = services::settings::<OauthOidc>(cx).await?;
    let client = Client::find(cx, &client_id).await?.filter(|client| {
        let same = client.active && client.id == code.app;
        same && enabled(&settings, client, GrantType::DeviceCode).is_ok()
    });
    let Some(client) = client else {
        return Ok(None);
    };
    Ok(Some(Waiting {
        scope: stored_scope(&code.scope)?,
        client,
        code,
    }))
}

/// Writes down what the person of `session` answered. Returns whether the answer counts: another may have come first, or
/// the code expired.
///
/// # Errors
/// Database failures.
pub async fn answer(
    cx: &Cx,
    session: &Session,
    waiting: &Waiting,
    answer: Answer,
) -> Result<bool, Error> {
    let Waiting {
        client,
        scope,
        code,
    } = waiting;
    let settings = services::settings::<OauthOidc>(cx).await?;
    let state = match answer {
        Answer::Deny => State::Denied,
        Answer::Allow => State::Allowed {
            user: session.user,
            context: context(session, &settings, code).to_text()?,
        },
    };
    let name = match answer {
        Answer::Deny => "device_code.denied",
        Answer::Allow => "device_code.allowed",
    };
    let mut tx = cx.db().begin().await?;
    if !device_codes::answer(cx, &mut tx, code.id, session.user, &state).await? {
        return Ok(false);
    }
    let mut event = Event::new(Topic::Access, name)
        .object(code.id)
        .user(session.user)
        .app(client.id)
        .session(session.id)
        .with("scope", scope.as_str())
        .with("device_ip", code.ip.as_str());
    if answer == Answer::Allow && !client.first_party {
        let whole = consent::remember(cx, &mut tx, session.user, client, scope).await?;
        event = event.with("consent", whole.as_str());
    }
    audit::record(cx, &mut tx, event).await?;
    tx.commit().await?;
    Ok(true)
}

fn context(session: &Session, settings: &OauthOidc, code: &DeviceCode) -> AuthContext {
    let resources = code.resources.split(' ');
    AuthContext {
        auth_time: session.auth_time.seconds(),
        acr: acr_of(session, settings),
        amr: session
            .methods
            .iter()
            .map(|method| method.amr.clone())
            .collect(),
        resources: resources
            .filter(|resource| !resource.is_empty())
            .map(str::to_owned)
            .collect(),
        ..AuthContext::default()
    }
}
