//! Templates that administrators write: the kind `message-template`.

use std::collections::BTreeMap;
use std::sync::Arc;

use durward_db::Tx;
use durward_model::Invalid;
use durward_model::id::DocumentId;
use durward_store::documents::{
    Checked, Checking, Compiled, Document, Draft, Kind as DocumentKind,
};
use durward_store::{Cx, Error};
use serde::{Deserialize, Serialize};

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
/// replaces, or any other that a journey names.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct Written {
    #[serde(rename = "_id")]
    pub(super) id: String,
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
    /// The template `name` of the realm, or of the closest realm above it that has one.
    pub(super) async fn find(cx: &Cx, name: &str) -> Result<Option<Arc<Self>>, Error> {
        let mut cx = cx.clone();
        loop {
            let found = cx.platform.documents.find::<Found>(&cx, name).await?;
            if let Some(written) = found.and_then(|found| found.0.clone()) {
                return Ok(Some(written));
            }
            match crate::channel::above(&cx).await? {
                Some(above) => cx = above,
                None => return Ok(None),
            }
        }
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

    fn check<'a>(&'a self, _: &'a Cx, _: &'a mut Tx, draft: Draft<'a>) -> Checking<'a> {
        Box::pin(async move {
            let written: Written = serde_json::from_value(draft.body)
                .map_err(|error| crate::channel::unread(&error))?;
            written.validate()?;
            let body = serde_json::to_value(&written)
                .map_err(|error| Error::internal(error.to_string()))?;
            Ok(Checked {
                lookup_key: written.id.clone(),
                name: written.id,
                body,
            })
        })
    }
}
