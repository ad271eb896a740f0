//! What templates may say of the app that somebody comes from.

use durward_store::documents::load_by_key;
use durward_store::{Cx, Error};
use serde::Deserialize;

use crate::letter::Values;

/// Kind of the documents that describe apps.
pub(super) const KIND: &str = "app";

/// An app, as far as messages speak of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct App {
    pub(super) client_id: String,
    about: About,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct About {
    name: String,
    logo_uri: Option<String>,
    policy_uri: Option<String>,
    tos_uri: Option<String>,
}

impl App {
    /// The realm's app `client_id`. None when there is none.
    ///
    /// # Errors
    /// Database failures; internal when the stored app does not read.
    pub(super) async fn of(cx: &Cx, client_id: Option<&str>) -> Result<Option<Self>, Error> {
        let Some(client_id) = client_id else {
            return Ok(None);
        };
        let found = load_by_key(cx, &mut cx.db().read().await?, KIND, client_id).await?;
        let Some(document) = found else {
            return Ok(None);
        };
        let about = serde_json::from_value(document.body)
            .map_err(|error| Error::internal(format!("a stored app does not read: {error}")))?;
        Ok(Some(Self {
            client_id: client_id.to_owned(),
            about,
        }))
    }
}

/// `values` with what every message may say: the realm, and the app where somebody comes from one.
pub(super) fn told(cx: &Cx, app: Option<&App>, values: Values) -> Values {
    let mut values = values.with("realm", cx.realm.display_name.as_str());
    let Some(App { about, .. }) = app else {
        return values;
    };
    values = values.with("app", about.name.as_str());
    let links = [
        ("logo_uri", &about.logo_uri),
        ("policy_uri", &about.policy_uri),
        ("tos_uri", &about.tos_uri),
    ];
    for (name, link) in links {
        if let Some(link) = link {
            values = values.with(name, link.as_str());
        }
    }
    values
}
