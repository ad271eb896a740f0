//! A device asks for a code (RFC 8628 3.1).

use durward_model::audit::{Event, Topic};
use durward_model::id::DeviceCodeId;
use durward_model::service::OauthOidc;
use durward_oauth::{
    DeviceRequest, DeviceResponse, GrantType, IssuedToken, PresentedCredentials, Scope,
};
use durward_store::device_codes::{self, DeviceCode, State};
use durward_store::token::OpaqueToken;
use durward_store::{Cx, Error, audit, services};

use super::UserCode;
use crate::clients::{Client, authenticate};
use crate::grants::{allowed_scope, enabled, resources};
use crate::{Failure, Provider};

/// Codes tried until one is free: with a billion possible ones the second is by far enough.
const TRIES: usize = 5;

/// Gives the client of `presented` a device code and a user code.
///
/// # Errors
/// `invalid_client`; `unsupported_grant_type` and `unauthorized_client` where the grant is off; `invalid_scope`;
/// `invalid_target`; our own failures.
pub async fn request(
    provider: &Provider,
    cx: &Cx,
    presented: &PresentedCredentials,
    request: &DeviceRequest,
) -> Result<DeviceResponse, Failure> {
    let client = authenticate::client(provider, cx, presented).await?;
    let settings = services::settings::<OauthOidc>(cx).await?;
    enabled(&settings, &client, GrantType::DeviceCode)?;
    let scope = allowed_scope(&client, request.scope.as_ref())?;
    let resources = resources(&client, &request.resources)?.join(" ");
    let id = DeviceCodeId::new(cx.now, cx.entropy());
    let token = OpaqueToken::issue(id.as_str(), cx.entropy());
    let mut code = DeviceCode {
        id,
        secret_hash: token.secret_hash,
        user_code_hash: String::new(),
        app: client.id,
        client_id: client.client_id.as_str().to_owned(),
        scope: scope.as_str().to_owned(),
        resources,
        code_challenge: request
            .code_challenge
            .as_ref()
            .map(|challenge| challenge.to_string()),
        ip: cx.origin.ip.clone(),
        user_agent: cx.origin.user_agent.clone(),
        created_at: cx.now,
        expires_at: cx.now.plus_seconds(settings.device_code_lifetime),
        poll_interval: settings.device_poll_interval,
        state: State::Pending,
    };
    let user_code = store(cx, &settings, &client, &scope, &mut code).await?;
    let verification_uri = match settings.verification_url.as_str() {
        "" => format!("{}/oauth2/device/user", cx.issuer()),
        own => own.to_owned(),
    };
    let seconds = |seconds: i64| u64::try_from(seconds).unwrap_or_default();
    Ok(DeviceResponse {
        device_code: IssuedToken::from(token.text.expose().clone()),
        verification_uri_complete: complete(&verification_uri, &user_code)?,
        user_code: user_code.as_str().to_owned(),
        verification_uri,
        expires_in: seconds(settings.device_code_lifetime),
        interval: seconds(settings.device_poll_interval),
    })
}

/// Stores `code` under a user code that is free.
async fn store(
    cx: &Cx,
    settings: &OauthOidc,
    client: &Client,
    scope: &Scope,
    code: &mut DeviceCode,
) -> Result<UserCode, Error> {
    let mut tx = cx.db().begin().await?;
    for _ in 0..TRIES {
        let user_code = UserCode::fresh(cx, settings);
        code.user_code_hash = user_code.hash(cx).await?;
        if !device_codes::insert(cx, &mut tx, code).await? {
            continue;
        }
        let event = Event::new(Topic::Access, "device_code.issued")
            .object(code.id)
            .app(client.id)
            .with("scope", scope.as_str());
        audit::record(cx, &mut tx, event).await?;
        tx.commit().await?;
        return Ok(user_code);
    }
    Err(Error::internal("no user code was free"))
}

/// The address with the code filled in (RFC 8628 3.3.1).
fn complete(verification_uri: &str, user_code: &UserCode) -> Result<String, Error> {
    let mut url = url::Url::parse(verification_uri)
        .map_err(|error| Error::internal(format!("verificationUrl: {error}")))?;
    url.query_pairs_mut()
        .append_pair("user_code", user_code.as_str());
    Ok(url.into())
}
