//! The development mailbox: messages of a realm without a channel, readable for an hour.

use durward_model::Timestamp;
use durward_model::id::MessageId;
use durward_store::messages::{self as rows, Message, State};
use durward_store::{Cx, Error};

use crate::letter::Medium;
use crate::outbox;
use crate::template::{self, Addressed};

/// A message in the mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// Its identifier.
    pub id: MessageId,
    /// What would have carried it.
    pub medium: Medium,
    /// The address or number.
    pub to: String,
    /// Name of its template.
    pub template: String,
    /// Subject, for mail.
    pub subject: String,
    /// The text, plain; empty when there is only HTML.
    pub text: String,
    /// The text as HTML.
    pub html: Option<String>,
    /// The code in it, if there is one.
    pub code: Option<String>,
    /// The link in it, if there is one.
    pub link: Option<String>,
    /// The link "this was not me" in it, if there is one.
    pub not_me: Option<String>,
    /// When it was written.
    pub created_at: Timestamp,
}

/// At most `limit` messages of the realm that are readable, newest first: all, or those `to` an address.
///
/// # Errors
/// Database failures.
pub async fn list(cx: &Cx, to: Option<&str>, limit: i64) -> Result<Vec<Mail>, Error> {
    let mut tx = cx.db().read().await?;
    let messages = match to {
        Some(to) => rows::to_recipient(cx, &mut tx, to, limit).await?,
        None => rows::page(cx, &mut tx, "", limit).await?,
    };
    drop(tx);
    let mut mails = Vec::new();
    for message in messages {
        if let Some(mail) = read(cx, message).await? {
            mails.push(mail);
        }
    }
    Ok(mails)
}

/// The message `id` of the realm, if it is readable.
///
/// # Errors
/// Database failures.
pub async fn load(cx: &Cx, id: &str) -> Result<Option<Mail>, Error> {
    let mut tx = cx.db().read().await?;
    let message = rows::load(cx, &mut tx, id).await?;
    drop(tx);
    match message {
        Some(message) => read(cx, message).await,
        None => Ok(None),
    }
}

async fn read(cx: &Cx, message: Message) -> Result<Option<Mail>, Error> {
    let kept = message.state == State::Sent && message.transport.as_deref() == Some("mailbox");
    let (Some(sealed), Some(medium)) = (
        message.payload.as_ref().filter(|_| kept),
        Medium::named(&message.medium),
    ) else {
        return Ok(None);
    };
    let payload = outbox::open(cx, message.id, sealed).await?;
    let addressed = Addressed {
        id: message.id,
        medium,
        to: &message.recipient,
        template: &message.template,
        languages: &message.languages,
        created_at: message.created_at,
    };
    let rendered = template::render(cx, &addressed, &payload)
        .await
        .map_err(|refusal| Error::internal(refusal.why))?;
    let value = |name: &str| payload.values.get(name).map(str::to_owned);
    Ok(Some(Mail {
        id: message.id,
        medium,
        subject: rendered.subject,
        text: rendered.text,
        html: rendered.html,
        code: value("code"),
        link: value("link"),
        not_me: value("notMe"),
        to: message.recipient,
        template: message.template,
        created_at: message.created_at,
    }))
}
