//! Rendering with all there is to render with: whose words, in which language, for which medium.

use std::collections::BTreeMap;

use durward_model::service::Email;

use super::Rendered;
use super::built_in::{Language, Said};
use super::document::Written;
use super::engine::{self, Kind};
use super::source::Source;
use crate::channel::Refusal;
use crate::letter::{Medium, Values};

/// What every template of a message is rendered with.
pub(super) struct Scene<'a> {
    pub(super) medium: Medium,
    /// Languages, best first.
    pub(super) wanted: &'a [&'a str],
    pub(super) values: Values,
}

impl Scene<'_> {
    /// The message `template` in the words of `source`.
    pub(super) fn render(&self, template: &str, source: &Source) -> Result<Rendered, Refusal> {
        match source {
            Source::Document { written, .. } => self.of_document(written),
            Source::Settings(email) => self.of_settings(email),
            Source::Product => self.of_product(template).unwrap_or_else(|| {
                Err(Refusal::never(&format!(
                    "there is no template '{template}'"
                )))
            }),
        }
    }

    fn plain(&self, source: &str) -> Result<String, Refusal> {
        engine::render(Kind::Plain, source, &self.values)
    }

    fn html(&self, source: &str) -> Result<String, Refusal> {
        engine::render(Kind::Html, source, &self.values)
    }

    /// The product's own words; none when it has no such template.
    fn of_product(&self, template: &str) -> Option<Result<Rendered, Refusal>> {
        let language = Language::of(self.wanted);
        let said = language.template(template)?;
        Some(self.product(language, said))
    }

    fn product(&self, language: &Language, said: &Said) -> Result<Rendered, Refusal> {
        let subject = one_line(&self.plain(&said.subject)?);
        if self.medium != Medium::Email {
            let text = self.plain(&said.short)?;
            return Ok(Rendered {
                subject,
                text,
                language: language.tag.to_owned(),
                ..Rendered::default()
            });
        }
        let (text, html) = engine::lay_out(language, said, &self.values, &subject)?;
        Ok(Rendered {
            subject,
            text,
            html: Some(html),
            from: String::new(),
            language: language.tag.to_owned(),
        })
    }

    /// An administrator's words.
    fn of_document(&self, written: &Written) -> Result<Rendered, Refusal> {
        let fallback = written.default_locale.as_str();
        let pick = |texts| pick(texts, self.wanted, fallback);
        let (language, message) = pick(&written.message).unwrap_or(("en", ""));
        let subject = pick(&written.subject).map_or("", |(_, text)| text);
        let mut rendered = Rendered {
            subject: one_line(&self.plain(subject)?),
            from: written.from.clone(),
            language: language.to_owned(),
            ..Rendered::default()
        };
        let plain = pick(&written.text).map(|(_, text)| text);
        match (self.medium, written.is_html()) {
            (Medium::Email, true) => {
                rendered.html = Some(engine::document(
                    &self.html(message)?,
                    language,
                    &rendered.subject,
                    &written.styles,
                ));
                if let Some(plain) = plain {
                    rendered.text = self.plain(plain)?;
                }
            }
            (Medium::Email, false) => rendered.text = self.plain(message)?,
            (Medium::Sms | Medium::Whatsapp, html) => {
                let text = match (plain, html) {
                    (Some(plain), _) => plain,
                    (None, false) => message,
                    // HTML is no text: say it in the product's words.
                    (None, true) => match self.of_product(&written.id) {
                        Some(rendered) => return rendered,
                        None => "{{ code }} {{ link }}",
                    },
                };
                rendered.text = self.plain(text)?.trim().to_owned();
            }
        }
        Ok(rendered)
    }

    /// The words of the realm's mail settings, for what has no template: the link alone when there are none.
    fn of_settings(&self, email: &Email) -> Result<Rendered, Refusal> {
        let (language, content) =
            pick(&email.content, self.wanted, "en").unwrap_or(("en", "%link%"));
        let subject = pick(&email.subject, self.wanted, "en").map_or("", |(_, text)| text);
        let mut rendered = Rendered {
            subject: one_line(&self.plain(subject)?),
            language: language.to_owned(),
            ..Rendered::default()
        };
        self.put(&mut rendered, content)?;
        Ok(rendered)
    }

    /// Puts the sender's own words in place.
    pub(super) fn reword(
        &self,
        rendered: &mut Rendered,
        subject: &BTreeMap<String, String>,
        message: &BTreeMap<String, String>,
    ) -> Result<(), Refusal> {
        if let Some((_, subject)) = pick(subject, self.wanted, "en") {
            rendered.subject = one_line(&self.plain(subject)?);
        }
        if let Some((language, message)) = pick(message, self.wanted, "en") {
            language.clone_into(&mut rendered.language);
            self.put(rendered, message)?;
        }
        Ok(())
    }

    /// Makes `source` the text: HTML when it looks like it and mail carries it.
    fn put(&self, rendered: &mut Rendered, source: &str) -> Result<(), Refusal> {
        (rendered.text, rendered.html) = (String::new(), None);
        if self.medium == Medium::Email && source.contains('<') {
            let inside = self.html(source)?;
            let (language, subject) = (&rendered.language, &rendered.subject);
            rendered.html = Some(engine::document(&inside, language, subject, ""));
        } else {
            rendered.text = self.plain(source)?;
        }
        Ok(())
    }
}

/// The text for the first of `wanted` that there is one for, else the one in `fallback`, in English, or the first;
/// with its language. None when there is no text.
fn pick<'a>(
    texts: &'a BTreeMap<String, String>,
    wanted: &[&str],
    fallback: &str,
) -> Option<(&'a str, &'a str)> {
    let of = |tag: &str| {
        let mut tag = tag;
        loop {
            let found = texts.iter().find(|(have, _)| same_tag(have, tag));
            match (found, tag.rfind(['-', '_'])) {
                (Some((tag, text)), _) => return Some((tag.as_str(), text.as_str())),
                (None, Some(end)) => tag = &tag[..end],
                (None, None) => return None,
            }
        }
    };
    let mut tags = wanted.iter().chain([&fallback, &"en"]);
    tags.find_map(|tag| of(tag)).or_else(|| {
        let (tag, text) = texts.iter().next()?;
        Some((tag, text))
    })
}

fn same_tag(one: &str, other: &str) -> bool {
    one.len() == other.len()
        && one
            .bytes()
            .zip(other.bytes())
            .all(|(a, b)| a.eq_ignore_ascii_case(&b) || (b"-_".contains(&a) && b"-_".contains(&b)))
}

/// A header field is one line.
fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closest_language_is_chosen() {
        let texts = BTreeMap::from([
            ("en".to_owned(), "hello".to_owned()),
            ("pt-BR".to_owned(), "olá".to_owned()),
            ("fr".to_owned(), "bonjour".to_owned()),
        ]);
        let chosen = |wanted: &[&str]| pick(&texts, wanted, "en").unwrap().1;
        assert_eq!(chosen(&["fr-BE"]), "bonjour");
        assert_eq!(chosen(&["pt_br", "fr"]), "olá");
        assert_eq!(chosen(&["xx", "fr"]), "bonjour");
        assert_eq!(chosen(&[]), "hello");
        assert_eq!(pick(&BTreeMap::new(), &["fr"], "en"), None);
    }

    #[test]
    fn an_attacker_cannot_add_a_header_through_a_subject() {
        assert_eq!(
            one_line("Hello\r\nBcc: eve@evil.example"),
            "Hello Bcc: eve@evil.example"
        );
    }
}
