//! Templates that administrators write: the kind `message-template`.

use std::collections::BTreeMap;
use std::sync::Arc;

use durward_db::Tx;
use durward_model::Invalid;
use durward_model::id::DocumentId;
use durward_store::documents::{
    Checked, Checking, Compiled, Document, Draft, Kind as DocumentKind, load_by_key,
};
use durward_store::{Cx, Error};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::app;
use super::engine::{Kind, check};
use crate::letter::Purpose;

/// Kind of the documents that hold templates.
pub const KIND: &str = "message-template";

/// Longest text of one language, in bytes.
const LONGEST: usize = 64 * 1024;
/// Most languages of one text.
const LANGUAGES: usize = 100;
const HTML: &str = "text/html";
const PLAIN: &str = "text/plain";

/// A template as it is written. Its `_id` is the name messages ask for: one of the product's own, whose words it
/// replaces, or any other that a journey names. With an `app` it is for those who come from that app alone.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct Written {
    #[serde(rename = "_id")]
    pub(super) id: String,
    /// `client_id` of the app it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) app: Option<String>,
    pub(super) enabled: bool,
    /// Where mail comes from; the channel's address when empty.
    pub(super) from: String,
    pub(super) default_locale: String,
    pub(super) mime_type: String,
    /// By language.
    pub(super) subject: BTreeMap<String, String>,
    /// By language.
    pub(super) message: BTreeMap<String, String>,
    /// The same without markup, by language: for readers without HTML, and for text messages.
    pub(super) text: BTreeMap<String, String>,
    /// Style rules of an HTML mail.
    pub(super) styles: String,
}

impl Default for Written {
    fn default() -> Self {
        Self {
            id: String::new(),
            app: None,
            enabled: true,
            from: String::new(),
            default_locale: "en".to_owned(),
            mime_type: HTML.to_owned(),
            subject: BTreeMap::new(),
            message: BTreeMap::new(),
            text: BTreeMap::new(),
            styles: String::new(),
        }
    }
}

impl Written {
    /// Reads and checks what somebody wrote.
    ///
    /// # Errors
    /// Invalid, naming the field.
    pub(super) fn read(body: Value) -> Result<Self, Error> {
        let written: Self =
            serde_json::from_value(body).map_err(|error| crate::channel::unread(&error))?;
        written.validate()?;
        Ok(written)
    }

    /// The template under `key` in the realm of `cx`, if it is in use.
    pub(super) async fn stored(cx: &Cx, key: &str) -> Result<Option<Arc<Self>>, Error> {
        let found = cx.platform.documents.find::<Found>(cx, key).await?;
        Ok(found.and_then(|found| found.0.clone()))
    }

    /// What it is found by.
    pub(super) fn key(&self) -> String {
        key(&self.id, self.app.as_deref())
    }

    pub(super) fn is_html(&self) -> bool {
        self.mime_type == HTML
    }

    fn validate(&self) -> Result<(), Invalid> {
        let name = !self.id.is_empty()
            && self.id.len() <= 100
            && self
                .id
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
        if !name {
            let known: Vec<&str> = Purpose::ALL.iter().map(|one| one.template()).collect();
            return Err(Invalid::new(
                "_id",
                format!(
                    "Give a name of letters, digits, dots and hyphens. The product's own are: {}.",
                    known.join(", ")
                ),
            ));
        }
        if self
            .app
            .as_deref()
            .is_some_and(|app| app.is_empty() || app.len() > 255)
        {
            return Err(Invalid::new("app", "Give the client_id of an app."));
        }
        if self.mime_type != HTML && self.mime_type != PLAIN {
            return Err(Invalid::new("mimeType", "Give text/html or text/plain."));
        }
        if self.message.is_empty() {
            return Err(Invalid::new("message", "Give a text in a language."));
        }
        if self.from.chars().any(char::is_control) || self.from.len() > 320 {
            return Err(Invalid::new("from", "Give an address on one line."));
        }
        if self.styles.contains('<') || self.styles.len() > LONGEST {
            return Err(Invalid::new("styles", "Give style rules without '<'."));
        }
        let body = if self.is_html() {
            Kind::Html
        } else {
            Kind::Plain
        };
        for (field, kind, texts) in [
            ("subject", Kind::Plain, &self.subject),
            ("message", body, &self.message),
            ("text", Kind::Plain, &self.text),
        ] {
            if texts.len() > LANGUAGES {
                return Err(Invalid::new(field, "Give at most 100 languages."));
            }
            for (language, text) in texts {
                let refused = |why: String| Invalid::new(format!("{field}.{language}"), why);
                if text.len() > LONGEST {
                    return Err(refused("Keep it to 64 KiB.".to_owned()));
                }
                check(kind, text).map_err(|why| refused(format!("It is no template: {why}.")))?;
            }
        }
        Ok(())
    }
}

/// What the template `name` is found by: `code`, and `code@shop` where it is for the app `shop`. No name has an `@`.
pub(super) fn key(name: &str, app: Option<&str>) -> String {
    match app {
        Some(app) => format!("{name}@{app}"),
        None => name.to_owned(),
    }
}

/// What there is of a name: a template or nothing. Both are worth remembering.
struct Found(Option<Arc<Written>>);

impl Compiled for Found {
    const KIND: &'static str = KIND;

    async fn compile(_: &Cx, document: Document) -> Result<Self, Error> {
        let written: Written = serde_json::from_value(document.body).map_err(|error| {
            Error::internal(format!("a stored template does not read: {error}"))
        })?;
        Ok(Self(written.enabled.then(|| Arc::new(written))))
    }

    fn absent() -> Option<Self> {
        Some(Self(None))
    }
}

/// The kind `message-template`.
#[derive(Debug, Clone, Copy, Default)]
pub struct TemplateKind;

impl DocumentKind for TemplateKind {
    fn name(&self) -> &'static str {
        KIND
    }

    fn new_id(&self, cx: &Cx) -> String {
        DocumentId::new(cx.now, cx.entropy()).to_string()
    }

    fn stated_key(&self, body: &Value) -> Option<String> {
        let text = |member: &str| body.get(member).and_then(Value::as_str);
        Some(key(text("_id")?, text("app")))
    }

    fn check<'a>(&'a self, cx: &'a Cx, tx: &'a mut Tx, draft: Draft<'a>) -> Checking<'a> {
        Box::pin(async move {
            let written = Written::read(draft.body)?;
            if let Some(app) = &written.app
                && load_by_key(cx, tx, app::KIND, app).await?.is_none()
            {
                return Err(Error::invalid(
                    "app",
                    format!("There is no app '{app}' in this realm."),
                ));
            }
            let body = serde_json::to_value(&written)
                .map_err(|error| Error::internal(error.to_string()))?;
            let key = written.key();
            Ok(Checked {
                lookup_key: key.clone(),
                name: key,
                body,
            })
        })
    }
}
