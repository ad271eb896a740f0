//! Text that is shown to people, before a language is chosen.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Serialize;

/// Words for people: as written, by key of a translation, or translated by an administrator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Text {
    /// Shown as it is, in whatever language it is written.
    Plain(String),
    /// A message of `locales/`, with the values it names.
    Message {
        /// The message's key, such as `signin-failed`.
        key: Cow<'static, str>,
        /// Values by name.
        args: BTreeMap<Cow<'static, str>, Arg>,
    },
    /// Translations by language tag, as administrators write them: `{"en": "Welcome", "fr": "Bienvenue"}`.
    Translations(BTreeMap<String, String>),
}

/// A value put into a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Arg {
    /// A name, an address: shown as it is and isolated from the direction of the text around it.
    Text(String),
    /// A count: also chooses the plural form.
    Number(i64),
}

impl Text {
    /// Text shown as it is.
    #[must_use]
    pub fn plain(text: impl Into<String>) -> Self {
        Self::Plain(text.into())
    }

    /// The message called `key`.
    #[must_use]
    pub fn message(key: impl Into<Cow<'static, str>>) -> Self {
        Self::Message {
            key: key.into(),
            args: BTreeMap::new(),
        }
    }

    /// Adds a value to a message; other kinds of text take none and stay as they are.
    #[must_use]
    pub fn with(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<Arg>) -> Self {
        if let Self::Message { args, .. } = &mut self {
            args.insert(name.into(), value.into());
        }
        self
    }

    /// Translations written by an administrator, by language tag.
    #[must_use]
    pub fn translations<K: Into<String>, V: Into<String>>(
        by_tag: impl IntoIterator<Item = (K, V)>,
    ) -> Self {
        Self::Translations(
            by_tag
                .into_iter()
                .map(|(tag, text)| (tag.into(), text.into()))
                .collect(),
        )
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<i64> for Arg {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}
