//! RP-initiated logout (OpenID Connect RP-Initiated Logout 1.0): what an app's request comes to.

use std::sync::Arc;

use durward_model::session::Session;
use durward_oauth::LogoutRequest;
use durward_store::{Cx, Error};

use crate::Provider;
use crate::clients::Client;
use crate::tokens::id_token;

/// What is to happen.
#[derive(Debug)]
pub enum Plan {
    /// The request cannot be trusted: tell the person, with these words for the app's developer.
    Untrusted(&'static str),
    /// End the session now: an ID token of this very session vouches for the request.
    End(Destination),
    /// Ask the person first.
    Ask(Destination),
}

/// Where the browser goes once the session has ended.
#[derive(Debug)]
pub struct Destination {
    /// The app that asked, if it is known.
    pub client: Option<Arc<Client>>,
    /// Its registered address, with `state`; none to stay on our own page.
    pub url: Option<String>,
}

/// Decides what happens with `request`, in the browser of `session`.
///
/// # Errors
/// Database failures.
pub async fn plan(
    provider: &Provider,
    cx: &Cx,
    request: &LogoutRequest,
    session: Option<&Session>,
) -> Result<Plan, Error> {
    let hint = match &request.id_token_hint {
        Some(hint) => match id_token::read_hint(cx, &provider.keys, hint.as_str()).await? {
            Some(hint) => Some(hint),
            None => {
                return Ok(Plan::Untrusted(
                    "The id_token_hint is not an ID token of this issuer.",
                ));
            }
        },
        None => None,
    };
    let named = request.client_id.as_ref().map(|id| id.as_str());
    let hinted = hint.as_ref().map(|hint| hint.client_id.as_str());
    if named.is_some() && hinted.is_some() && named != hinted {
        return Ok(Plan::Untrusted(
            "The client_id is not the one the id_token_hint was issued to.",
        ));
    }
    let client = match named
        .or(hinted)
        .and_then(|id| durward_oauth::ClientId::parse(id).ok())
    {
        Some(id) => Client::find(cx, &id).await?.filter(|client| client.active),
        None => None,
    };
    let url = match &request.post_logout_redirect_uri {
        Some(wanted) => {
            let registered = client.as_ref().and_then(|client| {
                client
                    .post_logout_redirect_uris
                    .iter()
                    .find(|uri| *uri == wanted)
            });
            match registered {
                Some(trusted) => Some(request.return_url(trusted)),
                None => {
                    return Ok(Plan::Untrusted(
                        "The post_logout_redirect_uri is not registered for this client, or no client is named.",
                    ));
                }
            }
        }
        None => None,
    };
    let destination = Destination { client, url };
    let vouched = match (&hint, session) {
        (_, None) => true,
        (Some(hint), Some(session)) => {
            hint.session == Some(session.id)
                || hint.session.is_none() && hint.subject == session.user.as_str()
        }
        (None, Some(_)) => false,
    };
    Ok(if vouched {
        Plan::End(destination)
    } else {
        Plan::Ask(destination)
    })
}
