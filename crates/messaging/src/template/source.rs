//! Whose words a message is in: the app's, else the realm's or those of the closest realm above it, else the product's.

use std::sync::Arc;

use durward_model::service::Email;
use durward_store::{Cx, Error, services};

use super::app::App;
use super::built_in::Language;
use super::document::{Written, key};

/// Whose words.
#[derive(Debug, Clone)]
pub(super) enum Source {
    /// An administrator's, and in which realm they stand.
    Document {
        written: Arc<Written>,
        realm: String,
    },
    /// The product's own.
    Product,
    /// Those of the realm's mail settings, for what has no template.
    Settings(Arc<Email>),
}

impl Source {
    /// Whose words the message `template` of `app` is in. `drafts` count as if they were saved in the realm of `cx`.
    ///
    /// # Errors
    /// Database failures; internal when a stored template does not read.
    pub(super) async fn of(
        cx: &Cx,
        template: &str,
        app: Option<&App>,
        drafts: &[Arc<Written>],
    ) -> Result<Self, Error> {
        if let Some(app) = app {
            let key = key(template, Some(&app.client_id));
            if let Some(found) = Self::written(cx, &key, drafts).await? {
                return Ok(found);
            }
        }
        let key = key(template, None);
        if let Some(found) = Self::written(cx, &key, drafts).await? {
            return Ok(found);
        }
        let mut cx = cx.clone();
        let email = services::settings::<Email>(&cx).await?;
        while let Some(above) = crate::channel::above(&cx).await? {
            cx = above;
            if let Some(found) = Self::written(&cx, &key, &[]).await? {
                return Ok(found);
            }
        }
        Ok(match Language::of(&[]).template(template) {
            Some(_) => Self::Product,
            None => Self::Settings(email),
        })
    }

    /// The template under `key` in the realm of `cx`, where there is one and it is in use.
    async fn written(cx: &Cx, key: &str, drafts: &[Arc<Written>]) -> Result<Option<Self>, Error> {
        let draft = drafts.iter().find(|draft| draft.key() == key);
        let written = match draft {
            Some(draft) => Some(Arc::clone(draft)).filter(|draft| draft.enabled),
            None => Written::stored(cx, key).await?,
        };
        let realm = || cx.realm.path.to_string();
        Ok(written.map(|written| Self::Document {
            written,
            realm: realm(),
        }))
    }
}
