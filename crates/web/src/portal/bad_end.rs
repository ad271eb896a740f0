//! Where a person goes whose sign-in for an app came to a bad end: to the address that the app has for such an end
//! (R-JRN-13). Errors that OAuth itself tells the app go to its redirect address and never here.

use std::sync::Arc;

use durward_oauth::ClientId;
use durward_provider::clients::Client;
use durward_signin::journeys::{Ending, Failed};
use durward_store::Error;

use crate::kit::asked::Asked;
use crate::kit::page::form_target;

/// The address for `end`: what the request or the journey said, else what the app says.
///
/// # Errors
/// Database failures.
pub(crate) async fn address(asked: &Asked, end: &Failed) -> Result<Option<String>, Error> {
    if end.failure_url.is_some() {
        return Ok(end.failure_url.clone());
    }
    let app = app(asked, end.client_id.as_deref(), end.goto.as_deref()).await?;
    Ok(app.and_then(|app| of_app(&app, end.ending)))
}

/// The same for an attempt of the app `client_id`.
///
/// # Errors
/// Database failures.
pub(crate) async fn address_for(
    asked: &Asked,
    client_id: &str,
    ending: Ending,
) -> Result<Option<String>, Error> {
    let app = app(asked, Some(client_id), None).await?;
    Ok(app.and_then(|app| of_app(&app, ending)))
}

/// Where forms of a sign-in may end besides here, for `form-action`: the addresses its app has for bad ends.
///
/// # Errors
/// Database failures.
pub(super) async fn targets(
    asked: &Asked,
    client_id: Option<&str>,
    goto: Option<&str>,
) -> Result<Vec<String>, Error> {
    let app = app(asked, client_id, goto).await?;
    let targets = app.iter().flat_map(|app| app.logon_result_urls.all());
    Ok(targets
        .filter_map(|(_, address)| form_target(address))
        .collect())
}

/// The app a sign-in is for: the one it began with, else the one whose request it goes on to.
async fn app(
    asked: &Asked,
    client_id: Option<&str>,
    goto: Option<&str>,
) -> Result<Option<Arc<Client>>, Error> {
    let requested = || {
        let (_, query) = goto?.split_once("/oauth2/authorize?")?;
        let mut pairs = form_urlencoded::parse(query.as_bytes());
        let (_, id) = pairs.find(|(name, _)| name == "client_id")?;
        Some(id.into_owned())
    };
    let id = client_id.map(str::to_owned).or_else(requested);
    let Some(id) = id.and_then(|id| ClientId::parse(&id).ok()) else {
        return Ok(None);
    };
    let app = Client::find(&asked.cx, &id).await?;
    Ok(app.filter(|app| app.active))
}

fn of_app(app: &Client, ending: Ending) -> Option<String> {
    let urls = &app.logon_result_urls;
    match ending {
        Ending::Denied => urls.access_denied.clone(),
        Ending::Failed => urls.failed.clone(),
        Ending::Broken => urls.error.clone(),
    }
}
