//! Words for people, not yet in a language.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Something to say to a person. A face turns it into text once it knows the person's language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Message {
    /// A text of the product, looked up in its translations.
    Key {
        /// The translation's name: `signin-username`.
        key: Cow<'static, str>,
        /// Values the translation puts in its places.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        args: BTreeMap<String, String>,
    },
    /// A text an administrator wrote, in the languages they wrote it in.
    Text(Localized),
}

impl Message {
    /// A product text without arguments.
    #[must_use]
    pub const fn key(key: &'static str) -> Self {
        Self::Key {
            key: Cow::Borrowed(key),
            args: BTreeMap::new(),
        }
    }

    /// The same with one more argument. An administrator's own text has no places and is left as it is.
    #[must_use]
    pub fn arg(mut self, name: &str, value: impl Into<String>) -> Self {
        if let Self::Key { args, .. } = &mut self {
            args.insert(name.to_owned(), value.into());
        }
        self
    }

    /// Text for a person who reads `locales` (best first, BCP 47), product texts found by `translate`.
    pub fn render(
        &self,
        locales: &[&str],
        translate: &dyn Fn(&str, &BTreeMap<String, String>) -> String,
    ) -> String {
        match self {
            Self::Key { key, args } => translate(key, args),
            Self::Text(text) => text.pick(locales).to_owned(),
        }
    }
}

impl From<Localized> for Message {
    fn from(text: Localized) -> Self {
        Self::Text(text)
    }
}

/// One text in several languages, by BCP 47 tag.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Localized(BTreeMap<String, String>);

impl Localized {
    /// Characters of one text.
    pub const MAX_CHARS: usize = 4_000;
    /// Languages of one text.
    pub const MAX_LOCALES: usize = 100;

    /// A text in one language.
    pub fn one(locale: impl Into<String>, text: impl Into<String>) -> Self {
        Self(BTreeMap::from([(locale.into(), text.into())]))
    }

    /// The same with a text in one more language.
    #[must_use]
    pub fn and(mut self, locale: impl Into<String>, text: impl Into<String>) -> Self {
        self.0.insert(locale.into(), text.into());
        self
    }

    /// Checks tags and lengths.
    ///
    /// # Errors
    /// What to mend, with the offending locale when there is one. The document's author is at fault.
    pub fn new(texts: BTreeMap<String, String>) -> Result<Self, (String, &'static str)> {
        if texts.len() > Self::MAX_LOCALES {
            return Err((String::new(), "has too many languages: keep at most 100"));
        }
        for (locale, text) in &texts {
            if !is_locale(locale) {
                return Err((
                    locale.clone(),
                    "is not a language tag: use one such as `en` or `pt-BR`",
                ));
            }
            if text.chars().count() > Self::MAX_CHARS {
                return Err((locale.clone(), "is too long: keep it to 4000 characters"));
            }
        }
        Ok(Self(texts))
    }

    /// Whether there is no text at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Each text with its language tag, by tag.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(tag, text)| (tag.as_str(), text.as_str()))
    }

    /// The text for the first of `locales` there is one for: the tag itself, then ever shorter forms of it, then any
    /// tag of the same language. When none fits: English, else the first there is, else nothing.
    #[must_use]
    pub fn pick(&self, locales: &[&str]) -> &str {
        let wanted = locales
            .iter()
            .chain(&["en"])
            .find_map(|locale| self.closest(locale));
        wanted
            .or_else(|| self.0.values().next().map(String::as_str))
            .unwrap_or_default()
    }

    fn closest(&self, locale: &str) -> Option<&str> {
        let mut tag = locale;
        loop {
            if let Some((_, text)) = self
                .0
                .iter()
                .find(|(have, _)| have.eq_ignore_ascii_case(tag))
            {
                return Some(text);
            }
            match tag.rfind(['-', '_']) {
                Some(end) => tag = &tag[..end],
                None => break,
            }
        }
        self.0
            .iter()
            .find(|(have, _)| {
                have.split(['-', '_'])
                    .next()
                    .is_some_and(|l| l.eq_ignore_ascii_case(tag))
            })
            .map(|(_, text)| text.as_str())
    }
}

fn is_locale(tag: &str) -> bool {
    let mut parts = tag.split(['-', '_']);
    let language = parts.next().unwrap_or_default();
    (2..=8).contains(&language.len())
        && language.bytes().all(|b| b.is_ascii_alphabetic())
        && tag.len() <= 35
        && parts.all(|part| {
            (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
        })
}
