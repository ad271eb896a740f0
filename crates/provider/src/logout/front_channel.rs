//! Apps that the browser loads when a session ends (OpenID Connect Front-Channel Logout 1.0).

use durward_model::id::SessionId;
use durward_store::{Cx, Error, app_sessions};

use crate::clients::Client;

/// The addresses that the browser loads because `session` ends, each with issuer and session where the app wants them
/// (section 3). To be asked before the session is ended.
///
/// # Errors
/// Database failures.
pub async fn front_channel(cx: &Cx, session: SessionId) -> Result<Vec<String>, Error> {
    let apps = app_sessions::apps_of(cx, &mut cx.db().read().await?, session).await?;
    let mut addresses = Vec::new();
    for app in apps {
        let client = Client::by_id(cx, app).await?;
        let Some(client) = client.filter(|client| client.active) else {
            continue;
        };
        let Some(address) = &client.logout.front_channel else {
            continue;
        };
        let Ok(mut address) = url::Url::parse(address) else {
            continue;
        };
        if client.logout.front_channel_session_required {
            address
                .query_pairs_mut()
                .append_pair("iss", &cx.issuer())
                .append_pair("sid", session.as_str());
        }
        addresses.push(address.to_string());
    }
    Ok(addresses)
}
