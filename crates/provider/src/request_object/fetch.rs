//! Request objects by reference (RFC 9101 5.2, OpenID Connect Core 6.2): fetched from an address the client registered,
//! and from no other, for whoever writes a link chooses what we ask for (RFC 9101 10.4.1).

use std::sync::Arc;

use durward_model::Timestamp;
use durward_model::http::{Method, Outbound};
use durward_model::id::RealmId;
use durward_oauth::{AuthorizationError, AuthorizationErrorCode};
use durward_store::Cx;

use crate::clients::Client;
use crate::{Denial, Provider};

/// Longest object read, in bytes.
const LONGEST: usize = 16 * 1024;
/// Longest address, in characters (RFC 9101 5.2).
pub(crate) const LONGEST_URI: usize = 512;
/// Seconds an answer is kept whatever it says, so that many links are not many requests.
const LEAST: i64 = 5;
/// Seconds it is kept at most.
const MOST: i64 = 300;

#[derive(Debug, Clone)]
struct Fetched {
    /// None where nothing sound was there.
    object: Option<Arc<str>>,
    until: Timestamp,
}

/// The request objects fetched by this process.
pub struct RequestObjects(moka::sync::Cache<(RealmId, String), Fetched>);

impl std::fmt::Debug for RequestObjects {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RequestObjects({})", self.0.entry_count())
    }
}

impl Default for RequestObjects {
    fn default() -> Self {
        Self(moka::sync::Cache::new(1000))
    }
}

/// The object at `uri`, an address of `client`'s.
///
/// # Errors
/// `invalid_request_uri`.
pub(super) async fn object(
    provider: &Provider,
    cx: &Cx,
    client: &Client,
    uri: &str,
) -> Result<Arc<str>, Denial> {
    let refused = |why: &'static str| {
        let code = AuthorizationErrorCode::InvalidRequestUri;
        Denial::from(AuthorizationError::new(code, why))
    };
    let registered = client
        .request_uris
        .iter()
        .any(|registered| without_fragment(registered) == without_fragment(uri));
    if !registered || uri.len() > LONGEST_URI {
        return Err(refused(
            "The request_uri is not registered for this client.",
        ));
    }
    let objects = &provider.request_objects;
    objects
        .at(cx, uri)
        .await
        .ok_or_else(|| refused("The request_uri does not answer with a request object."))
}

/// The fragment says which version of the object is meant (OpenID Connect Core 6.2): it is not sent, but kept apart.
fn without_fragment(uri: &str) -> &str {
    uri.split('#').next().unwrap_or_default()
}

impl RequestObjects {
    async fn at(&self, cx: &Cx, uri: &str) -> Option<Arc<str>> {
        let place = (cx.realm.id, uri.to_owned());
        if let Some(known) = self.0.get(&place)
            && cx.now < known.until
        {
            return known.object;
        }
        let (object, keep) = match fetch(cx, without_fragment(uri)).await {
            Ok((object, keep)) => (Some(object), keep),
            Err(why) => {
                tracing::warn!(uri, why, "a client's request object could not be fetched");
                (None, LEAST)
            }
        };
        let fetched = Fetched {
            object: object.clone(),
            until: cx.now.plus_seconds(keep),
        };
        self.0.insert(place, fetched);
        object
    }
}

async fn fetch(cx: &Cx, uri: &str) -> Result<(Arc<str>, i64), String> {
    let request = Outbound {
        method: Method::Get,
        url: uri.to_owned(),
        headers: vec![(
            "accept".to_owned(),
            "application/oauth-authz-req+jwt, application/jwt".to_owned(),
        )],
        body: Vec::new(),
        max_bytes: LONGEST,
    };
    let answer = cx.platform.http.send(request).await;
    let answer = answer.map_err(|failure| failure.to_string())?;
    if answer.status != 200 {
        return Err(format!("status {}", answer.status));
    }
    let text = String::from_utf8(answer.body).map_err(|error| error.to_string())?;
    let keep = answer.max_age.map_or(LEAST, i64::from).clamp(LEAST, MOST);
    Ok((text.trim().into(), keep))
}
