//! A person's name and password become tokens (RFC 6749 4.3). For apps that cannot send people to a page; the app learns
//! the password, which is why no realm has this grant unless it says so.
//!
//! The realm's `passwordGrantAuthService` names the journey that decides. Everything it refuses, and everything it would
//! ask besides (a second factor above all), is one and the same answer. No session comes of it.

use durward_model::Secret;
use durward_oauth::{LoginName, Scope, SecretText, TokenErrorCode, TokenResponse};
use durward_signin::journeys::Start;
use durward_signin::sessions::SignedIn;
use durward_store::grants;
use durward_store::{Error, ErrorKind};

use super::personal::Personal;
use super::{Exchange, issue};
use crate::Failure;
use crate::authorize::acr_of_journey;
use crate::tokens::{AuthContext, refresh};

/// The one answer to whatever does not sign in.
fn refused() -> Failure {
    Failure::refused(
        TokenErrorCode::InvalidGrant,
        "The name and password do not sign in here.",
    )
}

pub(super) async fn part(
    exchange: Exchange<'_>,
    username: &LoginName,
    password: &SecretText,
    asked: Option<&Scope>,
) -> Result<TokenResponse, Failure> {
    let Exchange {
        cx,
        client,
        settings,
        request,
        ..
    } = exchange;
    let scope = issue::allowed_scope(client, asked)?;
    let resources = issue::resources(client, &request.resources)?;
    let signed_in = sign_in(&exchange, username, password).await?;
    let context = AuthContext {
        auth_time: cx.now.seconds(),
        acr: signed_in
            .acr
            .or_else(|| acr_of_journey(&signed_in.journey, settings)),
        amr: signed_in
            .methods
            .into_iter()
            .map(|method| method.amr)
            .collect(),
        resources,
        ..AuthContext::default()
    };
    let refresh_ends =
        issue::has_refresh_token(&exchange, &scope).then(|| refresh::expiry(cx, settings, client));
    let (user, context_text) = (signed_in.user, context.to_text()?);
    let grant = issue::grant(
        &exchange,
        user,
        None,
        scope.as_str(),
        context_text,
        refresh_ends,
    );
    let mut read = cx.db().read().await?;
    let personal = Personal::of(&exchange, &mut read, &grant, scope, context)
        .await?
        .ok_or_else(refused)?;
    let tokens = personal.prepare(&mut read).await?;
    drop(read);
    let mut tx = cx.db().begin().await?;
    grants::insert(cx, &mut tx, &grant).await?;
    personal.issue(tx, tokens, refresh_ends).await
}

/// Who it is, if the realm's journey lets them in with nothing but this.
async fn sign_in(
    exchange: &Exchange<'_>,
    username: &LoginName,
    password: &SecretText,
) -> Result<SignedIn, Failure> {
    let journey = &exchange.settings.password_grant_auth_service;
    let start = Start {
        journey: Some(journey.clone()),
        client_id: Some(exchange.client.client_id.as_str().to_owned()),
        ..Start::default()
    };
    let password = Secret::new(password.expose().to_owned());
    let proved = exchange
        .engine
        .at_once(exchange.cx, start, username.as_str(), &password)
        .await;
    match proved {
        Ok(proved) => Ok(proved.ok_or_else(refused)?.signed_in),
        Err(
            error @ Error {
                kind: ErrorKind::NotFound,
                ..
            },
        ) => {
            tracing::error!(journey, %error, "the journey of the password grant does not start");
            Err(refused())
        }
        Err(error) => Err(error.into()),
    }
}
