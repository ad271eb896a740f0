//! From what a message says to its words, in the person's language, plain and as HTML.
//!
//! Values are escaped wherever they are put into HTML; markup comes from templates alone, which only administrators
//! write. A template may use no more than a bounded amount of work.

//!
//! - [`document`]: what administrators write.
//! - [`built_in`]: what the product says without that.
//! - [`source`]: whose words a message is in.
//! - [`app`]: what templates may say of the app somebody comes from.
//! - [`engine`], [`words`]: rendering.
//! - [`preview`]: the same for administrators, before anybody gets it.

mod app;
mod built_in;
mod document;
mod engine;
mod preview;
mod source;
mod words;

use durward_model::Timestamp;
use durward_model::id::MessageId;
use durward_store::{Cx, Error};

use crate::channel::Refusal;
use crate::letter::Medium;
use crate::outbox::Payload;

pub use document::{KIND, TemplateKind};
pub use preview::{Draft, Preview, Shown, preview};

use app::App;
use engine::Kind;
use source::Source;
use words::Scene;

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
    let app = App::of(cx, payload.app.as_deref()).await.map_err(later)?;
    let scene = Scene {
        medium: addressed.medium,
        wanted: &wanted,
        values: app::told(cx, app.as_ref(), payload.values.clone()),
    };
    let source = Source::of(cx, addressed.template, app.as_ref(), &[]).await;
    let source = source.map_err(later)?;
    let mut rendered = scene.render(addressed.template, &source)?;
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
