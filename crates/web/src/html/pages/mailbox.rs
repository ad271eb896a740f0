//! The development mailbox.

use durward_model::Timestamp;
use serde::Serialize;

use super::Page;
use crate::html::moment;

/// The messages that can be read, newest first.
#[derive(Clone, Debug, Serialize)]
pub struct Mailbox {
    /// The messages.
    pub mails: Vec<Mail>,
}

/// One message.
#[derive(Clone, Debug, Serialize)]
pub struct MailboxMessage {
    /// It.
    pub mail: Mail,
    /// Path of the list.
    pub back: String,
    /// Path of it as HTML, if it is HTML.
    pub html: Option<String>,
}

/// A message as the mailbox shows it.
#[derive(Clone, Debug, Serialize)]
pub struct Mail {
    /// Path of its page.
    pub href: String,
    /// Name of the realm.
    pub realm: String,
    /// `email`, `sms`, `whatsapp`.
    pub medium: &'static str,
    /// The address or number.
    pub to: String,
    /// Its subject; its text when it has none.
    pub subject: String,
    /// Its text.
    pub text: String,
    /// The link in it.
    pub link: Option<String>,
    /// When it was written.
    #[serde(serialize_with = "moment::millis")]
    pub at: Timestamp,
}

impl Page for Mailbox {
    const TEMPLATE: &'static str = "mailbox.html";
}

impl Page for MailboxMessage {
    const TEMPLATE: &'static str = "mailbox-message.html";
}
