//! The authorization endpoint (RFC 6749 4.1.1, OpenID Connect Core 3.1.2): a table of checks, in order.
//!
//! [`decide`] reads the request in two stages. Until the redirect URI is trusted, what is wrong is shown
//! to the person ([`Decision::Untrusted`]); afterwards it is returned to the app. The rows of [`CHECKS`]
//! then either let the request pass, refuse it, or ask the person for something first.

mod checks;
mod code;
mod deliberation;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use durward_model::service::OauthOidc;
use durward_model::session::Session;
use durward_oauth::{
    Addressee, AuthorizationRequest, AuthorizationRules, ClientId, Delivery, ParameterError,
    Parameters, ReturnAddress, Scope,
};
use durward_store::{Cx, Error, services};

use crate::clients::Client;
use crate::{Denial, Provider};

pub(crate) use deliberation::acr_of_journey;
pub use deliberation::{Deliberation, acr_of};

/// What a check comes to.
#[derive(Debug)]
pub(crate) enum Verdict {
    /// The next check may look.
    Pass,
    /// The person must sign in first, by this journey if one is named.
    SignIn(Option<String>),
    /// The person must agree first, to these scopes.
    Consent(Scope),
}

type Checking<'a> = Pin<Box<dyn Future<Output = Result<Verdict, Denial>> + Send + 'a>>;
type Check = for<'a> fn(&'a mut Deliberation<'_>) -> Checking<'a>;

/// Every check, in the order they are made. Each is one file in `checks`, named as here.
const CHECKS: &[(&str, Check)] = &[
    ("grant", |d| {
        Box::pin(async move { checks::grant::check(d) })
    }),
    ("pkce", |d| Box::pin(async move { checks::pkce::check(d) })),
    ("scope", |d| {
        Box::pin(async move { checks::scope::check(d) })
    }),
    ("resource", |d| {
        Box::pin(async move { checks::resource::check(d) })
    }),
    ("claims", |d| {
        Box::pin(async move { checks::claims::check(d) })
    }),
    ("id_token_hint", |d| {
        Box::pin(checks::id_token_hint::check(d))
    }),
    ("prompt", |d| {
        Box::pin(async move { checks::prompt::check(d) })
    }),
    ("session", |d| Box::pin(checks::session::check(d))),
    ("max_age", |d| {
        Box::pin(async move { checks::max_age::check(d) })
    }),
    ("acr", |d| Box::pin(async move { checks::acr::check(d) })),
    ("consent", |d| Box::pin(checks::consent::check(d))),
];

/// What a person answered on the consent page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Give the app what it asks for.
    Allow,
    /// Do not.
    Deny,
}

/// What about a request cannot be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Distrust {
    /// The client is unknown or inactive.
    Client,
    /// The redirect URI is missing or not the client's.
    RedirectUri,
    /// The parameters do not read.
    Request,
}

/// What is to happen with an authorization request.
#[derive(Debug)]
pub enum Decision {
    /// It cannot be trusted: tell the person, with these words for the app's developer.
    Untrusted(Distrust, String),
    /// The browser carries an answer, good or bad, to the app.
    Deliver(Delivery),
    /// The person must sign in, then the same request comes again.
    SignIn {
        /// The app that asks.
        client: Arc<Client>,
        /// The request.
        request: Box<AuthorizationRequest>,
        /// The journey that must be used, if not the realm's default.
        journey: Option<String>,
    },
    /// The person must agree, then the same request comes again with the answer.
    Consent {
        /// The app that asks.
        client: Arc<Client>,
        /// The request.
        request: Box<AuthorizationRequest>,
        /// What it asks for.
        scope: Scope,
    },
}

/// Decides what happens with the request in `parameters`, for the person of `session`.
///
/// # Errors
/// Our own failures while the redirect URI is not trusted yet; later ones are delivered to the app.
pub async fn decide(
    provider: &Provider,
    cx: &Cx,
    parameters: &Parameters,
    session: Option<&Session>,
    answer: Option<Answer>,
) -> Result<Decision, Error> {
    let addressee = match Addressee::parse(parameters) {
        Ok(addressee) => addressee,
        Err(error) => return Ok(Decision::Untrusted(distrusted(&error), error.to_string())),
    };
    let client = Client::find(cx, &addressee.client_id)
        .await?
        .filter(|client| client.active);
    let Some(client) = client else {
        return Ok(unknown_client(&addressee.client_id));
    };
    let redirect_uri = match &addressee.redirect_uri {
        Some(requested) if client.redirect_uri(requested).is_some() => requested.clone(),
        Some(_) => {
            return Ok(Decision::Untrusted(
                Distrust::RedirectUri,
                "The redirect_uri is not registered for this client.".to_owned(),
            ));
        }
        None => {
            return Ok(Decision::Untrusted(
                Distrust::RedirectUri,
                "The redirect_uri is missing.".to_owned(),
            ));
        }
    };
    let address = ReturnAddress::new(redirect_uri, parameters);
    let issuer = durward_oauth::Issuer::parse(&cx.issuer())
        .map_err(|why| Error::internal(format!("the issuer {}", why.phrase())))?;
    let request = match AuthorizationRequest::parse(
        &addressee,
        &address,
        parameters,
        AuthorizationRules::default(),
    ) {
        Ok(request) => request,
        Err(error) => return Ok(Decision::Deliver(address.deliver_error(&error, &issuer))),
    };
    let settings = services::settings::<OauthOidc>(cx).await?;
    let deliberation = Deliberation::new(
        provider,
        cx,
        Arc::clone(&client),
        settings,
        request,
        session,
        answer,
    );
    match deliberate(deliberation, &issuer).await {
        Ok(decision) => Ok(decision),
        Err(Denial::Refused(error)) => {
            tracing::info!(client_id = client.client_id.as_str(), %error, "authorization refused");
            Ok(Decision::Deliver(address.deliver_error(&error, &issuer)))
        }
        Err(Denial::Ours(error)) => {
            tracing::error!(client_id = client.client_id.as_str(), %error, "authorization failed");
            Ok(Decision::Deliver(address.deliver_error(
                &deliberation::on_our_side(&error),
                &issuer,
            )))
        }
    }
}

async fn deliberate(
    mut deliberation: Deliberation<'_>,
    issuer: &durward_oauth::Issuer,
) -> Result<Decision, Denial> {
    for (_, check) in CHECKS {
        let verdict = check(&mut deliberation).await?;
        match deliberation.heed(verdict)? {
            Verdict::Pass => {}
            Verdict::SignIn(journey) => {
                return Ok(Decision::SignIn {
                    client: deliberation.client,
                    request: Box::new(deliberation.request),
                    journey,
                });
            }
            Verdict::Consent(scope) => {
                return Ok(Decision::Consent {
                    client: deliberation.client,
                    request: Box::new(deliberation.request),
                    scope,
                });
            }
        }
    }
    code::issue(&deliberation, issuer)
        .await
        .map(Decision::Deliver)
}

fn distrusted(error: &ParameterError) -> Distrust {
    match error.parameter() {
        Some("client_id") => Distrust::Client,
        Some("redirect_uri") => Distrust::RedirectUri,
        _ => Distrust::Request,
    }
}

fn unknown_client(client_id: &ClientId) -> Decision {
    tracing::info!(
        client_id = client_id.as_str(),
        "authorization asked for by an unknown client"
    );
    Decision::Untrusted(
        Distrust::Client,
        "The client_id is not known here.".to_owned(),
    )
}
