//! The authorization endpoint (RFC 6749 4.1.1, OpenID Connect Core 3.1.2): a table of checks, in order.
//!
//! [`decide`] reads the request in two stages. Until the redirect URI is trusted, what is wrong is shown
//! to the person ([`Decision::Untrusted`]); afterwards it is returned to the app. The rows of the two tables
//! then either let the request pass, refuse it, or ask the person for something first. A request that the app
//! pushes beforehand ([`push()`]) is held to the first table at once, and to both when its person comes.

mod again;
mod checks;
mod decide;
mod deliberation;
mod issue;
mod kept;
mod push;
mod reply;
mod source;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use durward_oauth::{AuthorizationError, AuthorizationRequest, Delivery, Scope};

use crate::Denial;
use crate::clients::Client;

pub use again::Again;
pub use decide::decide;
pub(crate) use deliberation::acr_of_journey;
pub use deliberation::{Deliberation, acr_of};
pub use kept::return_address;
pub use push::{PushFailure, Pushed, push};

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

/// The checks of what is asked for, in the order they are made. Each is one file in `checks`, named as here.
const OF_THE_REQUEST: &[(&str, Check)] = &[
    ("pushed", |d| {
        Box::pin(async move { checks::pushed::check(d) })
    }),
    ("signed", |d| {
        Box::pin(async move { checks::signed::check(d) })
    }),
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
];

/// The checks of who it is asked of; they follow.
const OF_THE_PERSON: &[(&str, Check)] = &[
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
    /// The `request_uri` is unknown, expired or used up.
    RequestUri,
}

/// What is to happen with an authorization request.
#[derive(Debug)]
pub enum Decision {
    /// It cannot be trusted: tell the person, with these words for the app's developer.
    Untrusted(Distrust, String),
    /// The browser carries what was asked for to the app.
    Deliver(Delivery),
    /// The browser carries a refusal to the app.
    Refuse(AuthorizationError, Delivery),
    /// The person must sign in, then the same request comes again.
    SignIn {
        /// The app that asks.
        client: Arc<Client>,
        /// The request.
        request: Box<AuthorizationRequest>,
        /// The journey that must be used, if not the realm's default.
        journey: Option<String>,
        /// The same request, for afterwards.
        again: Again,
    },
    /// The person must agree, then the same request comes again with the answer.
    Consent {
        /// The app that asks.
        client: Arc<Client>,
        /// The request.
        request: Box<AuthorizationRequest>,
        /// What it asks for.
        scope: Scope,
        /// The same request, to be sent with the answer.
        again: Again,
    },
}
