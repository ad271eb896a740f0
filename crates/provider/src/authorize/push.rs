//! Pushed authorization requests (RFC 9126): what an app asks for is checked and kept before any person comes.

use std::sync::Arc;

use durward_model::audit::{Event, Topic};
use durward_model::service::OauthOidc;
use durward_oauth::{
    AuthorizationError, AuthorizationErrorCode, AuthorizationRequest, AuthorizationRules, ClientId,
    Description, ParameterError, Parameters, PresentedCredentials, ReturnAddress, Thumbprint,
};
use durward_store::{Cx, Error, audit, services};
use serde::Serialize;

use super::decide::addressed;
use super::deliberation::{Channel, Deliberation};
use super::{OF_THE_REQUEST, kept};
use crate::clients::{Client, authenticate};
use crate::request_object::{self, Rules};
use crate::sender::{self, Shown};
use crate::{Denial, Failure, Provider};

/// The answer to a pushed request (RFC 9126 2.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pushed {
    /// What the person's browser brings to the authorization endpoint.
    pub request_uri: String,
    /// Seconds until it must be there.
    pub expires_in: i64,
}

/// Why a request was not kept.
#[derive(Debug)]
pub enum PushFailure {
    /// The client did not prove who it is, or the failure is ours.
    Client(Failure),
    /// What it asks for would be refused at the authorization endpoint.
    Request(AuthorizationError),
}

impl From<Failure> for PushFailure {
    fn from(failure: Failure) -> Self {
        Self::Client(failure)
    }
}

impl From<Error> for PushFailure {
    fn from(error: Error) -> Self {
        Self::Client(error.into())
    }
}

impl From<durward_db::DbError> for PushFailure {
    fn from(error: durward_db::DbError) -> Self {
        Self::Client(error.into())
    }
}

impl From<AuthorizationError> for PushFailure {
    fn from(error: AuthorizationError) -> Self {
        Self::Request(error)
    }
}

impl From<ParameterError> for PushFailure {
    fn from(error: ParameterError) -> Self {
        Self::Request(error.into())
    }
}

impl From<Denial> for PushFailure {
    fn from(denial: Denial) -> Self {
        match denial {
            Denial::Refused(error) => Self::Request(error),
            Denial::Ours(error) => error.into(),
        }
    }
}

/// Keeps the request in `sent`, of the client that sent `presented` and showed what is in `shown`, once it has passed every check that needs no person.
///
/// # Errors
/// `invalid_client`; what the authorization endpoint would answer; our own failures.
pub async fn push(
    provider: &Provider,
    cx: &Cx,
    presented: &PresentedCredentials,
    sent: &Parameters,
    shown: &Shown,
) -> Result<Pushed, PushFailure> {
    let client = authenticate::client(provider, cx, presented).await?;
    let settings = services::settings::<OauthOidc>(cx).await?;
    // RFC 9126 2.1: one kept request does not lead to another.
    if sent.contains("request_uri") {
        let phrase = "must not be pushed; send what it stands for";
        return Err(ParameterError::about("request_uri", phrase).into());
    }
    let (plain, jar) = (own(&client, sent)?, Rules::Jar);
    let object = request_object::find(provider, cx, &client, &settings, jar, sent).await?;
    let (asked, channel) = match object {
        Some(object) => (object.parameters, Channel::PushedSigned),
        None => (plain, Channel::Pushed),
    };
    let asked = bound(cx, &client, &settings, shown, asked).await?;
    check(provider, cx, &client, &settings, &asked, channel).await?;
    let expires_in = settings.par_request_uri_lifetime;
    let mut tx = cx.db().begin().await?;
    let request_uri = kept::push(cx, &mut tx, &client, &asked, expires_in).await?;
    let event = Event::new(Topic::Access, "authorization.pushed").app(client.id);
    audit::record(cx, &mut tx, event).await?;
    tx.commit().await?;
    Ok(Pushed {
        request_uri,
        expires_in,
    })
}

/// What `client` asks for, in its own name: an app that names itself by its credentials may leave `client_id` out.
fn own(client: &Client, sent: &Parameters) -> Result<Parameters, PushFailure> {
    let named = sent.parsed("client_id", ClientId::parse)?;
    if named.is_some_and(|named| named != client.client_id) {
        let phrase = "must be the client that authenticates";
        return Err(ParameterError::about("client_id", phrase).into());
    }
    let others = sent.pairs().filter(|(name, _)| *name != "client_id");
    let pairs = std::iter::once(("client_id", client.client_id.as_str())).chain(others);
    Ok(Parameters::from_pairs(pairs)?)
}

/// What is asked for, with the key that the code will be bound to (RFC 9449 10.1).
async fn bound(
    cx: &Cx,
    client: &Client,
    settings: &OauthOidc,
    shown: &Shown,
    asked: Parameters,
) -> Result<Parameters, PushFailure> {
    const KEY: &str = "dpop_jkt";
    let named = asked.parsed(KEY, Thumbprint::parse)?;
    let key = sender::of_push(cx, client, settings, shown, named.as_ref()).await?;
    let Some(key) = key.filter(|_| named.is_none()) else {
        return Ok(asked);
    };
    let pairs = asked.pairs().chain([(KEY, key.as_str())]);
    Ok(Parameters::from_pairs(pairs)?)
}

/// Every check of the authorization endpoint that needs no person.
async fn check(
    provider: &Provider,
    cx: &Cx,
    client: &Arc<Client>,
    settings: &Arc<OauthOidc>,
    asked: &Parameters,
    channel: Channel,
) -> Result<(), PushFailure> {
    let (addressee, redirect_uri) = addressed(client, asked).map_err(|(_, why)| {
        AuthorizationError::new(
            AuthorizationErrorCode::InvalidRequest,
            Description::new(why),
        )
    })?;
    let request = AuthorizationRequest::parse(
        &addressee,
        &ReturnAddress::new(redirect_uri, asked),
        asked,
        AuthorizationRules::default(),
    )?;
    let (client, settings) = (Arc::clone(client), Arc::clone(settings));
    let mut deliberation = Deliberation::new(provider, cx, client, settings, request, channel);
    for (_, check) in OF_THE_REQUEST {
        check(&mut deliberation).await?;
    }
    Ok(())
}
