//! The origins of the realm's own apps.

use std::collections::HashSet;
use std::sync::Arc;

use durward_model::app::AppStatus;
use durward_oauth::RedirectUri;
use durward_store::documents::{Document, Gathered};
use durward_store::{Cx, Error};

use super::compile::read;
use super::kind::NAME;

/// The origins of first-party apps in use: where their redirect addresses are, and those they list.
///
/// Their pages may use interfaces that rely on a person's cookies. Apps of others get what people consent to, by
/// OAuth, and nothing else.
#[derive(Debug, Default)]
pub struct OwnOrigins(HashSet<String>);

impl OwnOrigins {
    /// Those of the realm of `cx`.
    ///
    /// # Errors
    /// Database failures.
    pub async fn of(cx: &Cx) -> Result<Arc<Self>, Error> {
        cx.platform.documents.gathered(cx).await
    }

    /// Whether `origin`, as a browser writes it, is one of them.
    #[must_use]
    pub fn contains(&self, origin: &str) -> bool {
        self.0.contains(origin)
    }
}

impl Gathered for OwnOrigins {
    const KIND: &'static str = NAME;

    fn add(&mut self, document: &Document) {
        let app = match read(&document.id, document.body.clone()) {
            Ok(app) => app,
            Err(error) => {
                tracing::warn!(%error, "an app was left out");
                return;
            }
        };
        if !app.first_party || app.status != AppStatus::Active {
            return;
        }
        let uris = app.oauth.redirect_uris.iter();
        let uris = uris.filter_map(|text| RedirectUri::parse(text).ok()?.origin());
        self.0.extend(uris);
        self.0.extend(app.oauth.javascript_origins);
    }
}
