//! Showing administrators what a message will look like, with values made up.

use std::sync::Arc;

use durward_store::{Cx, Error};
use serde_json::Value;

use super::app::{self, App};
use super::document::Written;
use super::source::Source;
use super::words::Scene;
use crate::letter::{Medium, Purpose, Values};

/// What is to be shown.
#[derive(Debug, Clone, Copy)]
pub struct Preview<'a> {
    /// Name of the template.
    pub template: &'a str,
    /// `client_id` of the app somebody comes from.
    pub app: Option<&'a str>,
    /// The person's language.
    pub language: Option<&'a str>,
    /// What carries the message.
    pub medium: Medium,
}

/// A template that was written and not saved.
#[derive(Debug, Clone)]
pub struct Draft(Arc<Written>);

impl Draft {
    /// Reads and checks a template as documents of the kind `message-template` have it.
    ///
    /// # Errors
    /// Invalid, naming the field; where its text is no template, with the line in it.
    pub fn read(body: Value) -> Result<Self, Error> {
        Written::read(body).map(|written| Self(Arc::new(written)))
    }
}

/// A message as somebody would get it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// Whose words it is in, for people.
    pub words: String,
    /// Tag of the language it is in.
    pub language: String,
    /// Where it comes from, when the template says so; else empty.
    pub from: String,
    /// Subject of a mail.
    pub subject: String,
    /// The text, plain; empty when there is only HTML.
    pub text: String,
    /// The same as HTML.
    pub html: Option<String>,
}

/// The message that `asked` is about, as it would be if `drafts` were saved in the realm of `cx`.
///
/// # Errors
/// Invalid when there is no such template or app, or the template does not render, with the line in it; database
/// failures.
pub async fn preview(cx: &Cx, asked: &Preview<'_>, drafts: &[Draft]) -> Result<Shown, Error> {
    let app = App::of(cx, asked.app).await?;
    if let (Some(client_id), None) = (asked.app, &app) {
        return Err(Error::invalid(
            "app",
            format!("There is no app '{client_id}' in this realm."),
        ));
    }
    let drafts: Vec<Arc<Written>> = drafts.iter().map(|draft| Arc::clone(&draft.0)).collect();
    let source = Source::of(cx, asked.template, app.as_ref(), &drafts).await?;
    let words = match &source {
        Source::Document { written, realm } => {
            format!("message-template {} in {realm}", written.key())
        }
        Source::Product => "the product's own".to_owned(),
        Source::Settings(email) if email.content.is_empty() => return Err(unknown(asked.template)),
        Source::Settings(_) => "the realm's mail settings".to_owned(),
    };
    let wanted: Vec<&str> = asked.language.into_iter().collect();
    let scene = Scene {
        medium: asked.medium,
        wanted: &wanted,
        values: app::told(cx, app.as_ref(), samples(cx, asked.template)),
    };
    let rendered = scene
        .render(asked.template, &source)
        .map_err(|refusal| Error::invalid("", format!("{words}: {}.", refusal.why)))?;
    Ok(Shown {
        words,
        language: rendered.language,
        from: rendered.from,
        subject: rendered.subject,
        text: rendered.text,
        html: rendered.html,
    })
}

fn unknown(template: &str) -> Error {
    let known: Vec<&str> = Purpose::ALL.iter().map(|one| one.template()).collect();
    let known = known.join(", ");
    Error::invalid(
        "",
        format!("There is no template '{template}'. The product's own are: {known}."),
    )
}

/// Values as the message `template` has them; all there are for one that only a journey knows.
fn samples(cx: &Cx, template: &str) -> Values {
    let issuer = cx.issuer();
    let link = format!("{issuer}/login?suspendedId=sample");
    let not_me = format!("{issuer}/not-me?token=sample");
    let person = [
        ("name", "Ana Diaz"),
        ("username", "ana"),
        ("givenName", "Ana"),
        ("sn", "Diaz"),
        ("mail", "ana@example.com"),
    ];
    let code = [("code", "492039"), ("minutes", "5")];
    let link = [("link", link.as_str()), ("minutes", "5")];
    let notice = [
        ("when", "2026-01-01 10:00 UTC"),
        ("address", "203.0.113.7"),
        ("browser", "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"),
        ("notMe", not_me.as_str()),
    ];
    let method = [("method", "Passkey")];
    let about: Vec<&[(&str, &str)]> = match Purpose::named(template) {
        Some(Purpose::Code) => vec![&code],
        Some(
            Purpose::Link | Purpose::VerifyAddress | Purpose::ResetPassword | Purpose::Invitation,
        ) => vec![&link],
        Some(Purpose::ForgottenUsername) => vec![],
        Some(Purpose::MethodAdded | Purpose::MethodRemoved) => vec![&notice, &method],
        Some(Purpose::PassGiven) => vec![&notice, &code[1..]],
        Some(Purpose::NewDevice | Purpose::PasswordChanged | Purpose::AccountLocked) => {
            vec![&notice]
        }
        None => vec![&code, &link, &notice, &method],
    };
    let all = about.into_iter().flatten().chain(&person);
    all.fold(Values::default(), |values, (name, value)| {
        values.with(name, *value)
    })
}
