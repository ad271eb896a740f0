//! From what a message says to its words, in the person's language, plain and as HTML.
//!
//! Values are escaped wherever they are put into HTML; markup comes from templates alone, which only administrators
//! write. A template may use no more than a bounded amount of work.

mod built_in;
mod document;
mod engine;

use std::collections::BTreeMap;

use durward_model::Timestamp;
use durward_model::id::MessageId;
use durward_model::service::Email;
use durward_store::{Cx, Error, services};

use crate::channel::Refusal;
use crate::letter::{Medium, Values};
use crate::outbox::Payload;

pub use document::{KIND, TemplateKind};

use built_in::{Language, Said};
use document::Written;
use engine::Kind;

/// Whom a message is to, and what it is made from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Addressed<'a> {
    pub(crate) id: MessageId,
    pub(crate) medium: Medium,
    pub(crate) to: &'a str,
    pub(crate) template: &'a str,
    /// Best first, separated by spaces.
    pub(crate) languages: &'a str,
    pub(crate) created_at: Timestamp,
}

/// The words of a message.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Rendered {
    /// Subject of a mail.
    pub(crate) subject: String,
    /// The whole text, plain; empty when there is only HTML.
    pub(crate) text: String,
    /// The same as HTML, for mail.
    pub(crate) html: Option<String>,
    /// Where a mail comes from, when the template says so; else empty.
    pub(crate) from: String,
    /// Tag of the language it is written in.
    pub(crate) language: String,
}

/// The words of the message `addressed` that says `payload`.
///
/// # Errors
/// Never to be tried again when there is no such template or it does not render; later on database failures.
pub(crate) async fn render(
    cx: &Cx,
    addressed: &Addressed<'_>,
    payload: &Payload,
) -> Result<Rendered, Refusal> {
    let later = |error: Error| Refusal::later(&error.to_string());
    let wanted: Vec<&str> = addressed.languages.split_whitespace().collect();
    let scene = Scene {
        medium: addressed.medium,
        wanted: &wanted,
        values: payload
            .values
            .clone()
            .with("realm", cx.realm.display_name.as_str()),
    };
    let written = Written::find(cx, addressed.template).await.map_err(later)?;
    let mut rendered = match &written {
        Some(written) => scene.of_document(written),
        None => match scene.of_product(addressed.template) {
            Some(rendered) => rendered,
            None => {
                let email = services::settings::<Email>(cx).await.map_err(later)?;
                scene.of_settings(&email)
            }
        },
    }?;
    if let Some(wording) = &payload.wording {
        scene.reword(&mut rendered, &wording.subject, &wording.message)?;
    }
    Ok(rendered)
}

/// Whether `text` can be a sender's own [`Wording`](crate::letter::Wording).
///
/// # Errors
/// What is wrong with it.
pub fn check_wording(text: &str) -> Result<(), String> {
    engine::check(Kind::Html, text)
}

/// What every template of a message is rendered with.
struct Scene<'a> {
    medium: Medium,
    wanted: &'a [&'a str],
    values: Values,
}

impl Scene<'_> {
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
    fn reword(
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
