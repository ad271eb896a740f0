//! `template …`.

use durward_messaging::Medium;
use durward_messaging::template::{self, Draft, KIND, Preview, Shown};
use durward_store::Cx;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Out, Stopped, say};
use crate::declarations::{Refusal, Written};
use crate::wiring::Parts;

/// A message that is to be shown.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct PreviewAsked {
    pub(crate) realm: String,
    /// Name of the template.
    pub(crate) template: String,
    /// `client_id` of the app somebody comes from.
    pub(crate) app: Option<String>,
    pub(crate) locale: Option<String>,
    pub(crate) medium: Medium,
    /// That alone is wanted.
    pub(crate) part: Option<Part>,
    /// Templates of the realm that count as if they were saved; whatever else is declared does not count.
    pub(crate) declarations: Vec<Written>,
}

/// A part of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Part {
    /// The subject of a mail.
    Subject,
    /// The text without markup.
    Plain,
    /// The text as HTML.
    Html,
}

pub(super) async fn preview(parts: &Parts, asked: PreviewAsked, out: &Out) -> Result<(), Stopped> {
    let cx = parts.operator(&asked.realm).await?;
    let wanted = Preview {
        template: &asked.template,
        app: asked.app.as_deref(),
        language: asked.locale.as_deref(),
        medium: asked.medium,
    };
    let drafts = drafts(&cx, asked.declarations)?;
    let shown = template::preview(&cx, &wanted, &drafts).await?;
    let text = match asked.part {
        Some(Part::Subject) => shown.subject,
        Some(Part::Plain) => shown.text,
        Some(Part::Html) => shown.html.unwrap_or_default(),
        None => described(&shown, asked.medium),
    };
    for line in text.lines() {
        say(out, line.to_owned()).await;
    }
    Ok(())
}

/// The templates of the realm of `cx` among `declarations`.
fn drafts(cx: &Cx, declarations: Vec<Written>) -> Result<Vec<Draft>, Refusal> {
    let mut drafts = Vec::new();
    for Written { file, line, value } in declarations {
        let Value::Object(mut body) = value else {
            continue;
        };
        let (kind, realm) = (body.shift_remove("kind"), body.shift_remove("realm"));
        let of = |text: &Option<Value>| text.as_ref().and_then(Value::as_str).map(str::to_owned);
        if of(&kind).as_deref() != Some(KIND)
            || of(&realm).as_deref() != Some(cx.realm.path.as_str())
        {
            continue;
        }
        let name = body.get("_id").and_then(Value::as_str).unwrap_or_default();
        let subject = format!("{KIND} {name}").trim_end().to_owned();
        let draft = Draft::read(Value::Object(body));
        drafts.push(draft.map_err(|error| Refusal::at((file, line), subject, &error))?);
    }
    Ok(drafts)
}

fn described(shown: &Shown, medium: Medium) -> String {
    let mut text = format!("Words:    {}\nLanguage: {}\n", shown.words, shown.language);
    if medium == Medium::Email {
        if !shown.from.is_empty() {
            text += &format!("From:     {}\n", shown.from);
        }
        text += &format!("Subject:  {}\n", shown.subject);
    }
    for (title, part) in [
        ("plain", Some(shown.text.as_str())),
        ("html", shown.html.as_deref()),
    ] {
        if let Some(part) = part.filter(|part| !part.is_empty()) {
            text += &format!("\n--- {title}\n{}\n", part.trim_end());
        }
    }
    text
}
