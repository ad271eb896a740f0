//! The translations of `locales/`, and the one place where a [`Text`] becomes words.

use std::borrow::Cow;
use std::collections::BTreeMap;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

use super::text::Arg;
use super::{Locale, Text, embedded, escape};

type Bundle = FluentBundle<FluentResource>;

/// Every translation, parsed once and shared by all requests.
pub struct Messages {
    bundles: Vec<Bundle>,
}

impl Messages {
    /// Parses the embedded translations of every locale.
    #[must_use]
    pub fn load() -> Self {
        Self {
            bundles: Locale::ALL.into_iter().map(bundle).collect(),
        }
    }

    /// The message called `key` as plain words. A message that a locale lacks is said in English; an unknown key
    /// is said as it is.
    #[must_use]
    pub fn text(
        &self,
        locale: Locale,
        key: &str,
        args: &BTreeMap<Cow<'static, str>, Arg>,
    ) -> String {
        escape::without_isolates(&self.format(locale, key, Some(&fluent_args(args))))
    }

    /// A text as plain words in `locale`, for places other than a page: JSON, mail subjects, logs of people's choices.
    #[must_use]
    pub fn resolve<'a>(&self, locale: Locale, text: &'a Text) -> Cow<'a, str> {
        match text {
            Text::Plain(text) => Cow::Borrowed(text),
            Text::Message { key, args } => Cow::Owned(self.text(locale, key, args)),
            Text::Translations(by_tag) => Cow::Borrowed(translation(locale, by_tag)),
        }
    }

    /// The message with its values between directional isolates; see [`escape::message`].
    pub(super) fn format<'a>(
        &'a self,
        locale: Locale,
        key: &'a str,
        args: Option<&'a FluentArgs<'_>>,
    ) -> Cow<'a, str> {
        [locale, Locale::English]
            .into_iter()
            .find_map(|locale| {
                let bundle = &self.bundles[locale.index()];
                let pattern = bundle.get_message(key)?.value()?;
                Some(bundle.format_pattern(pattern, args, &mut Vec::new()))
            })
            .unwrap_or(Cow::Borrowed(key))
    }
}

/// A value for a message, without the characters that could reorder the sentence.
pub(super) fn fluent_text(text: &str) -> FluentValue<'static> {
    let text: String = text
        .chars()
        .filter(|&character| !escape::steers_direction(character))
        .collect();
    FluentValue::from(text)
}

/// The best of an administrator's translations: the locale's, else English, else any.
fn translation(locale: Locale, by_tag: &BTreeMap<String, String>) -> &str {
    let of = |wanted: Locale| {
        by_tag.get(wanted.tag()).or_else(|| {
            by_tag
                .iter()
                .find(|(tag, _)| Locale::lookup(tag) == Some(wanted))
                .map(|(_, text)| text)
        })
    };
    of(locale)
        .or_else(|| of(Locale::English))
        .or_else(|| by_tag.values().next())
        .map_or("", String::as_str)
}

fn fluent_args(args: &BTreeMap<Cow<'static, str>, Arg>) -> FluentArgs<'static> {
    let mut values = FluentArgs::with_capacity(args.len());
    for (name, value) in args {
        let value = match value {
            Arg::Text(text) => fluent_text(text),
            Arg::Number(number) => FluentValue::from(*number),
        };
        values.set(name.clone(), value);
    }
    values
}

#[expect(
    clippy::expect_used,
    reason = "the tags are constants, checked by every test that renders a page"
)]
fn bundle(locale: Locale) -> Bundle {
    let tag = locale.tag().parse().expect("a language tag");
    let mut bundle = Bundle::new_concurrent(vec![tag]);
    for (_, source) in embedded::locale_files(locale.tag()) {
        let resource = FluentResource::try_new(source).unwrap_or_else(|(resource, _)| resource);
        bundle.add_resource_overriding(resource);
    }
    bundle
}
