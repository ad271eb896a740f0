//! The apps a person gave access to, and taking it back.

use durward_model::Timestamp;
use durward_model::audit::{Event, Topic};
use durward_model::id::UserId;
use durward_store::{Cx, Error, audit, consents, documents, grants};

use crate::clients::AppKind;
use durward_store::documents::Kind;

/// An app that a person gave access to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenApp {
    /// Identifier of the app.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its logo.
    pub logo_uri: Option<String>,
    /// What it may do, separated by spaces; empty when nothing is remembered.
    pub scope: String,
    /// Since when.
    pub since: Timestamp,
}

/// The apps that `user` gave access to.
///
/// # Errors
/// Database failures.
pub async fn given_by(cx: &Cx, user: UserId) -> Result<Vec<GivenApp>, Error> {
    let mut tx = cx.db().read().await?;
    let mut apps = Vec::new();
    for (id, since) in grants::apps_of(cx, &mut tx, user).await? {
        let Some(document) = documents::load(cx, &mut tx, AppKind.name(), &id).await? else {
            continue;
        };
        let scope = match id.parse() {
            Ok(app) => consents::load(cx, &mut tx, user, app)
                .await?
                .unwrap_or_default(),
            Err(_) => String::new(),
        };
        let logo_uri = document
            .body
            .get("logo_uri")
            .and_then(serde_json::Value::as_str)
            .map(str::to_owned);
        apps.push(GivenApp {
            id,
            name: document.name,
            logo_uri,
            scope,
            since: Timestamp::from_millis(since),
        });
    }
    Ok(apps)
}

/// Takes back what `user` gave the app: its tokens end and its consent is forgotten. An app that was given nothing, and
/// what is no app at all, leaves no trace.
///
/// # Errors
/// Database failures.
pub async fn withdraw(cx: &Cx, user: UserId, app: &str) -> Result<(), Error> {
    let mut tx = cx.db().begin().await?;
    let ended = grants::revoke_between(cx, &mut tx, user, app).await?;
    if !consents::remove(cx, &mut tx, user, app).await? && ended == 0 {
        return Ok(());
    }
    let event = Event::new(Topic::Activity, "consent.withdrawn")
        .user(user)
        .app(app)
        .with("grants", ended);
    audit::record(cx, &mut tx, event).await?;
    tx.commit().await.map_err(Error::from)
}
