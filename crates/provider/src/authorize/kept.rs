//! Requests that wait at the server for their person, under a `request_uri` of ours (RFC 9126 2.2).
//!
//! Before a person is involved such a request lives for seconds. Once it needs one it is *begun*, and lives as long as a
//! sign-in may take. It is used up in the transaction that grants or refuses it.

use std::fmt;

use durward_db::Tx;
use durward_model::Timestamp;
use durward_model::id::PushedRequestId;
use durward_model::service::Authentication;
use durward_oauth::Parameters;
use durward_store::pushed_requests::{self, PushedRequest};
use durward_store::token::{self, OpaqueToken};
use durward_store::{Cx, Error, services};

use crate::clients::Client;

/// What every `request_uri` of ours begins with (RFC 9126 2.2).
pub(super) const SCHEME: &str = "urn:ietf:params:oauth:request_uri:";

/// Parameters by which an app proves who it is: they are no part of its request (RFC 9126 2.1).
const CREDENTIALS: [&str; 3] = ["client_secret", "client_assertion", "client_assertion_type"];

/// A request that waits at the server.
#[derive(Clone)]
pub(crate) struct Kept {
    id: PushedRequestId,
    /// Its address, which only the app and the person's browser know.
    pub(super) request_uri: String,
    /// When it first came to a person.
    pub(crate) begun_at: Option<Timestamp>,
}

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Kept({})", self.id)
    }
}

impl Kept {
    /// Notes that the request has come to a person.
    ///
    /// # Errors
    /// Database failures.
    pub(super) async fn begin(&self, cx: &Cx) -> Result<(), Error> {
        if self.begun_at.is_some() {
            return Ok(());
        }
        let mut tx = cx.db().begin().await?;
        pushed_requests::begin(cx, &mut tx, self.id, until(cx).await?).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Uses the request up. Of many at once, one gets `true`.
    ///
    /// # Errors
    /// Database failures.
    pub(super) async fn claim(&self, cx: &Cx, tx: &mut Tx) -> Result<bool, Error> {
        pushed_requests::claim(cx, tx, self.id).await
    }
}

/// When a sign-in that begins now must be over.
async fn until(cx: &Cx) -> Result<Timestamp, Error> {
    let settings = services::settings::<Authentication>(cx).await?;
    Ok(cx
        .now
        .plus_seconds(settings.authentication_session_lifetime))
}

/// The request of `client` at `request_uri`; none when it is unknown, another app's, expired or used up.
///
/// # Errors
/// Database failures.
pub(super) async fn find(
    cx: &Cx,
    client: &Client,
    request_uri: &str,
) -> Result<Option<(Parameters, Kept)>, Error> {
    let Some((id, secret)) = request_uri.strip_prefix(SCHEME).and_then(token::split) else {
        return Ok(None);
    };
    let row = pushed_requests::load(cx, &mut cx.db().read().await?, id).await?;
    let row = row.filter(|row| {
        token::matches(secret, &row.secret_hash)
            && row.app == client.id
            && row.used_at.is_none()
            && row.expires_at > cx.now
    });
    let Some(row) = row else {
        return Ok(None);
    };
    let parameters = Parameters::from_form(&row.parameters)
        .map_err(|error| Error::internal(format!("a kept request does not read: {error}")))?;
    let kept = Kept {
        id: row.id,
        request_uri: request_uri.to_owned(),
        begun_at: row.begun_at,
    };
    Ok(Some((parameters, kept)))
}

/// Keeps what `client` pushed for `seconds`. Returns its `request_uri`.
///
/// # Errors
/// Database failures.
pub(super) async fn push(
    cx: &Cx,
    tx: &mut Tx,
    client: &Client,
    parameters: &Parameters,
    seconds: i64,
) -> Result<String, Error> {
    let ends = cx.now.plus_seconds(seconds);
    keep(cx, tx, client, parameters, ends, None).await
}

/// Keeps what `client` asks for in a request object while its person signs in. Returns its `request_uri`.
///
/// # Errors
/// Database failures.
pub(super) async fn set_aside(
    cx: &Cx,
    client: &Client,
    parameters: &Parameters,
) -> Result<String, Error> {
    let ends = until(cx).await?;
    let mut tx = cx.db().begin().await?;
    let request_uri = keep(cx, &mut tx, client, parameters, ends, Some(cx.now)).await?;
    tx.commit().await?;
    Ok(request_uri)
}

async fn keep(
    cx: &Cx,
    tx: &mut Tx,
    client: &Client,
    parameters: &Parameters,
    expires_at: Timestamp,
    begun_at: Option<Timestamp>,
) -> Result<String, Error> {
    let id = PushedRequestId::new(cx.now, cx.entropy());
    let issued = OpaqueToken::issue(id.as_str(), cx.entropy());
    let row = PushedRequest {
        id,
        secret_hash: issued.secret_hash,
        app: client.id,
        parameters: parameters.encoded_without(&CREDENTIALS),
        expires_at,
        begun_at,
        used_at: None,
    };
    pushed_requests::insert(cx, tx, &row).await?;
    Ok(format!("{SCHEME}{}", issued.text.expose()))
}

/// Where the answer to the request that waits at `request_uri` goes; none when there is no such request.
///
/// # Errors
/// Database failures.
pub async fn return_address(cx: &Cx, request_uri: &str) -> Result<Option<String>, Error> {
    let Some((id, secret)) = request_uri.strip_prefix(SCHEME).and_then(token::split) else {
        return Ok(None);
    };
    let row = pushed_requests::load(cx, &mut cx.db().read().await?, id).await?;
    let row = row.filter(|row| token::matches(secret, &row.secret_hash));
    let parameters = row.and_then(|row| Parameters::from_form(&row.parameters).ok());
    let redirect_uri = parameters
        .as_ref()
        .map(|parameters| parameters.one("redirect_uri"));
    Ok(redirect_uri
        .and_then(Result::ok)
        .flatten()
        .map(str::to_owned))
}
