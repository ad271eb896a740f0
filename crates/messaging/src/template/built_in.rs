//! The product's own words, in every language it speaks.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// Tag, whether it is written from right to left, and words.
const FILES: [(&str, &str); 6] = [
    ("en", include_str!("../../locales/en.json")),
    ("ar", include_str!("../../locales/ar.json")),
    ("de", include_str!("../../locales/de.json")),
    ("es", include_str!("../../locales/es.json")),
    ("fr", include_str!("../../locales/fr.json")),
    ("nl", include_str!("../../locales/nl.json")),
];

static LANGUAGES: LazyLock<Vec<Language>> = LazyLock::new(|| {
    FILES
        .iter()
        .map(|(tag, text)| {
            #[expect(clippy::expect_used, reason = "part of the program; a test reads it")]
            let words = serde_json::from_str(text).expect("the words of a language read");
            Language { tag, words }
        })
        .collect()
});

/// The words of one language.
#[derive(Debug)]
pub(super) struct Language {
    pub(super) tag: &'static str,
    words: Words,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Words {
    greeting: String,
    copy: String,
    details: BTreeMap<String, String>,
    not_me: String,
    not_me_lead: String,
    templates: BTreeMap<String, Said>,
}

/// What one template says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Said {
    /// Subject of a mail.
    pub(super) subject: String,
    /// Paragraphs before the code, the button or the details.
    pub(super) before: Vec<String>,
    /// Paragraphs after it.
    pub(super) after: Vec<String>,
    /// What the button says that opens the link.
    #[serde(default)]
    pub(super) button: Option<String>,
    /// All of it as a text message.
    pub(super) short: String,
}

impl Language {
    /// The language for the first of `wanted` that the product speaks, else English.
    pub(super) fn of(wanted: &[&str]) -> &'static Self {
        let known = |tag: &&str| {
            let primary = tag.split(['-', '_']).next().unwrap_or_default();
            LANGUAGES
                .iter()
                .find(|language| language.tag.eq_ignore_ascii_case(primary))
        };
        wanted.iter().find_map(known).unwrap_or(&LANGUAGES[0])
    }

    /// What the template `name` says.
    pub(super) fn template(&self, name: &str) -> Option<&Said> {
        self.words.templates.get(name)
    }

    pub(super) fn greeting(&self) -> &str {
        &self.words.greeting
    }

    /// Before the link in full.
    pub(super) fn copy(&self) -> &str {
        &self.words.copy
    }

    /// What a detail of a notice is called.
    pub(super) fn detail(&self, name: &str) -> &str {
        self.words.details.get(name).map_or("", String::as_str)
    }

    /// What the link says that is for those who did not do it, and what stands above it.
    pub(super) fn not_me(&self) -> (&str, &str) {
        (&self.words.not_me, &self.words.not_me_lead)
    }
}

/// `rtl` for languages written from right to left.
pub(super) fn direction(tag: &str) -> &'static str {
    let primary = tag.split(['-', '_']).next().unwrap_or_default();
    match primary.to_ascii_lowercase().as_str() {
        "ar" | "he" | "fa" | "ur" => "rtl",
        _ => "ltr",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::letter::Purpose;

    #[test]
    fn every_language_has_words_for_every_purpose() {
        for (tag, _) in FILES {
            let language = Language::of(&[tag]);
            assert_eq!(language.tag, tag);
            for purpose in Purpose::ALL {
                let said = language.template(purpose.template()).unwrap();
                assert!(!said.subject.is_empty() && !said.short.is_empty(), "{tag}");
            }
            for detail in ["when", "browser", "address", "method"] {
                assert!(!language.detail(detail).is_empty(), "{tag} {detail}");
            }
        }
    }
}
